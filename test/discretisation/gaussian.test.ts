import { setComponent } from 'bitecs';
import { describe, expect, it } from 'vitest';
import { type GaussianLaw, gaussianGradientFlow, gaussianJkoStep, quadraticEnergy } from '../../src/bures/index.ts';
import { InputError } from '../../src/errors.ts';
import { banana, gaussian, quartic } from '../../src/targets/index.ts';
import { type Ensemble, Position, setMethod, step } from '../../src/world/index.ts';
import { blobJko, jkoFlow, wassersteinGradientFlow } from '../../systems/index.ts';
import { difference } from '../bures/support.ts';
import { itKeepsTheContractOfAMethod, momentsOf, normal, type Setup, worldWith } from '../systems/support.ts';

const discretisation = 'gaussian';
const setup = (method: Setup['method'], more: Partial<Setup> = {}): Setup => ({
  count: 50,
  initial: gaussian({ mean: [1, -0.5], covariance: [[0.8, -0.3], [-0.3, 2]] }), // biome-ignore format: matrices
  target: gaussian({ covariance: [[1.5, 0.4], [0.4, 0.6]] }), // biome-ignore format: matrices
  method,
  ...more,
});

const sampleLaw = ({ columns, dimension }: Ensemble) => momentsOf(columns.position.peek(), dimension);
const lawOf = ({ memory, dimension: d }: Ensemble): GaussianLaw => ({
  mean: [...memory.get('mean')!],
  covariance: Array.from({ length: d }, (_, i) => [...memory.get('covariance')!.subarray(i * d, (i + 1) * d)]),
});

async function ran(steps: number, method: Setup['method'], more?: Partial<Setup>) {
  const made = await worldWith(setup(method, more));
  await step(made.world, { steps });
  expect(made.ensemble.reason).toBeUndefined();
  return made.ensemble;
}

describe('on Gaussians', () => {
  /** "Implicit bias of the JKO scheme", arXiv 2511.14827: covariances after ten steps of .1, in float64. */
  it.each([
    [
      'the JKO scheme',
      blobJko({ discretisation, stepSize: 0.1 }),
      [1.2401327105070454, 0.3019529233509762, 0.6036108366467893],
    ],
    [
      'the gradient flow',
      wassersteinGradientFlow({ discretisation, stepSize: 0.1, integrator: 'runge-kutta' }),
      [1.2612403207811256, 0.3124377221371448, 0.5889953133802519],
    ],
    [
      'JKO-Flow',
      jkoFlow({ discretisation, stepSize: 0.1, form: 'plain' }),
      [1.2379085338326303, 0.2997740476064348, 0.6087176435616711],
    ],
  ])('%s is exact, and so are the moments of its particles', async (_name, method, [a, b, c]) => {
    const ensemble = await ran(10, method);
    const law = lawOf(ensemble);
    const covariance = [[a!, b!], [b!, c!]]; // biome-ignore format: matrices
    expect(difference(law, { mean: law.mean, covariance })).toBeLessThan(1e-9);
    expect(difference(law, sampleLaw(ensemble))).toBeLessThan(1e-6);
    expect(ensemble.solver).toMatchObject({ status: 'closed-form', standardised: true });
  });

  it('energies are those of the laws, and fall', async () => {
    const { energy, initial, target } = await ran(8, blobJko({ discretisation, stepSize: 0.4 }));
    const kl = quadraticEnergy('kl', { dimension: 2, target });
    const first = gaussianJkoStep(initial.moments!, kl, 0.4);
    const values = energy.map(([, value]) => value);
    const slope = first.covariance[0]![0]! * first.covariance[1]![1]! - first.covariance[0]![1]! ** 2;
    const { precision } = kl as { precision: { get(i: number, j: number): number } };
    const traces = first.mean.flatMap((m, i) =>
      first.mean.map((n, j) => precision.get(i, j) * (first.covariance[i]![j]! + m * n)),
    );
    // KL of two Gaussians: ½(tr LΣ + |m|²_L − d − log det LΣ), and det Λ = .74.
    const divergence = 0.5 * (traces.reduce((sum, value) => sum + value) - 2 - Math.log(slope / 0.74));
    expect(values[0]).toBeCloseTo(divergence, 12);
    for (let k = 1; k < values.length; k++) expect(values[k]!).toBeLessThan(values[k - 1]!);
  });

  it('particles and law stay together for hundreds of steps', async () => {
    const target = gaussian({ mean: [3, 0], covariance: [[10, 0], [0, 0.1]] }); // biome-ignore format: matrices
    const ensemble = await ran(500, blobJko({ discretisation, stepSize: 0.05 }), { target });
    const { mean, covariance } = sampleLaw(ensemble);
    const law = lawOf(ensemble) as { mean: number[]; covariance: number[][] };
    expect(Math.abs(mean[0]! - law.mean[0]!)).toBeLessThan(1e-5);
    expect(covariance[0]![0]! / law.covariance[0]![0]!).toBeCloseTo(1, 5);
    expect(covariance[1]![1]! / law.covariance[1]![1]!).toBeCloseTo(1, 5);
  });

  it('heat flow from N(m, s²I) is N(m, (s² + 2t)I), without a target', async () => {
    const energy = [{ type: 'entropy' as const, scale: 1 }];
    const method = wassersteinGradientFlow({ discretisation, energy, stepSize: 0.25, integrator: 'runge-kutta' });
    const initial = gaussian({ mean: [1, 2, 3], covariance: [[1, 0, 0], [0, 1, 0], [0, 0, 1]] }); // biome-ignore format: matrices
    const { world, ensemble } = await worldWith({ count: 10, initial, method });
    await step(world, { steps: 8 });
    const covariance = [[5, 0, 0], [0, 5, 0], [0, 0, 5]]; // biome-ignore format: matrices
    expect(difference(lawOf(ensemble), { mean: [1, 2, 3], covariance })).toBeLessThan(1e-13);
    expect(ensemble.gradientEvaluations).toBe(0);
  });

  it('a potential alone takes particles to proximal points', async () => {
    const energy = [{ type: 'potential' as const, scale: 1 }];
    const made = await worldWith(
      setup(blobJko({ discretisation, energy, stepSize: 0.1 }), {
        target: normal(0.5),
        initial: normal(2, 1),
        count: 20,
      }),
    );
    await step(made.world, { steps: 1 });
    const first = made.ensemble.columns.position.peek().slice();
    await step(made.world, { steps: 9 });
    for (const [i, x] of made.ensemble.columns.position.peek().entries())
      expect(x).toBeCloseTo(first[i]! * 1.2 ** -9, 6);
  });
});

describe('explicit Euler', () => {
  it('moves every particle by −η∇δJ/δρ, also where that folds the line', async () => {
    const method = wassersteinGradientFlow({ discretisation, stepSize: 0.15 });
    const initial = normal(4, 1);
    const { world, ensemble } = await worldWith({ count: 30, initial, target: normal(0.1), method });
    await step(world, { steps: 1 });
    const before = ensemble.columns.position.peek().slice();
    const { mean, covariance } = sampleLaw(ensemble);
    await step(world, { steps: 1 });
    for (const [i, x] of ensemble.columns.position.peek().entries()) {
      const gradient = before[i]! / 0.1 - (before[i]! - mean[0]!) / covariance[0]![0]!;
      expect(x).toBeCloseTo(before[i]! - 0.15 * gradient, 5);
    }
    expect(ensemble.solver).toMatchObject({ status: 'stable', stable: true });
  });

  it('says its limit 2/λ_max, below which it comes to the target and above which it does not', async () => {
    const run = async (stepSize: number) =>
      ran(100, wassersteinGradientFlow({ discretisation, stepSize }), { initial: normal(0.55), target: normal(0.5) });
    const below = await run(0.45);
    expect(below.solver.stabilityLimit).toBeCloseTo(0.5, 6);
    expect(lawOf(below)).toEqual({ mean: [expect.closeTo(0, 8)], covariance: [[expect.closeTo(0.5, 6)]] });
    // Above, it ends in a cycle around the target, half of which is steep.
    const above = await run(0.55);
    expect(difference(lawOf(above), { mean: [0], covariance: [[0.5]] })).toBeGreaterThan(0.01);
    const there = { initial: normal(0.5), target: normal(0.5) };
    const first = await ran(1, wassersteinGradientFlow({ discretisation, stepSize: 0.51 }), there);
    expect(first.solver).toMatchObject({ status: 'beyond-the-stability-limit', stable: false });
  });

  it('stops where it explodes', async () => {
    const made = await worldWith(setup(wassersteinGradientFlow({ discretisation, stepSize: 3 })));
    await step(made.world, { steps: 2000 });
    expect(made.ensemble.status).toBe('stopped');
    expect(made.ensemble.reason).toMatch(
      /^step \d+: the energy became infinite: explicit Euler is unstable at the step size 3/,
    );
  });

  it('stops where a step takes all the spread: at η = 2 from N(0, 2) to N(0, 1), x goes to x − 2(x − x/2) = 0', async () => {
    const given = { count: 20, initial: normal(2), target: normal(1) };
    const { world, ensemble } = await worldWith({
      ...given,
      method: wassersteinGradientFlow({ discretisation, stepSize: 2 }),
    });
    await step(world, { steps: 2 });
    expect(ensemble.reason).toBe(
      'step 1: the energy became infinite: explicit Euler is unstable at the step size 2, it is stable below 2/λ_max = 1.33',
    );
  });
});

describe('particles', () => {
  it('that are moved by hand are carried along from there, and the law stays', async () => {
    const method = blobJko({ discretisation, stepSize: 0.2 });
    const [touched, control] = [await worldWith(setup(method)), await worldWith(setup(method))];
    for (const { world } of [touched, control]) await step(world, { steps: 2 });
    const particle = touched.world.particles.of(touched.ensemble.entity)[7]!;
    setComponent(touched.world, particle, Position, { value: lawOf(touched.ensemble).mean as number[] });
    for (const { world } of [touched, control]) await step(world, { steps: 3 });
    expect(lawOf(touched.ensemble)).toEqual(lawOf(control.ensemble));
    const [moved, others] = [touched, control].map(({ ensemble }) => ensemble.columns.position.peek());
    // A particle put on the mean stays on it; all the others are where they would be, bit for bit.
    const mean = lawOf(touched.ensemble).mean;
    for (const [i, x] of moved!.entries()) {
      if (i === 14 || i === 15) expect(x).toBeCloseTo(mean[i - 14]!, 6);
      else expect(x).toBe(others![i]);
    }
  });

  it('fewer than dimensions are samples of the law', async () => {
    const ensemble = await ran(1, blobJko({ discretisation }), { count: 2 });
    expect(ensemble.solver.standardised).toBe(false);
  });

  it('that come from another method go on from their own moments', async () => {
    const { world, ensemble } = await worldWith(setup(blobJko({ stepSize: 0.1, bandwidth: 0.5 })));
    await step(world, { steps: 2 });
    const sample = sampleLaw(ensemble);
    setMethod(
      world,
      ensemble.entity,
      wassersteinGradientFlow({ discretisation, stepSize: 0.3, integrator: 'runge-kutta' }),
    );
    await step(world, { steps: 1 });
    const kl = quadraticEnergy('kl', { dimension: 2, target: ensemble.target });
    expect(difference(lawOf(ensemble), gaussianGradientFlow(sample, kl, 0.3))).toBeLessThan(1e-9);
    expect(difference(lawOf(ensemble), sampleLaw(ensemble))).toBeLessThan(1e-6);
  });
});

describe('what has no closed form is refused', () => {
  const interaction = [{ type: 'interaction' as const, scale: 1, kernel: { type: 'morse' as const } }];
  it.each([
    ['target: must be gaussian', { target: quartic({ dimension: 2 }) }, {}],
    ['initial: must be gaussian for the discretisation gaussian, got banana', { initial: banana() }, {}],
    ['energy: an interaction has a closed form on Gaussians only with the attraction', {}, { energy: interaction }],
  ])('%s', async (message, more, parameters) => {
    const made = await worldWith(setup(blobJko({ discretisation, ...parameters }), more));
    const run = step(made.world, { steps: 1 });
    await expect(run).rejects.toThrow(InputError);
    await expect(run).rejects.toThrow(message);
  });

  it('the plain form of JKO-Flow stops where it is unstable, and says what would work', async () => {
    const { world, ensemble } = await worldWith({
      count: 9,
      initial: normal(0.04),
      target: normal(1),
      method: jkoFlow({ discretisation, stepSize: 0.1, form: 'plain' }),
    });
    await step(world, { steps: 1 });
    expect(ensemble.reason).toMatch(
      /^step 1: the plain form of JKO-Flow is unstable .* take the form pade, or stepSize < 0.0769/,
    );
  });
});

describe.each([
  ['blob-jko', blobJko({ discretisation, stepSize: 0.3 })],
  ['wasserstein-gradient-flow', wassersteinGradientFlow({ discretisation, stepSize: 0.05 })],
  ['jko-flow', jkoFlow({ discretisation, stepSize: 0.3 })],
])('%s', (_type, method) => {
  itKeepsTheContractOfAMethod(setup(method), 5);
});
