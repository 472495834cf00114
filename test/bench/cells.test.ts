import { describe, expect, it } from 'vitest';
import '../../systems/index.ts';
import { defineSuite, planOf, type SuiteInput } from '../../src/bench/index.ts';
import { keyOfCell } from '../../src/sweep/index.ts';
import { methodOf, planeTarget, suiteWith, TINY_SUITE } from './tiny-suite.ts';

const specOf = (cell: { scene: { ensembles: unknown } }) =>
  (cell.scene.ensembles as { method: Record<string, unknown> }[])[0]!.method;
const namesOf = (suite: SuiteInput): string[] => planOf(suite).cells.map(({ name }) => name);

describe('the cells of a suite', () => {
  it('are every combination once, replicates outermost', () => {
    expect(namesOf(TINY_SUITE)).toEqual(
      [0, 1].flatMap((replicate) =>
        ['plane', 'line'].flatMap((target) =>
          ['exact', 'langevin', 'hmc'].map((method) => `${target}/${method}/${replicate}`),
        ),
      ),
    );
    const keys = planOf(TINY_SUITE).cells.map((cell) => keyOfCell(cell, 'v'));
    expect(new Set(keys).size).toBe(12);
  });

  it('share their seeds between methods and targets, and nothing else between replicates', () => {
    const seeds = new Map(planOf({ ...TINY_SUITE, seed: 7 }).cells.map(({ name, scene }) => [name, scene.seed]));
    for (const [name, seed] of seeds) expect(seed).toBe(`7/${name.split('/')[2]}`);
  });

  it('are the same for a suite that was written down and read again', () => {
    const plan = planOf(TINY_SUITE);
    expect(planOf(JSON.parse(JSON.stringify(plan.suite))).cells).toEqual(plan.cells);
  });

  it('carry the backend and the moments of measurement, which end with the end', () => {
    const [cell] = planOf(TINY_SUITE, { backend: 'cpu' }).cells;
    const { moments, ...rest } = cell!.parameters as { moments: number[] };
    expect(rest).toEqual({ backend: 'cpu', warmup: 0.25 });
    expect(moments.at(-1)).toBe(1);
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
  });

  it('state step sizes in powers of the length scale of their target', () => {
    const steps = planOf(TINY_SUITE).cells.map((cell) => [cell.name, specOf(cell).stepSize]);
    expect(Object.fromEntries(steps)).toMatchObject({ 'plane/langevin/0': 0.1, 'line/langevin/0': 0.025 });
    expect(specOf(planOf(TINY_SUITE).cells.find(({ name }) => name === 'line/hmc/0')!).stepSize).toBe(0.3);
  });

  it('have the warm-up of the suite where the method adapts and states none', () => {
    const methods = [
      methodOf('hmc'),
      { ...methodOf('nuts', { warmup: 3 }), name: 'nuts' },
      methodOf('langevin'),
      methodOf('random-walk-metropolis'),
    ];
    const warmups = planOf(suiteWith({ methods, replicates: 1, targets: [planeTarget] })).cells.map(
      (cell) => specOf(cell).warmup,
    );
    expect(warmups).toEqual([10, 3, undefined, 10]);
  });

  it('have a budget of what their method evaluates, of their target, or a duration of their own', () => {
    const methods = [
      methodOf('langevin'),
      methodOf('random-walk-metropolis'),
      methodOf('sinkhorn-coupling'),
      { ...methodOf('exact-sampling'), duration: { steps: 4 } },
    ];
    const targets = [planeTarget, { ...planeTarget, name: 'long', budget: 100, count: 80 }];
    const { cells } = planOf(suiteWith({ methods, targets, replicates: 1 }));
    expect(cells.map(({ scene }) => scene.duration)).toEqual([
      { gradientEvaluations: 40 },
      { densityEvaluations: 40 },
      { steps: 40 },
      { steps: 4 },
      { gradientEvaluations: 100 },
      { densityEvaluations: 100 },
      { steps: 100 },
      { steps: 4 },
    ]);
    expect(cells.map(({ scene }) => scene.count)).toEqual([50, 50, 50, 50, 80, 80, 80, 80]);
    expect(specOf(cells[5]!).warmup).toBe(25);
  });

  it('are none where a method is for fewer dimensions, for other targets, or needs samples that there are not', () => {
    const cox = {
      name: 'cox',
      target: { type: 'log-gaussian-cox', grid: 3 },
      initial: { type: 'gaussian', dimension: 9 },
    };
    const methods = [
      methodOf('exact-sampling'),
      { ...methodOf('langevin'), maxDimension: 2 },
      { ...methodOf('mala'), targets: ['plane'] },
    ];
    const plan = planOf(suiteWith({ methods, targets: [planeTarget, cox], replicates: 1 }));
    expect(plan.cells.map(({ name }) => name)).toEqual(['plane/exact-sampling/0', 'plane/langevin/0', 'plane/mala/0']);
    expect(plan.omitted).toEqual([
      { target: 'cox', method: 'exact-sampling', reason: 'needs exact samples' },
      { target: 'cox', method: 'langevin', reason: 'for up to 2 dimensions' },
      { target: 'cox', method: 'mala', reason: 'not among its targets' },
    ]);
  });

  it('number the methods of a grid whose values are too long for a name', () => {
    const scales = Array.from({ length: 20 }, (_, i) => ({ type: 'potential', scale: 1 + i / 7 }));
    const vary = { energy: [scales, scales.toReversed(), 'kl'] };
    const methods = [{ ...methodOf('wasserstein-gradient-flow'), name: 'flow', vary }];
    const names = planOf(suiteWith({ methods, targets: [planeTarget], replicates: 1 })).cells.map(({ name }) => name);
    expect(names[0]).toMatch(/^plane\/flow-type-potential-scale-1.*-1\/0$/);
    expect(names[1]).toMatch(/^plane\/flow-type-potential-scale-3.*-2\/0$/);
    expect(names[2]).toBe('plane/flow-kl/0');
    for (const name of names) expect(name.length).toBeLessThan(110);
  });

  it('leave out what needs a density where there is none, and are at least one', () => {
    const data = {
      name: 'data',
      target: { type: 'empirical', points: [[1], [2]] },
      initial: { type: 'gaussian', dimension: 1 },
    };
    const methods = ['exact-sampling', 'langevin', 'random-walk-metropolis'].map((type) => methodOf(type));
    const plan = planOf(suiteWith({ methods, targets: [data], replicates: 1 }));
    expect(plan.cells.map(({ name }) => name)).toEqual(['data/exact-sampling/0']);
    expect(plan.omitted.map(({ reason }) => reason)).toEqual(['needs a density', 'needs a density']);
    expect(() => planOf(suiteWith({ methods: methods.slice(1), targets: [data] }))).toThrow(
      'suite.methods: must have one that can run on a target, got none (langevin on data: needs a density)',
    );
  });

  it('vary parameters over a grid, every combination a method named after its values', () => {
    const vary = { stepSize: [0.1, 0.5], mass: ['identity', 'diagonal'] };
    const { cells } = planOf(suiteWith({ methods: [{ ...methodOf('mala'), vary }], replicates: 1 }));
    expect(cells.slice(0, 4).map((cell) => [cell.name, specOf(cell).stepSize, specOf(cell).mass])).toEqual([
      ['plane/mala-0.1-identity/0', 0.1, 'identity'],
      ['plane/mala-0.1-diagonal/0', 0.1, 'diagonal'],
      ['plane/mala-0.5-identity/0', 0.5, 'identity'],
      ['plane/mala-0.5-diagonal/0', 0.5, 'diagonal'],
    ]);
  });
});

const [plane, line] = TINY_SUITE.targets;
const bad: [string, unknown, RegExp][] = [
  ['no title', { ...TINY_SUITE, title: undefined }, /^suite\.title: must be a string, got nothing$/],
  ['an unknown field', { ...TINY_SUITE, bugdet: 3 }, /^suite: has no field "bugdet", there are name, title/],
  ['a name of spaces', { ...TINY_SUITE, name: 'a b' }, /^suite\.name: must be kebab-case.*got "a b"$/],
  ['no targets', { ...TINY_SUITE, targets: [] }, /^suite\.targets: must be a list of length at least 1/],
  ['half a replicate', { ...TINY_SUITE, replicates: 1.5 }, /^suite\.replicates: must be an integer, got 1\.5$/],
  ['warm-up alone', { ...TINY_SUITE, warmup: 1 }, /^suite\.warmup: must be at most 0\.9, got 1$/],
  [
    'targets of one name',
    { ...TINY_SUITE, targets: [plane, plane] },
    /^suite\.targets\[1\]\.name: must be unique, got "plane" twice$/,
  ],
  [
    'an unknown target',
    { ...TINY_SUITE, targets: [{ ...line, target: { type: 'moon' } }] },
    /^suite\.targets\[0\]\.target: .*"moon"/,
  ],
  [
    'a start in other dimensions',
    { ...TINY_SUITE, targets: [{ ...line, initial: { type: 'gaussian', dimension: 3 } }] },
    /^suite\.targets\[0\]\.initial: must have dimension 1 like the target, got 3$/,
  ],
  ['an unknown method', suiteWith({ methods: [methodOf('walk')] }), /^suite\.methods\[0\]\.method: .*"walk"/],
  [
    'a parameter out of range',
    suiteWith({ methods: [methodOf('langevin', { stepSize: -1 })] }),
    /^suite\.methods\[0\]\.method: langevin\.stepSize: must be more than 0, got -1$/,
  ],
  [
    'a grid out of range',
    suiteWith({ methods: [{ ...methodOf('langevin'), vary: { stepSize: [1, -1] } }] }),
    /^suite\.methods\[0\]\.vary: langevin\.stepSize: must be more than 0, got -1$/,
  ],
  [
    'a grid with a value twice',
    suiteWith({ methods: [{ ...methodOf('langevin'), vary: { stepSize: [1, 1] } }] }),
    /^suite\.methods\[1\]\.name: must be unique, got "langevin-1" twice$/,
  ],
  [
    'a scale of no parameter',
    suiteWith({ methods: [{ ...methodOf('langevin'), scale: { stepsize: 2 } }] }),
    /^suite\.methods\[0\]\.scale\.stepsize: must name a number among the parameters of langevin$/,
  ],
  [
    'a method for a target that is none',
    suiteWith({ methods: [{ ...methodOf('langevin'), targets: ['plain'] }] }),
    /^suite\.methods\[0\]\.targets\[0\]: must be plane or line, got "plain"$/,
  ],
  [
    'a duration without a limit',
    suiteWith({ methods: [{ ...methodOf('langevin'), duration: {} }] }),
    /^suite\.methods\[0\]\.duration: must have at least one of steps/,
  ],
];

describe('a suite that is none', () => {
  it.each(bad)('%s: says which field, what is allowed, what was there, in one line', (_, suite, message) => {
    expect(() => planOf(suite as SuiteInput)).toThrow(message);
  });

  it('defineSuite fills in what was left out', () => {
    const { targets, methods, name, title } = TINY_SUITE;
    expect(defineSuite({ name, title, targets, methods })).toMatchObject({ seed: '0', count: 500, replicates: 10 });
  });
});
