import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenes } from '../../scenes/index.ts';
import type { Summary } from '../../src/headless/index.ts';
import { temporaryFolder } from '../headless/folder.ts';
import { ensureBuilt, MAIN, ROOT } from './built.ts';
import { type Outcome, ottoflow, type SpawnOptions } from './ottoflow.ts';
import { Resident } from './resident.ts';

const cwd = temporaryFolder();
/** In a process of its own, as users start it. */
const start = (words: string[], options: Partial<SpawnOptions> = {}): Promise<Outcome> =>
  ottoflow(words, { cwd, ...options });
let resident: Resident;
/** In the one process for what a process of its own adds nothing to. */
const call = (words: string[]): Promise<Outcome> => resident.run(words);

const scene = {
  name: 'tiny',
  title: 'Tiny',
  duration: { steps: 20 },
  frames: 4,
  count: 40,
  initial: { type: 'gaussian', dimension: 2 },
  target: { type: 'gaussian', mean: [1, 0] },
  ensembles: [
    { name: 'a', method: { type: 'langevin', stepSize: 0.1 } },
    { name: 'b', method: { type: 'mala', stepSize: 0.1 } },
  ],
};

const study = {
  ...{ name: 's', expected: 1, time: 1, stepSizes: [0.2, 0.1] },
  ...{ method: { type: 'langevin' }, against: { type: 'mala' } },
};

/** A scene file in the working folder: JSON, pretty, with changes. */
function file(name: string, changes: object): string {
  writeFileSync(join(cwd, name), JSON.stringify({ ...scene, ...changes }, null, 2));
  return name;
}

beforeAll(async () => {
  await ensureBuilt();
  file('tiny.json', {});
  mkdirSync(join(cwd, 'folder.ts'));
  resident = new Resident(cwd);
}, 120_000);
afterAll(() => resident?.close());

describe('ottoflow run', () => {
  it('prints a table and where the report lies', async () => {
    const { code, stdout, stderr } = await start(['run', 'tiny.json', '--backend', 'cpu']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^tiny, seed 0, on cpu: .* s\n/);
    expect(stdout).toMatch(
      /\na +langevin +gaussian +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+ +20\.0 +gradients +[\d.e-]+ s +done\n/,
    );
    expect(stdout.trimEnd()).toMatch(/report: out\/tiny-0\/report\.html$/);
    expect(readdirSync(join(cwd, 'out/tiny-0')).sort()).toEqual(['positions.parquet', 'report.html', 'summary.json']);
    expect(readFileSync(join(cwd, 'out/tiny-0/report.html'), 'utf8')).toContain(
      'npx ottoflow run tiny.json --backend cpu',
    );
  });

  it('has a column for the error only where one is known, and says where times differ', async () => {
    const exact = await call(['run', 'tiny.json', '--backend', 'cpu']);
    expect(exact.stdout).toMatch(/\nensemble .* cov err +error +gradients /);
    const quartic = file('quartic.json', { target: { type: 'quartic', dimension: 2 } });
    const unknown = await call(['run', quartic, '--backend', 'cpu']);
    expect(unknown.stdout).toMatch(/\nensemble .* cov err +gradients /);
    const late = file('late.json', {
      ensembles: [scene.ensembles[0], { ...scene.ensembles[1], duration: { steps: 19 }, reference: 'a' }],
    });
    const { code, stdout } = await call(['run', late, '--backend', 'cpu']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nb: no error, it ended at the time 1\.90 and its reference a at 2\.00\n/);
  });

  it('prints the convergence studies below the ensembles', async () => {
    const orders = [
      { ...study, name: 'same', against: study.method },
      { ...study, name: 'mala' },
    ];
    const studies = file('studies.json', { orders });
    const { code, stdout, stderr } = await call(['run', studies, '--backend', 'cpu']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /\norder study +steps +errors +local orders +fitted +expected\nsame +0\.2 0\.1 +\(0\) \(0\) /,
    );
    expect(stdout).toMatch(/\nmala +0\.2 0\.1 +[\d.]+ [\d.]+ +-?[\d.]+ +-?[\d.]+ +1\n/);
    expect(stdout).toMatch(/\nsame: fewer than two errors are above the rounding of float32\n\nreport: /);
    const changed = ['--set', 'orders.mala.stepSizes=[0.5,0.25]', '--set', 'orders[0].count=3', '--json'];
    const json = await call(['run', studies, '--backend', 'cpu', ...changed]);
    const { orders: results } = JSON.parse(json.stdout) as Summary;
    expect(results!.map(({ name, errors }) => [name, errors.map(([step]) => step)])).toEqual([
      ['same', [0.2, 0.1]],
      ['mala', [0.5, 0.25]],
    ]);
  });

  it('finds a scene without its ending, and the built-in ones also in the folder they come from', async () => {
    mkdirSync(join(cwd, 'scenes'));
    file('scenes/mine.json', {});
    // Where a file has the name of a built-in scene, its path means the file.
    file('scenes/banana.json', {});
    const flags = ['--backend', 'cpu', '--steps', '1', '--set', 'count=5', '--json'];
    const nameOf = async (words: string): Promise<string> => {
      const { code, stdout, stderr } = await call(['run', words, ...flags]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return (JSON.parse(stdout) as Summary).scene;
    };
    expect(await nameOf('scenes/mine')).toBe('tiny');
    expect(await nameOf('tiny')).toBe('tiny');
    expect(await nameOf('scenes/banana')).toBe('tiny');
    expect(await nameOf('scenes/langevin-gaussian')).toBe('langevin-gaussian');
    expect(await nameOf('scenes/langevin-gaussian.ts')).toBe('langevin-gaussian');
    expect(await nameOf(join(ROOT, 'scenes/langevin-gaussian.ts'))).toBe('langevin-gaussian');
  });

  it('with --json prints the summary and nothing else', async () => {
    const words = [
      'run',
      'tiny.json',
      '--json',
      '--seed',
      'x/y',
      '--set',
      'ensembles.b.count=7',
      '--steps',
      '3',
      '--backend',
      'cpu',
    ];
    const { code, stdout, stderr } = await call(words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const summary = JSON.parse(stdout) as Summary;
    expect(summary).toEqual(JSON.parse(readFileSync(join(cwd, 'out/tiny-x_y/summary.json'), 'utf8')));
    expect(summary.seed).toBe('x/y');
    expect(summary.ensembles.map(({ count, steps }) => [count, steps])).toEqual([[40, 3], [7, 3]]); // biome-ignore format: pairs
  });

  it('runs TypeScript that imports this package from a folder without it, in the same engine', async () => {
    writeFileSync(
      join(cwd, 'typed.ts'),
      `import { defineScene, type SceneInput } from 'ottoflow';
import { langevin } from 'ottoflow/systems';
import { custom, gaussian } from 'ottoflow/targets';
const dimension: number = 1;
const input = {
  name: 'typed', title: 'Typed', duration: { steps: 5 }, count: 10, frames: 1,
  initial: gaussian({ dimension }),
  target: custom({ dimension, logDensity: gaussian({ dimension }).logDensity }),
  ensembles: [{ name: 'a', method: langevin({ stepSize: 0.1 }) }],
} satisfies SceneInput;
export default defineScene(input);
`,
    );
    const { code, stdout, stderr } = await start(['run', 'typed.ts', '--json', '--backend', 'cpu']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((JSON.parse(stdout) as Summary).ensembles[0]).toMatchObject({ target: 'custom', steps: 5, status: 'done' });
  });

  it('gives a scene the tfjs of this package, and keeps what it prints away from the JSON', async () => {
    writeFileSync(
      join(cwd, 'prints.ts'),
      `import { mul, square, sum } from '@tensorflow/tfjs-core';
import { custom, gaussian } from 'ottoflow/targets';
console.log('here I am');
export default {
  name: 'prints', title: 'Prints', duration: { steps: 2 }, count: 10, frames: 1, initial: gaussian({ dimension: 2 }),
  target: custom({ dimension: 2, logDensity: (x) => mul(-0.5, sum(square(x), 1)) }),
  ensembles: [{ name: 'a', method: { type: 'langevin' } }],
};
`,
    );
    const { code, stdout, stderr } = await start(['run', 'prints.ts', '--json', '--backend', 'cpu']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'here I am\n' });
    expect((JSON.parse(stdout) as Summary).ensembles[0]).toMatchObject({ steps: 2, status: 'done' });
  });

  it('takes JSON that begins with a byte order mark', async () => {
    writeFileSync(join(cwd, 'marked.json'), `\uFEFF${JSON.stringify(scene)}`);
    expect(await call(['run', 'marked.json', '--backend', 'cpu'])).toMatchObject({ code: 0, stderr: '' });
  });

  it.runIf(existsSync('/dev/full'))('says in one line that stdout is full', async () => {
    const child = spawnSync('sh', ['-c', '"$0" "$1" list > /dev/full', process.execPath, MAIN], { encoding: 'utf8' });
    expect(child.status).toBe(1);
    expect(child.stderr).toMatch(/^stdout: cannot be written \(ENOSPC.*\)\n$/);
  });

  it('reads points from a CSV file beside the scene, wherever it is started', async () => {
    mkdirSync(join(cwd, 'data'));
    writeFileSync(join(cwd, 'data/points.csv'), 'x,weight,y\n0,0.25,1\n2,0.75,3\n');
    file('data/points.json', { initial: { type: 'empirical', file: 'points.csv' } });
    const { code, stdout } = await call([
      'run',
      'data/points.json',
      '--json',
      '--backend',
      'cpu',
      '--steps',
      '1',
      '--set',
      'count=1000',
    ]);
    expect(code).toBe(0);
    const [x] = (JSON.parse(stdout) as Summary).ensembles[0]!.mean;
    // Three of four start at x = 2; one step of 0.1 leads a tenth of the way to 1.
    expect(x).toBeCloseTo(1.5 - 0.05, 1);
  });

  it('ends with 0 when one ensemble was stopped, with 1 when all were', async () => {
    const wild = { name: 'wild', method: { type: 'langevin', stepSize: 1e20 } };
    const some = await call(['run', file('some.json', { ensembles: [wild, scene.ensembles[1]] }), '--backend', 'cpu']);
    expect(some).toMatchObject({ code: 0, stderr: '' });
    expect(some.stdout).toMatch(/\nwild: step 2: a particle became NaN or infinite/);
    const all = await call(['run', file('all.json', { ensembles: [wild] }), '--backend', 'cpu']);
    expect(all.code).toBe(1);
    expect(all.stderr).toMatch(/^all\.json: every ensemble was stopped; step \d+: .*\n$/);
  });

  it('on Ctrl-C keeps what it has, ends with 130, and goes on with --resume', async () => {
    const long = file('long.json', { duration: { steps: 6000 }, frames: 100 });
    const flags = ['--backend', 'cpu', '--json', '--out'];
    const out = join(cwd, 'cut');
    const frames = join(out, 'frames.partial');
    const interrupted = await start(['run', long, ...flags, 'cut'], {
      meanwhile(child) {
        const wait = setInterval(() => {
          if (!existsSync(frames) || statSync(frames).size < 3000) return;
          clearInterval(wait);
          child.kill('SIGINT');
        }, 5);
        child.on('close', () => clearInterval(wait));
      },
    });
    expect(interrupted.code).toBe(130);
    expect(interrupted.stderr).toBe(
      'interrupted: the results so far are in cut; the same command with --resume goes on\n',
    );
    const partial = JSON.parse(interrupted.stdout) as Summary;
    expect(partial).toMatchObject({ interrupted: true, ensembles: [{ status: 'stopped' }, { status: 'stopped' }] });
    expect(partial.ensembles[0]!.steps).toBeLessThan(6000);
    expect(readdirSync(out).sort()).toEqual([
      'checkpoint.otto',
      'frames.partial',
      'positions.parquet',
      'report.html',
      'summary.json',
    ]);

    const other = await call(['run', long, ...flags, 'cut', '--resume', '--seed', '1']);
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/^cut\/checkpoint\.otto: is of another run: seed was "0", now "1"; .*\n$/);

    const resumed = await start(['run', long, ...flags, 'cut', '--resume']);
    const whole = await call(['run', long, ...flags, 'whole']);
    expect([resumed.code, whole.code, resumed.stderr]).toEqual([0, 0, '']);
    const [a, b] = ['cut', 'whole'].map((folder) => readFileSync(join(cwd, folder, 'positions.parquet')));
    expect(a!.equals(b!)).toBe(true);
  });

  it('says in one line that the disk is full, and ends with 1', async () => {
    const disk = {
      node: ['--import', join(import.meta.dirname, 'full-disk.mjs')],
      env: { OTTOFLOW_TEST_DISK: '6000' },
    };
    const { code, stderr } = await start(['run', 'tiny.json', '--out', 'full', '--backend', 'cpu'], disk);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'full/positions.parquet: cannot be written (no space left on the disk, ENOSPC); what was written before stays\n',
    );
    expect(JSON.parse(readFileSync(join(cwd, 'full/summary.json'), 'utf8')).scene).toBe('tiny');
  });

  it('is quiet when its reader leaves', async () => {
    const { stderr } = await start(['list'], { meanwhile: (child) => child.stdout!.destroy() });
    expect(stderr).toBe('');
  });
});

describe('ottoflow list and info', () => {
  it('lists everything, or one kind', async () => {
    const all = await start(['list']);
    expect(all.code).toBe(0);
    for (const { name } of scenes) expect(all.stdout).toContain(`  ${name} `);
    for (const word of ['eight-gaussians', 'mala', 'covariance-error']) expect(all.stdout).toContain(`  ${word} `);
    const methods = await call(['list', 'methods']);
    expect(methods.stdout).toMatch(/^[a-z-]+ /);
    expect(methods.stdout).not.toContain('eight-gaussians');
  });

  it('tells the backends, which is chosen and why', async () => {
    const { code, stdout, stderr } = await start(['info', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const info = JSON.parse(stdout);
    expect(info.backends.map(({ name }: { name: string }) => name)).toEqual(['tensorflow', 'webgpu', 'wasm', 'cpu']);
    expect(info.chosen.threads).toBeGreaterThanOrEqual(1);
    expect(info.chosen.reason).not.toBe('');
    const { stdout: text } = await start(['info']);
    for (const word of ['ottoflow', 'processors', 'memory', 'auto', 'because']) expect(text).toContain(word);
  });
});

describe('bad input is one line on stderr and exit code 2', () => {
  const method = (changes: object, type = 'langevin') => ({ ensembles: [{ name: 'a', method: { type, ...changes } }] });
  const typed = (name: string, text: string): string => {
    writeFileSync(join(cwd, name), text);
    return name;
  };
  const csv = (name: string, text: string): string => {
    writeFileSync(join(cwd, `${name}.csv`), text);
    return file(`${name}.json`, { initial: { type: 'empirical', file: `${name}.csv` } });
  };
  const cases: [what: string, words: () => string[], line: RegExp][] = [
    [
      'no such scene',
      () => ['nowhere'],
      /^scene: must be one of .*banana.*, or a file \.ts, \.js, \.mjs or \.json; got "nowhere"$/,
    ],
    ['a built-in scene that is not there', () => ['scenes/nowhere'], /^scene: must be .* got "scenes\/nowhere"$/],
    [
      'a study whose steps do not divide its time',
      () => [file('study.json', { orders: [{ ...study, stepSizes: [0.1, 0.3] }] })],
      /^study\.json:\d+:\d+: orders\[0\]\.stepSizes\[1\]: must divide the time 1, got 0\.3$/,
    ],
    [
      'a study of a method that cannot start',
      () => [
        file('refused.json', {
          orders: [{ ...study, against: { type: 'mirror-mckean-vlasov', estimator: 'monotone' } }],
        }),
      ],
      /^refused\.json:\d+:\d+: orders\[0\]\.against: .*estimator monotone needs dimension 1, got 2$/,
    ],
    [
      'a start that a method of a study cannot use',
      () => {
        const flow = { discretisation: 'gaussian' };
        const both = { method: { ...flow, type: 'blob-jko' }, against: { ...flow, type: 'jko-flow' } };
        return [file('start.json', { orders: [{ ...study, ...both, initial: { type: 'quartic', dimension: 2 } }] })];
      },
      /^start\.json:\d+:\d+: orders\[0\]\.initial: must be gaussian for the discretisation gaussian, got quartic$/,
    ],
    [
      'a discretisation that has no such dimension',
      () => [file('plane.json', method({ discretisation: 'quantile' }, 'blob-jko'))],
      /^plane\.json:\d+:\d+: ensembles\[0\]\.method\.discretisation: quantile needs dimension 1, got 2$/,
    ],
    [
      'a target without the closed form that a discretisation needs',
      () => [
        file('quartic.json', {
          target: { type: 'quartic', dimension: 2 },
          ...method({ discretisation: 'gaussian' }, 'jko-flow'),
        }),
      ],
      /^quartic\.json:\d+:\d+: target: must be gaussian for .* closed form on Gaussians, got quartic$/,
    ],
    [
      'a kernel that is too singular in this dimension, before the first step',
      () => {
        const energy = [
          { type: 'entropy' },
          { type: 'interaction', kernel: { type: 'power', exponent: -3, strength: -1 } },
        ];
        return [file('kernel.json', method({ energy }, 'blob-jko'))];
      },
      /^kernel\.json:\d+:\d+: ensembles\[0\]\.method\.energy\[1\]\.kernel\.exponent: must be more than -2 in dimension 2, or softening > 0, got -3$/,
    ],
    [
      'a bandwidth that float32 cannot square',
      () => [file('bandwidth.json', method({ bandwidth: 1e200 }, 'blob-jko'))],
      /^bandwidth\.json:\d+:\d+: ensembles\[0\]\.method\.bandwidth: must be a number from 1e-18 to 1e18, got 1e\+200$/,
    ],
    [
      'a reference of a method that is no measure',
      () => [file('measure.json', { name: 'measure', ...method({ reference: { type: 'lebesgue' } }, 'ipfp') })],
      /^measure\.json:\d+:\d+: ensembles\[0\]\.method\.reference\.type: must be one of gaussian, .*, got "lebesgue"$/,
    ],
    [
      'a reference of a method in another space',
      () => [
        file('space.json', { name: 'space', ...method({ reference: { type: 'gaussian', dimension: 5 } }, 'ipfp') }),
      ],
      /^space\.json:\d+:\d+: ensembles\[0\]\.method\.reference: must have dimension \d, got 5$/,
    ],
    [
      'a study without a start, which the scene has',
      () => [
        file('wide.json', {
          orders: [study],
          initial: { type: 'gaussian', dimension: 3 },
          ensembles: [{ ...scene.ensembles[0], initial: { type: 'gaussian', dimension: 2 } }],
        }),
      ],
      /^wide\.json:9:14: initial: must have dimension 2, got 3$/,
    ],
    [
      'a reference that is not there',
      () => [file('reference.json', { ensembles: [{ ...scene.ensembles[0], reference: 'b' }] })],
      /^reference\.json:\d+:\d+: ensembles\[0\]\.reference: must be another ensemble of the scene \(none\), got "b"$/,
    ],
    ['no such file', () => ['nowhere.json'], /^nowhere\.json: no such file$/],
    ['a scene of another kind', () => [typed('scene.yaml', 'name: x')], /^scene: must be .* got "scene\.yaml"$/],
    [
      'a scene that is not JSON',
      () => [typed('text.json', '{\n  "name": "x"\n  oops')],
      /^text\.json:3:3: is not JSON \(.*\)$/,
    ],
    [
      'a scene that is not TypeScript',
      () => [typed('text.ts', 'export default {\n  name: = 3\n}')],
      /^text\.ts:2:9: is not TypeScript \(.*\)$/,
    ],
    [
      'a module without a scene',
      () => [typed('empty.ts', 'export const x = 1;')],
      /^empty\.ts: must have a scene as its default export/,
    ],
    [
      'a module that fails',
      () => [typed('throws.ts', 'throw new Error("oh no\\nmore");\nexport default {};')],
      /^throws\.ts:1: cannot be loaded \(oh no\)$/,
    ],
    [
      'a scene that holds itself',
      () => [typed('cycle.ts', 'const a: any = {};\na.ensembles = [a];\na.orders = [a];\nexport default a;')],
      /^cycle\.ts:1:16: ensembles\[0\]: must not hold itself$/,
    ],
    [
      'a number that JSON cannot hold',
      () => [
        typed(
          'big.ts',
          "import { mala } from 'ottoflow/systems';\nexport default {\n  method: mala({ stepSize: 5n }) };",
        ),
      ],
      /^big\.ts:3:28: mala\.stepSize: must be a number, got 5$/,
    ],
    ['a folder', () => ['folder.ts'], /^folder\.ts: is a folder, must be a file$/],
    [
      'a missing field',
      () => [file('missing.json', { ensembles: [{ name: 'a' }] })],
      /^missing\.json:\d+:\d+: ensembles\[0\]\.method: must be a method such as .*, got nothing$/,
    ],
    [
      'a missing count',
      () => [file('no-count.json', { count: undefined })],
      /^no-count\.json:\d+:\d+: ensembles\[0\]\.count: is missing: the number of particles$/,
    ],
    [
      'a misspelt field',
      () => [file('misspelt.json', { durration: 3 })],
      /^misspelt\.json:1:1: has no field "durration", there are name, .*duration, .*view$/,
    ],
    [
      'a negative step',
      () => [file('negative.json', method({ stepSize: -1 }))],
      /^negative\.json:25:21: ensembles\[0\]\.method\.stepSize: must be more than 0, got -1$/,
    ],
    [
      'a negative step in a call',
      () => [
        typed(
          'call.ts',
          "import { mala } from 'ottoflow/systems';\nexport default {\n  method: mala({\n    stepSize: -1 }),\n};",
        ),
      ],
      /^call\.ts:4:15: mala\.stepSize: must be more than 0, got -1$/,
    ],
    [
      'a negative step by --set',
      () => ['tiny.json', '--set', 'ensembles[0].method.stepSize=-1'],
      /^--set ensembles\[0\]\.method\.stepSize=-1: must be more than 0, got -1$/,
    ],
    [
      'a bandwidth of zero',
      () => [file('bandwidth.json', method({ bandwidth: 0 }, 'blob-jko'))],
      /^bandwidth\.json:25:22: ensembles\[0\]\.method\.bandwidth: must be .*more than 0.*, got 0$/,
    ],
    [
      'ε = 0',
      () => [file('epsilon.json', method({ epsilon: 0 }, 'sinkhorn-coupling'))],
      /^epsilon\.json:25:20: ensembles\[0\]\.method\.epsilon: must be .*more than 0.*, got 0$/,
    ],
    [
      'ε < 0',
      () => [file('epsilon-negative.json', method({ epsilon: -0.1 }, 'sinkhorn-coupling'))],
      /ensembles\[0\]\.method\.epsilon: must be .*more than 0.*, got -0\.1$/,
    ],
    ['weights that do not sum', () => [file('sum.json', { target: { type: 'mixture', means: [[0, 0], [1, 1]], scale: 1, weights: [0.5, 0.4] } })], /^sum\.json:\d+:\d+: target\.weights: must sum to 1 within 0\.000001, got the sum 0\.9$/], // biome-ignore format: one line
    [
      'weights of a CSV that do not sum',
      () => [csv('csv-sum', 'x,y,weight\n0,0,0.5\n1,1,0.4\n')],
      /^csv-sum\.json:\d+:\d+: initial\.weights: must sum to 1/,
    ],
    ['NaN in a CSV', () => [csv('nan', 'x,y\n0,0\n1,NaN\n')], /^nan\.csv:3:2: must be a finite number, got "NaN"$/],
    ['a hole in a CSV', () => [csv('hole', '0,0\n1,\n')], /^hole\.csv:2:2: must be a finite number, got ""$/],
    [
      'ragged lines in a CSV',
      () => [csv('ragged', '0,0\n1,2,3\n')],
      /^ragged\.csv:2: must have 2 values like the lines before, got 3$/,
    ],
    ['an empty CSV', () => [csv('empty-points', 'x,y\n')], /^empty-points\.csv: has no points; must have one a line$/],
    [
      'a CSV that is not there',
      () => [file('lost.json', { initial: { type: 'empirical', file: 'lost.csv' } })],
      /^lost\.json:11:13: initial\.file: "lost\.csv": no such file$/,
    ],
    [
      'dimensions that differ',
      () => [file('dimension.json', { initial: { type: 'gaussian', dimension: 3 } })],
      /^dimension\.json:9:14: initial: must have dimension 2, got 3$/,
    ],
    [
      'an unknown method',
      () => [file('unknown.json', method({}, 'magic'))],
      /^unknown\.json:24:17: ensembles\[0\]\.method\.type: must be one of .*langevin, .*, got "magic"$/,
    ],
    [
      'an unknown target',
      () => [file('target.json', { target: { type: 'moon' } })],
      /^target\.json:\d+:\d+: target\.type: must be one of .*gaussian.*, got "moon"$/,
    ],
    [
      'a method without the density it needs',
      () => [file('density.json', { target: { type: 'empirical', points: [[0, 0]] } })],
      /^density\.json:\d+:\d+: ensembles\[0\]\.method: .*needs a target with a density/,
    ],
    [
      'a method that cannot start',
      () => [file('line.json', method({ estimator: 'monotone' }, 'mirror-mckean-vlasov'))],
      /^line\.json:23:17: ensembles\[0\]\.method: ensemble a: the estimator monotone needs dimension 1, got 2$/,
    ],
    [
      'a backend that is unknown',
      () => ['tiny.json', '--backend', 'abacus'],
      /^backend is "abacus"; allowed: auto, tensorflow, webgpu, wasm, cpu$/,
    ],
    [
      'a backend that is not there',
      () => ['tiny.json', '--backend', 'tensorflow'],
      /^backend "tensorflow" is not there: .*npm install/,
    ],
    [
      'a folder that cannot be written',
      () => ['tiny.json', '--out', '/dev/null/out'],
      /^out: must be a folder that can be written, got "\/dev\/null\/out" \(.*ENOTDIR\)$/,
    ],
    [
      'a folder that is a file',
      () => ['tiny.json', '--out', 'tiny.json'],
      /^out: must be a folder .* got "tiny\.json" \(it is a file, EEXIST\)$/,
    ],
    ['a folder without a name', () => ['tiny.json', '--out', ''], /^out: must be a folder, got ""$/],
    [
      'nothing to resume',
      () => ['tiny.json', '--out', 'fresh', '--resume'],
      /^fresh\/checkpoint\.otto: not found, nothing to resume/,
    ],
    [
      'a path of --set that leads nowhere',
      () => ['tiny.json', '--set', 'ensembles.c.count=3'],
      /^--set ensembles\.c\.count=3: has no "c", there are 0 to 1 \(a, b\)$/,
    ],
    [
      'a field of --set that is none',
      () => ['tiny.json', '--set', 'ensembles.a.method.step=3'],
      /^--set ensembles\.a\.method\.step=3: has no field "step", there are stepSize$/,
    ],
    [
      'a --set of what every object has',
      () => ['tiny.json', '--set', '__proto__.count=3'],
      /^--set __proto__\.count=3: has no "__proto__", there are name, /,
    ],
    ['a --set without a value', () => ['tiny.json', '--set', 'count'], /^--set: must be path=value, got "count"$/],
    [
      'steps that are none',
      () => ['tiny.json', '--steps', '1.5'],
      /^--steps: must be an integer of at least 1, got "1\.5"$/,
    ],
    [
      'a time that is none',
      () => ['tiny.json', '--until', '-1'],
      /^--until: must be a number of more than 0, got "-1"$/,
    ],
    ['two ends', () => ['tiny.json', '--until', '1', '--steps', '1'], /cannot be used with/],
    ['an unknown flag', () => ['tiny.json', '--fast'], /^unknown option '--fast'$/],
    ['no scene', () => [], /^missing required argument 'scene'$/],
  ];

  it.each(cases)('%s', async (_, words, line) => {
    const { code, stdout, stderr } = await call(['run', ...words()]);
    expect(stderr.trimEnd()).toMatch(line);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('a module that waits for ever', async () => {
    const waits = typed('waits.ts', 'await new Promise(() => {});\nexport default {};');
    expect(await start(['run', waits])).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: 'scene: waits for a promise that nothing resolves\n',
    });
  });

  it('an unknown command', async () => {
    expect(await start(['runn'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: "unknown command 'runn' (Did you mean run?)\n",
    });
  });

  it('with a stack where it is asked for', async () => {
    const { stderr } = await start(['run', 'nowhere'], { env: { OTTOFLOW_DEBUG: '1' } });
    expect(stderr).toMatch(/\n {4}at /);
  });
});
