import { execFile } from 'node:child_process';
import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { ensureBuilt, ensureSite, ROOT } from './cli/built.ts';
import { temporaryFolder } from './headless/folder.ts';

const folder = temporaryFolder();
const project = join(folder, 'project');
const cache = join(folder, 'cache');

const npm = async (words: string[], cwd: string): Promise<string> => {
  const flags = ['--cache', cache, '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel', 'error'];
  const { stdout } = await promisify(execFile)('npm', [...words, ...flags], {
    cwd,
    shell: process.platform === 'win32',
  });
  return stdout;
};

const node = async (code: string): Promise<unknown> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: project });
  return JSON.parse(stdout);
};

/** What this machine has downloaded before, so that the test needs no network, and npm's own cache stays as it is. */
async function borrowCache(): Promise<void> {
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'cache'], {
    shell: process.platform === 'win32',
  });
  const own = join(stdout.trim(), '_cacache');
  if (!existsSync(own)) return;
  const index = 'index-v5';
  cpSync(join(own, index), join(cache, '_cacache', index), { recursive: true });
  // Content is named by its hash and never changes: links will do.
  for (const file of readdirSync(join(own, 'content-v2'), { recursive: true, encoding: 'utf8', withFileTypes: true })) {
    if (!file.isFile()) continue;
    const from = join(file.parentPath, file.name);
    const to = join(cache, '_cacache', from.slice(own.length));
    mkdirSync(dirname(to), { recursive: true });
    try {
      linkSync(from, to);
    } catch {
      cpSync(from, to);
    }
  }
}

beforeAll(async () => {
  await ensureBuilt();
  await ensureSite();
  await borrowCache();
  // The build is done: `prepare` would only do it again.
  const packed = await npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], ROOT);
  const [{ filename }] = JSON.parse(packed);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
  await npm(['install', '--prefer-offline', join(folder, filename)], project);
}, 300_000);

it('installs in an empty folder with every entry point', async () => {
  const names = await node(`
    const of = async (entry) => Object.keys(await import(entry));
    console.log(JSON.stringify({
      main: await of('ottoflow'), systems: await of('ottoflow/systems'), targets: await of('ottoflow/targets'),
      transport: await of('ottoflow/transport'), energies: await of('ottoflow/energies'),
      bures: await of('ottoflow/bures'), manifolds: await of('ottoflow/manifolds'), scenes: await of('ottoflow/scenes'),
    }));`);
  expect(names).toMatchObject({
    main: expect.arrayContaining([
      'createWorld',
      'addEnsemble',
      'step',
      'run',
      'defineScene',
      'positions',
      'saveWorld',
    ]),
    systems: expect.arrayContaining([
      'langevin',
      'mala',
      'blobJko',
      'jkoFlow',
      'wassersteinGradientFlow',
      'proximalPoint',
    ]),
    targets: expect.arrayContaining(['gaussian', 'mixture', 'custom', 'empirical']),
    transport: expect.arrayContaining(['sinkhorn', 'sinkhornDivergence', 'entropicMap', 'gaussianTransport']),
    energies: expect.arrayContaining(['interactionEnergy', 'modifiedEnergy', 'fisherInformation', 'sumOfEnergies']),
    bures: expect.arrayContaining(['gaussianJkoStep', 'gaussianGradientFlow', 'gaussianJkoFlow']),
    manifolds: expect.arrayContaining(['sphere', 'torus', 'proximalPoint']),
    scenes: expect.arrayContaining(['scenes', 'banana']),
  });
});

it('installs types', () => {
  for (const path of [
    'src/index.d.ts',
    'systems/index.d.ts',
    'src/targets/index.d.ts',
    'src/transport/index.d.ts',
    'src/energies/index.d.ts',
    'src/bures/index.d.ts',
    'src/manifolds/index.d.ts',
    'scenes/index.d.ts',
  ])
    expect(existsSync(join(project, 'node_modules/ottoflow/dist', path))).toBe(true);
});

it('installs the viewer, with the pictures of its gallery', () => {
  const viewer = join(project, 'node_modules/ottoflow/dist/viewer');
  expect(readdirSync(viewer)).toEqual(expect.arrayContaining(['index.html', 'assets', 'wasm', 'thumbnails']));
  expect(readdirSync(join(viewer, 'assets')).filter((name) => /\.(map|woff|ttf)$/.test(name))).toEqual([]);
});

it('runs as a command and from code', async () => {
  const { stdout } = await promisify(execFile)('npx', ['--no-install', 'ottoflow', 'list', 'scenes'], {
    cwd: project,
    shell: process.platform === 'win32',
  });
  expect(stdout).toMatch(/^banana /m);
  const status = await node(`
    import { run } from 'ottoflow';
    import { banana } from 'ottoflow/scenes';
    const summary = await run({ ...banana, ensembles: banana.ensembles.slice(0, 1) }, { backend: 'wasm', out: 'out' });
    console.log(JSON.stringify(summary.ensembles[0].status));`);
  expect(status).toBe('done');
  expect(readdirSync(join(project, 'out')).sort()).toEqual(['positions.parquet', 'report.html', 'summary.json']);
});
