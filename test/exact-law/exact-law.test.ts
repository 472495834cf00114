import { describe, expect, it } from 'vitest';
import { gaussianGradientFlow, gaussianJkoFlow, gaussianJkoStep, quadraticEnergy } from '../../src/bures/index.ts';
import { exactMomentsAt } from '../../src/exact-law/index.ts';
import { Matrix, symmetricInverse } from '../../src/linalg/index.ts';
import { banana, gaussian, type Moments } from '../../src/targets/index.ts';
import { type Ensemble, setMethod } from '../../src/world/index.ts';
import { birthDeath } from '../../systems/birth-death.ts';
import { blobJko, jkoFlow, langevin, sinkhornPotentialFlow, wassersteinGradientFlow } from '../../systems/index.ts';
import { normal, type Setup, worldWith } from '../systems/support.ts';

const initial: Moments = { mean: [-3, 3], covariance: [[0.5, -0.2], [-0.2, 0.3]] }; // biome-ignore format: matrices
const target: Moments = { mean: [1, 0], covariance: [[1, 0.6], [0.6, 0.8]] }; // biome-ignore format: matrices

/** m' = −A(m − m*), C' = −AC − CA + 2I by Runge-Kutta 4: the same law without its closed form. */
function integrate(time: number, steps: number): { mean: number[]; covariance: number[][] } {
  const a = symmetricInverse(target.covariance);
  const goal = Matrix.columnVector(target.mean);
  const slope = ([m, c]: [Matrix, Matrix]): [Matrix, Matrix] => [
    a.mmul(Matrix.sub(m, goal)).neg(),
    Matrix.eye(2).mul(2).sub(a.mmul(c)).sub(c.mmul(a)),
  ];
  const plus = ([m, c]: [Matrix, Matrix], [dm, dc]: [Matrix, Matrix], h: number): [Matrix, Matrix] => [
    Matrix.add(m, Matrix.mul(dm, h)),
    Matrix.add(c, Matrix.mul(dc, h)),
  ];
  const h = time / steps;
  let state: [Matrix, Matrix] = [Matrix.columnVector(initial.mean), new Matrix(initial.covariance)];
  for (let i = 0; i < steps; i++) {
    const k1 = slope(state);
    const k2 = slope(plus(state, k1, h / 2));
    const k3 = slope(plus(state, k2, h / 2));
    const k4 = slope(plus(state, k3, h));
    state = plus(plus(plus(plus(state, k1, h / 6), k2, h / 3), k3, h / 3), k4, h / 6);
  }
  return { mean: state[0].to1DArray(), covariance: state[1].to2DArray() };
}

/** An ensemble that was just added. */
async function ensembleWith(more: Partial<Setup> & Pick<Setup, 'method'>): Promise<Ensemble> {
  const setup = { count: 4, initial: gaussian({ ...initial }), target: gaussian({ ...target }), ...more };
  return (await worldWith(setup)).ensemble;
}

function expectClose(actual: Moments | undefined, expected: Moments, digits = 10): void {
  expect(actual!.mean).toEqual(expected.mean.map((value) => expect.closeTo(value, digits)));
  expect(actual!.covariance.flat()).toEqual(expected.covariance.flat().map((value) => expect.closeTo(value, digits)));
}

describe('the Fokker-Planck flow', () => {
  it.each([0, 0.1, 1, 3])('at time %d agrees with its differential equations', async (time) => {
    const ensemble = await ensembleWith({ method: langevin({ stepSize: 0.1 }) });
    expectClose(exactMomentsAt(ensemble, time), integrate(time, 2000));
  });

  it('comes to the target', async () => {
    const ensemble = await ensembleWith({ method: wassersteinGradientFlow() });
    expectClose(exactMomentsAt(ensemble, 200), target, 12);
  });
});

const entropy = [{ type: 'entropy' as const, scale: 0.5 }];
const kl = quadraticEnergy('kl', { dimension: 2, target: gaussian({ ...target }) });

describe('the exact law of', () => {
  it('the JKO scheme is the recursion with its own step size, asked in any order', async () => {
    const ensemble = await ensembleWith({ method: blobJko({ stepSize: 0.3 }) });
    const laws: Moments[] = [initial];
    for (let k = 0; k < 5; k++) laws.push(gaussianJkoStep(laws[k]!, kl, 0.3));
    for (const k of [3, 5, 0, 1]) expectClose(exactMomentsAt(ensemble, k * 0.3 + 1e-9), laws[k]!, 12);
  });

  it('JKO-Flow has its own form', async () => {
    for (const form of ['pade', 'plain'] as const) {
      const ensemble = await ensembleWith({ method: jkoFlow({ stepSize: 0.05, form }) });
      const options = { stepSize: 0.05, time: 0.5, form };
      expectClose(exactMomentsAt(ensemble, 0.5), gaussianJkoFlow(initial, kl, options), 8);
    }
  });

  it('heat flow needs no target, and has its own temperature', async () => {
    const start = gaussian({ mean: [2], covariance: [[1.5]] });
    const free = { initial: start, target: undefined };
    const flow = await ensembleWith({ ...free, method: wassersteinGradientFlow({ energy: entropy }) });
    expectClose(exactMomentsAt(flow, 2), { mean: [2], covariance: [[3.5]] }, 13);
    const scheme = await ensembleWith({ ...free, method: blobJko({ energy: entropy, stepSize: 0.5 }) });
    const energy = quadraticEnergy(entropy, { dimension: 1 });
    expectClose(exactMomentsAt(scheme, 0.5), gaussianJkoStep(start.moments!, energy, 0.5), 13);
    expect(gaussianGradientFlow(start.moments!, energy, 0.5)).not.toEqual(exactMomentsAt(scheme, 0.5));
  });

  it('a method that was swapped in is its own', async () => {
    const { world, ensemble } = await worldWith({
      count: 4,
      initial: gaussian({ ...initial }),
      target: gaussian({ ...target }),
      method: blobJko({ stepSize: 0.3 }),
    });
    exactMomentsAt(ensemble, 0.9);
    setMethod(world, ensemble.entity, blobJko({ stepSize: 0.9 }));
    expectClose(exactMomentsAt(ensemble, 0.9), gaussianJkoStep(initial, kl, 0.9), 12);
  });

  it.each([
    ['the initial measure is no Gaussian', { initial: banana() }],
    ['the target is none', { target: banana() }],
    ['the plain form of JKO-Flow is unstable', { method: jkoFlow({ stepSize: 5, form: 'plain' }) }],
    [
      'the Sinkhorn flow is too stiff to be integrated',
      {
        ...{ initial: normal(0.05), target: normal(1e-6), sites: { type: 'grid' as const } },
        method: sinkhornPotentialFlow({ energy: 'kl' }),
      },
    ],
  ])('nothing is known where %s', async (_why, more) => {
    const ensemble = await ensembleWith({ method: blobJko(), ...more });
    expect(exactMomentsAt(ensemble, 5)).toBeUndefined();
  });
});

describe('birth-death dynamics', () => {
  const lawOf = async (time: number, langevinToo: boolean, more: Partial<Setup> = {}) =>
    exactMomentsAt(await ensembleWith({ method: birthDeath({ langevin: langevinToo }), ...more }), time);

  // By Runge-Kutta 4 in 4000 steps, ṁ = −CA(m − μ) [− A(m − μ)], Ċ = C − CAC [+ 2I − AC − CA].
  it.each([
    { time: 0.3, langevinToo: false, mean: [-1.33018202162, 1.77670453294], covariance: [[0.445997096167, -0.111996545808], [-0.111996545808, 0.280878716232]] },
    { time: 0.3, langevinToo: true, mean: [-0.249730032317, 0.453843577879], covariance: [[0.580467597377, 0.192511995906], [0.192511995906, 0.452499514459]] },
    { time: 2, langevinToo: false, mean: [0.733901589983, 0.237548551691], covariance: [[0.623504434066, 0.225455559571], [0.225455559571, 0.469074127079]] },
    { time: 2, langevinToo: true, mean: [0.962224164971, -0.0312006534681], covariance: [[0.988655188054, 0.590382499828], [0.590382499828, 0.791846887584]] },
  ])('agree with their differential equations at time $time, Langevin: $langevinToo', async ({ time, langevinToo, ...law }) => {
    expectClose(await lawOf(time, langevinToo), law);
  }); // biome-ignore format: matrices

  it('are the geometric mean of start and target without Langevin dynamics, and faster with them', async () => {
    const line = { initial: normal(0.25, 2), target: normal(1) };
    expectClose(await lawOf(1, false, line), { mean: [1.3990216362168755], covariance: [[0.4753668864186716]] });
    expectClose(await lawOf(1, true, line), { mean: [0.35500257612256875], covariance: [[0.9510256939881039]] }, 8);
  });

  it('start at the start and come to the target, however stiff it is', async () => {
    const stiff = gaussian({ mean: [1, 0], covariance: [[1e-6, 0], [0, 100]] }); // biome-ignore format: a matrix
    for (const langevinToo of [true, false]) {
      expectClose(await lawOf(0, langevinToo), initial);
      const end = (await lawOf(2000, langevinToo, { target: stiff }))!;
      expect(end.mean).toEqual([expect.closeTo(1, 9), expect.closeTo(0, 6)]);
      expect(end.covariance[0]![0]! / 1e-6).toBeCloseTo(1, 6);
      expect(end.covariance[1]![1]! / 100).toBeCloseTo(1, 9);
    }
  });
});
