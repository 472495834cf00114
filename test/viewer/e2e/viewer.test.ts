import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { scenes } from '../../../scenes/index.ts';
import { run } from '../../../src/headless/index.ts';
import { addressOf, applyOverride, parseOverride, sceneOfAddress } from '../../../src/playing/index.ts';
import { type Change, defineScene, type Scene, type SceneInput } from '../../../src/world/index.ts';
import { launchOptions } from '../../environment/launch.ts';
import { temporaryFolder } from '../../headless/folder.ts';
import { copySite, type Site, serveSite } from './site.ts';
import { Visit, type VisitOptions } from './visit.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = temporaryFolder();
const results = temporaryFolder();
let browser: Browser;
let isolated: Site;
let plain: Site;
const visits: Visit[] = [];

beforeAll(async () => {
  await copySite(folder);
  isolated = await serveSite(folder, { isolated: true });
  plain = await serveSite(folder, { isolated: false });
  browser = await chromium.launch(await launchOptions());
}, 180_000);

afterEach(async () => {
  await Promise.all(visits.splice(0).map((visit) => visit.close()));
});

afterAll(() => Promise.all([browser?.close(), isolated?.close(), plain?.close()]));

async function visit(fragment: string, options: VisitOptions & { site?: Site; query?: string } = {}): Promise<Visit> {
  const { site = isolated, query = '?backend=wasm', ...rest } = options;
  const paid = await Visit.pay(browser, `${site.url}${query}${fragment}`, rest);
  visits.push(paid);
  return paid;
}

/** A built-in scene with other settings: less to compute. */
function sceneWith(name: string, settings: readonly string[], changes: Change[] = []): Scene {
  const base = scenes.find((scene) => scene.name === name)!;
  const changed = settings.map((each) => parseOverride(each)).reduce<unknown>(applyOverride, base);
  return defineScene({ ...(changed as SceneInput), ...(changes.length > 0 && { changes }) });
}

const addressIn = (scene: Scene): Promise<string> =>
  addressOf({ scene, base: scenes.find(({ name }) => name === scene.name) });

let runs = 0;
async function hashOfHeadless(scene: Scene): Promise<string> {
  const { stateHash } = await run(scene, { backend: 'wasm', out: join(results, String(runs++)) });
  return `wasm ${stateHash}`;
}

async function violations({ page }: Visit): Promise<string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run()')) as AxeResults;
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

describe('the gallery', () => {
  it('shows every scene below one that moves, out of any folder of a web server; it leads to a scene and back', async () => {
    const here = await visit('', { colorScheme: 'dark' });
    await here.reached(0.02);
    for (const { name, title } of scenes) {
      expect(await here.page.getByTestId(`scene-${name}`).innerText()).toContain(title);
    }
    expect(await violations(here)).toEqual([]);
    await here.page.keyboard.press('t');
    expect(await violations(here)).toEqual([]);
    await here.forget();
    await here.page.getByTestId('scene-heat-flow').click();
    expect((await here.report('opened')).scene.name).toBe('heat-flow');
    expect(new URL(here.page.url()).hash).toBe('#scene=heat-flow');
    await here.reached(0.01);
    await here.page.goBack();
    await here.page.getByTestId('gallery').waitFor();
    expect(new URL(here.page.url()).hash).toBe('');
    expect(here.faults).toEqual([]);
  });

  it('stands still where less motion is wanted', async () => {
    const here = await visit('', { reducedMotion: 'reduce' });
    await here.report('moment');
    await here.page.waitForTimeout(300);
    expect(await here.report('moment')).toMatchObject({ part: 0, playing: false });
  });
});

describe('a scene', () => {
  it('obeys the keyboard, which reaches all controls', async () => {
    const here = await visit('#scene=two-clouds&set=count%3D60');
    const { keyboard } = here.page;
    await here.reached(0.02);
    await keyboard.press('Space');
    const paused = await here.report('moment', ({ playing }) => !playing);
    await here.page.waitForTimeout(200);
    expect((await here.report('moment')).reached).toBe(paused.reached);
    await keyboard.press('s');
    const stepped = await here.report('moment', ({ reached }) => reached > paused.reached);
    expect(stepped.ensembles[0]!.steps).toBe(paused.ensembles[0]!.steps + 1);
    await keyboard.press('ArrowLeft');
    const earlier = await here.report('moment', ({ part }) => part < stepped.part);
    expect(earlier.reached).toBe(stepped.reached);
    await keyboard.press('r');
    await here.report('moment', ({ reached }) => reached === 0);
    await keyboard.press('Space');
    await here.reached(0.01);
    await keyboard.press('Space');
    expect(await namesAlongTabs(here, 30)).toEqual(
      expect.arrayContaining(['Copy link', 'Dark or light', 'Method of leader', 'About', 'Reset', 'Step', 'Pace']),
    );
    await keyboard.press('g');
    await here.page.getByTestId('gallery').waitFor();
    expect(here.faults).toEqual([]);
  });

  it('is accessible', async () => {
    const here = await visit('#scene=two-clouds', { colorScheme: 'dark' });
    await here.reached(0.01);
    await here.page.keyboard.press('Space');
    for (const theme of ['dark', 'light']) {
      for (const tab of ['About', 'Controls', 'Curves']) {
        await here.page.getByRole('tab', { name: tab }).click();
        await here.page.getByRole('tabpanel', { name: tab }).waitFor();
        expect([theme, tab, ...(await violations(here))]).toEqual([theme, tab]);
      }
      if (theme === 'dark') await here.page.keyboard.press('t');
    }
    await here.page.keyboard.press('?');
    await here.page.getByRole('dialog').waitFor();
    expect(await violations(here)).toEqual([]);
    expect(here.faults).toEqual([]);
  });

  it('that diverges says why, and the others go on', async () => {
    const steep = defineScene({
      name: 'steep',
      title: 'Steps that are too long',
      duration: { steps: 200 },
      count: 50,
      initial: { type: 'gaussian', dimension: 1, covariance: [[9]] },
      target: { type: 'quartic' },
      ensembles: [
        { name: 'long', method: { type: 'langevin', stepSize: 1 } },
        { name: 'short', method: { type: 'langevin', stepSize: 0.001 } },
      ],
    });
    const here = await visit(await addressIn(steep));
    const { ensembles } = await here.report('moment', (moment) => moment.ensembles[0]?.status === 'stopped');
    const [long, short] = ensembles;
    await here.page.getByTestId('pane-long').getByText(long!.reason!).waitFor();
    expect(await here.page.getByTestId('pane-short').innerText()).not.toContain('topped');
    await here.report('moment', (moment) => moment.ensembles[1]!.steps > short!.steps);
    expect(here.faults).toEqual([]);
  });
});

async function namesAlongTabs({ page }: Visit, presses: number): Promise<string[]> {
  const names: string[] = [];
  for (let i = 0; i < presses; i++) {
    await page.keyboard.press('Tab');
    names.push(
      await page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent ?? ''),
    );
  }
  return names;
}

describe('what cannot be shown is said in one line on the page, which goes on', () => {
  it('broken links', async () => {
    const here = await visit('');
    const links: [string, RegExp][] = [
      ['#scene=banane', /address: scene: must be one of banana, .* got "banane"/],
      ['#data=AAAA', /address: data: is cut or damaged/],
      ['#scene=banana&set=count%3D-1', /address: .*count: must be more than 0, got -1/],
      ['#nonsense', /address: has no part "nonsense"/],
    ];
    for (const [link, line] of links) {
      await here.go(link);
      await here.report('failed');
      expect(await here.complaint()).toMatch(line);
    }
    await here.go('');
    await here.reached(0.01);
    expect(await here.page.getByRole('alert').isVisible()).toBe(false);
    expect(here.faults).toEqual([]);
  });

  it('files', async () => {
    const here = await visit('#scene=heat-flow');
    await here.reached(0.01);
    const files: [string, RegExp][] = [
      ['{ "name": ', /scene: must be JSON/],
      ['[1, 2, 3]', /scene.* must be an object/],
      ['null', /scene.* must be an object/],
      [JSON.stringify({ ...sceneWith('banana', []), cuont: 5 }), /cuont/],
    ];
    for (const [text, line] of files) {
      await here.forget();
      const chooser = here.page.waitForEvent('filechooser');
      await here.page.getByRole('button', { name: 'Open scene' }).click();
      await (await chooser).setFiles({ name: 'mine.json', mimeType: 'application/json', buffer: Buffer.from(text) });
      await here.report('failed');
      expect(await here.complaint()).toMatch(line);
    }
    await here.go('#scene=two-clouds');
    await here.reached(0.01);
    expect(here.faults).toEqual([]);
  });

  it('a browser without WebGL', async () => {
    const here = await visit('', {
      before: () => {
        OffscreenCanvas.prototype.getContext = () => null;
      },
    });
    expect(await here.complaint()).toContain('WebGL 2 is not available');
    expect(here.faults).toEqual([]);
  });

  it('a backend that there is none of', async () => {
    const here = await visit('', { query: '?backend=abacus' });
    expect(await here.complaint()).toContain('backend is "abacus"; allowed: auto, ');
    expect(here.faults).toEqual([]);
  });
});

describe('the same run as headless, bit for bit', () => {
  it('on a line, in the plane, on sites, with another seed and with changes on its way', async () => {
    const here = await visit('');
    for (const scene of [
      sceneWith('heat-flow', ['count=40', 'duration.time=1']),
      sceneWith('two-clouds', ['seed=other', 'count=60', 'duration.time=1']),
      sceneWith('teleportation', ['duration.time=0.2']),
      sceneWith('two-clouds', ['count=60', 'duration.time=1'], [
        { at: 0.3, ensemble: 'leader', method: { type: 'underdamped-langevin', stepSize: 0.02 } },
        { at: 0.6, ensemble: 'leader', add: [[3, 1], [0, -2]] },
      ]),
    ]) {
      await here.go(await addressIn(scene));
      expect([scene.name, await here.finish()]).toEqual([scene.name, await hashOfHeadless(scene)]);
    }
    expect(here.faults).toEqual([]);
  }); // biome-ignore format: a table

  it('after it was steered by hand, by its address', async () => {
    const here = await visit(await addressIn(sceneWith('two-clouds', ['count=40', 'duration.time=1'])));
    await here.reached(0.1);
    await here.page.keyboard.press('Space');
    await here.report('moment', ({ playing }) => !playing);
    await here.page.getByLabel('Method of leader').selectOption('mala');
    await here.page.waitForURL(/changes/);
    const hash = await here.finish();
    const scene = await sceneOfAddress(here.page.url(), scenes);
    expect(scene.changes).toHaveLength(1);
    expect(await hashOfHeadless(scene)).toBe(hash);
    await here.page.reload();
    expect(await here.finish()).toBe(hash);
    expect(here.faults).toEqual([]);
  });

  it('in a page that is not isolated from other origins, without threads', async () => {
    const scene = sceneWith('two-clouds', ['count=40', 'duration.time=1']);
    const here = await visit(await addressIn(scene), { site: plain });
    expect(await here.finish()).toBe(await hashOfHeadless(scene));
    expect(await here.page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(here.faults).toEqual([]);
  });
});
