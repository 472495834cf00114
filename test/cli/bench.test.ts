import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TINY_SUITE } from '../bench/tiny-suite.ts';
import { temporaryFolder } from '../headless/folder.ts';
import { ensureBuilt } from './built.ts';
import { type Outcome, ottoflow, type SpawnOptions } from './ottoflow.ts';
import { Resident } from './resident.ts';

const cwd = temporaryFolder();
let resident: Resident;

/** In a process of its own: nothing else tells that it ends. */
const start = (words: string[], options: Partial<SpawnOptions> = {}): Promise<Outcome> =>
  ottoflow(words, { cwd, ...options });
const bench = (...words: string[]): Promise<Outcome> => resident.run(['bench', '--suite', 'tiny.json', ...words]);

/** A file with an end that tells what it is, in the working folder. */
function file(name: string, content: object | string): string {
  writeFileSync(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return name;
}

/** What every cell came to, by its name. */
function resultsIn(folder: string): Record<string, unknown> {
  const path = join(cwd, folder, 'cells');
  const records = readdirSync(path).map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')));
  return Object.fromEntries(records.map(({ cell, result }) => [cell.name, result]));
}

beforeAll(async () => {
  await ensureBuilt();
  file('tiny.json', TINY_SUITE);
  resident = new Resident(cwd);
}, 300_000);
afterAll(() => resident.close());

describe('ottoflow bench', () => {
  it('prints a table a target, writes its files, and runs nothing again', async () => {
    const first = await bench('--out', 'whole', '--quiet');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^plane\n {2}method +sliced W₂ +b² of x /);
    expect(first.stdout).toMatch(/\n {2}langevin +\d/);
    expect(first.stdout).toMatch(/\n12 cells run, 0 were there; report: whole\/report\.html\n$/);
    const lines = first.stdout.split('\n').filter((line) => line.startsWith('  '));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(140);
    const files = [
      'cells',
      'cells.parquet',
      'draws',
      'metrics.parquet',
      'report.html',
      'report.md',
      'suite.json',
      'summary.parquet',
    ];
    expect(readdirSync(join(cwd, 'whole')).sort()).toEqual(files);
    expect(Object.keys(resultsIn('whole'))).toHaveLength(12);

    const second = await bench('--out', 'whole', '--quiet', '--json');
    const summary = JSON.parse(second.stdout);
    expect(summary).toMatchObject({ done: 0, skipped: 12, failed: 0, total: 12, interrupted: false, out: 'whole' });
    expect(summary.files.map(({ path }: { path: string }) => path)).toContain('summary.parquet');
    const row = summary.rows.find(
      ({ target, method }: Record<string, string>) => target === 'plane' && method === 'hmc',
    );
    expect(row).toMatchObject({
      replicates: 2,
      stopped: 0,
      failed: 0,
      missing: 0,
      metrics: { 'sliced-w2': { count: 2 } },
    });
  });

  it('comes to the same results in shards, and says which report is still to be written', async () => {
    const first = await bench('--out', 'shards', '--shard', '1/2', '--quiet', '--workers', '1');
    expect(first.code).toBe(0);
    expect(first.stdout).toBe('6 cells run, 0 were there; 6 are missing in shards\n');
    expect(first.stderr).toBe('shard 1/2 is done; when all are: ottoflow report shards\n');
    expect(existsSync(join(cwd, 'shards/report.html'))).toBe(false);
    const second = await bench('--out', 'shards', '--shard', '2/2', '--quiet', '--workers', '2');
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toContain('6 cells run, 0 were there; report: shards/report.html');
    expect(resultsIn('shards')).toEqual(resultsIn('whole'));
  });

  it('goes on after Ctrl-C where it was', async () => {
    const words = ['bench', '--suite', 'tiny.json', '--out', 'cut', '--budget', '1500', '--workers', '1'];
    const cells = join(cwd, 'cut/cells');
    const interrupted = await start([...words, '--quiet'], {
      meanwhile(child) {
        const wait = setInterval(() => {
          if (!existsSync(cells) || !readdirSync(cells).some((name) => name.endsWith('.json'))) return;
          clearInterval(wait);
          child.kill('SIGINT');
        }, 5);
        child.on('close', () => clearInterval(wait));
      },
    });
    expect(interrupted.code).toBe(130);
    const [, there] =
      /^interrupted: (\d+) of 12 cells are in cut; the same command goes on\n$/.exec(interrupted.stderr) ?? [];
    expect(Number(there)).toBeGreaterThanOrEqual(1);
    expect(Number(there)).toBeLessThan(12);
    const early = await resident.run(['report', 'cut']);
    expect(early).toMatchObject({ code: 0, stderr: `${12 - Number(there)} of 12 cells are missing\n` });
    expect(early.stdout).toContain('missing');

    const again = await start(['bench', '--suite', 'tiny.json', '--out', 'cut', '--budget', '1500', '--json']);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(again.stdout)).toMatchObject({ done: 12 - Number(there), skipped: Number(there) });
  });

  it('goes on after cells that failed, says why, and ends with 1', async () => {
    // No Gaussian flows to a mixture, and no quantile function is in the plane: known when the cell starts.
    const methods = ['gaussian', 'quantile'].map((discretisation) => ({
      name: discretisation,
      method: { type: 'jko-flow', discretisation, stepSize: 0.1 },
    }));
    const ring = { name: 'ring', target: { type: 'eight-gaussians' }, initial: { type: 'gaussian', dimension: 2 } };
    const diverging = { name: 'diverging', method: { type: 'langevin', stepSize: 1e30 } };
    const failing = { ...TINY_SUITE, replicates: 1, targets: [ring], methods: [...methods, diverging] };
    const words = ['bench', '--suite', file('failing.json', failing), '--out', 'failing', '--quiet'];
    const { code, stdout, stderr } = await resident.run(words);
    expect([code, stderr]).toEqual([1, '2 of 3 cells failed; the same command tries them again\n']);
    expect(stdout).toMatch(/Failed: ring\/gaussian\/0 \(/);
    expect(stdout).toMatch(/Stopped: diverging on ring in 1 of 1 \(step \d+: a particle became NaN/);
    expect((await resident.run(words)).stdout).toContain('0 cells run, 1 were there');
  });

  it('takes a suite that is code, with a grid', async () => {
    const text = `import { defineSuite } from 'ottoflow';
import { langevin } from 'ottoflow/systems';
import { gaussian } from 'ottoflow/targets';

export default defineSuite({
  name: 'mine',
  title: 'Mine',
  count: 20,
  budget: 10,
  replicates: 1,
  targets: ['line', 'other'].map((name) => ({ name, target: gaussian({ mean: [1] }), initial: gaussian({ dimension: 1 }) })),
  methods: [{ name: 'ula', method: langevin({ stepSize: 0.1 }), vary: { stepSize: [0.1, 0.2] }, targets: ['line', 'other'] }],
});
`;
    const { code, stdout } = await resident.run([
      'bench',
      '--suite',
      file('mine.ts', text),
      '--targets',
      'line',
      '--quiet',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n {2}ula-0\.1 .*\n {2}ula-0\.2 /);
    expect(stdout).toContain('report: out/bench-mine/report.html');

    const broken = file('broken.ts', text.replace('budget: 10', 'budget: -10'));
    const refused = await resident.run(['bench', '--suite', broken]);
    expect(refused).toEqual({ code: 2, stdout: '', stderr: 'broken.ts:9:11: budget: must be more than 0, got -10\n' });
  });
});

describe('bad input of ottoflow bench', () => {
  const [plane] = TINY_SUITE.targets;
  const cases: [string[], RegExp][] = [
    [['--suite', 'large'], /^--suite: must be small, full or a file .*got "large"$/],
    [['--suite', 'none.json'], /^none\.json: no such file$/],
    [['--targets', 'moon'], /^--targets: must be some of plane, line, got "moon"$/],
    [['--methods', 'nuts'], /^--methods: must be some of exact, langevin, hmc, got "nuts"$/],
    [['--targets', 'plane,,line'], /^--targets: must be names separated by commas, got "plane,,line"$/],
    [['--replicates', '0'], /^--replicates: must be an integer of at least 1, got "0"$/],
    [['--budget', 'much'], /^--budget: must be a number of more than 0, got "much"$/],
    [['--particles', '1'], /must be at least 2, got 1$/],
    [['--shard', '3/2'], /^--shard: i must be from 1 to 2, got "3\/2"$/],
    [['--workers', '2', '--executor', 'redis'], /^--workers: is for --executor local/],
    [['--redis', 'redis://localhost'], /^--redis: needs --executor redis$/],
    [['--backend', 'webgpu'], /--backend.*webgpu/],
    [['--colour'], /--colour/],
  ];
  it.each(cases)('%j: one line, exit 2', async (words, message) => {
    const { code, stdout, stderr } = await bench(...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd()).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each<[string, object, RegExp]>([
    [
      'a parameter',
      { methods: [{ name: 'a', method: { type: 'langevin', stepSize: -1 } }] },
      /^a\.json:\d+:\d+: methods\[0\]\.method\.stepSize: must be more than 0, got -1\n$/,
    ],
    [
      'a grid',
      { methods: [{ name: 'a', method: { type: 'langevin' }, vary: { stepSize: [-1] } }] },
      /^a\.json:\d+:\d+: methods\[0\]\.vary\.stepSize: must be more than 0, got -1\n$/,
    ],
    [
      'a target',
      { targets: [{ ...plane, target: { type: 'gaussian', mean: 'x' } }] },
      /^a\.json:\d+:\d+: targets\[0\]\.target\.mean: .*\n$/,
    ],
    [
      'a start',
      { targets: [{ ...plane, initial: { type: 'gaussian', dimension: 7 } }] },
      /^a\.json:\d+:\d+: targets\[0\]\.initial: must have dimension 2 like the target, got 7\n$/,
    ],
    ['a field', { warmups: 1 }, /^a\.json:\d+:\d+: .*has no field "warmups"/],
  ])('%s in a file: with the line', async (_, changes, message) => {
    const { code, stderr } = await resident.run(['bench', '--suite', file('a.json', { ...TINY_SUITE, ...changes })]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('of ottoflow report: a folder that is none, or has no results', async () => {
    const none = await resident.run(['report', 'nowhere']);
    expect(none).toEqual({
      code: 2,
      stdout: '',
      stderr: '"nowhere": must be the folder of a benchmark, but is no folder\n',
    });
  });
});
