import { describe, expect, it } from 'vitest';
import convergenceJko from '../../scenes/convergence-jko.ts';
import { run, type Summary } from '../../src/headless/index.ts';
import { defineScene, type Scene } from '../../src/world/index.ts';

/**
 * From N(0, 4) to N(0, 1) at t = 1, "Implicit bias of the JKO scheme" (arXiv 2511.14827): the standard deviations at η = 0.2 from the closed
 * forms of the three laws, and the errors at η = 0.0125.
 */
const SIGMA = { jko: 1.2324450593, gradientFlow: 1.1857511753, jkoFlow: 1.2417751148 };
const PUBLISHED = {
  'Gaussian - gradient flow': [SIGMA.jko - SIGMA.gradientFlow, 0.00314],
  'Gaussian - JKO-Flow': [SIGMA.jkoFlow - SIGMA.jko, 3.7e-5],
};

/** The scene with some of its studies only, changed, and none of its ensembles' time. */
const only = (names: RegExp, change: (study: NonNullable<Scene['orders']>[number]) => object = () => ({})): Scene =>
  defineScene({
    ...convergenceJko,
    duration: { steps: 1 },
    frames: 1,
    ensembles: convergenceJko.ensembles.map((each) => ({ ...each, duration: { steps: 1 } })),
    orders: convergenceJko.orders!.filter(({ name }) => names.test(name)).map((each) => ({ ...each, ...change(each) })),
  });

const studied = async (scene: Scene): Promise<NonNullable<Summary['orders']>> =>
  (await run(scene, { backend: 'cpu' })).orders!;

describe('the scene convergence-jko', () => {
  const studies = convergenceJko.orders!.map(({ name }) => name);

  it('has two studies each of seven systems: of order 1, and of order 2', () => {
    expect(convergenceJko.orders!.map(({ expected }) => expected)).toEqual(Array(7).fill([1, 2]).flat());
  });

  it.each(studies)('%s: the fitted order is the promised one within 0.1', async (name) => {
    const [study] = await studied(only(new RegExp(`^${name}$`)));
    expect(study!.reason).toBeUndefined();
    expect(Math.abs(study!.fitted! - study!.expected)).toBeLessThan(0.1);
    // Every error is measured, none is rounding: the fit is over all of them.
    for (const [, error] of study!.errors) expect(error).toBeGreaterThan(5 * study!.floor);
  });

  it('has the published errors of one Gaussian', async () => {
    for (const { name, errors } of await studied(only(/^Gaussian/))) {
      const published = PUBLISHED[name as keyof typeof PUBLISHED];
      expect(errors[0]![1] / published[0]!).toBeCloseTo(1, 4);
      // Known to two digits.
      expect(Math.abs(errors.at(-1)![1] / published[1]! - 1)).toBeLessThan(0.02);
    }
  });

  it('would show an order that is missed: against the gradient flow the order is 1, not 2', async () => {
    const { against } = convergenceJko.orders!.find(({ name }) => name === 'Bures - gradient flow')!;
    const [study] = await studied(only(/^Bures - JKO-Flow$/, () => ({ against })));
    expect(Math.abs(study!.fitted! - 2)).toBeGreaterThan(0.8);
  });

  it('shows the bias: at a large step JKO-Flow is far nearer to the scheme than the gradient flow', async () => {
    const { orders: _, ...pictures } = convergenceJko;
    const { ensembles } = await run(pictures, { backend: 'cpu' });
    const [jko, pade, plain, flow] = ensembles;
    expect(ensembles.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done']);
    // The closed form of the scheme is the law of the first one; the others are measured to it.
    expect(jko!.error).toBeLessThan(1e-6);
    expect([pade, plain, flow].map((each) => each!.reference)).toEqual(['jko', 'jko', 'jko']);
    expect(flow!.error).toBeGreaterThan(8 * pade!.error!);
    expect(flow!.error).toBeGreaterThan(plain!.error!);
  });
});
