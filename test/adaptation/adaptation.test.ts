import { describe, expect, it } from 'vitest';
import { Adaptation, type AdaptationOptions, DualAveraging, type Lesson } from '../../src/adaptation/index.ts';
import { normals } from '../../src/random/index.ts';

const options = (more: Partial<AdaptationOptions> = {}): AdaptationOptions => ({
  stepSize: 0.1,
  targetAcceptance: 0.8,
  warmup: 100,
  mass: 'diagonal',
  dimension: 2,
  ...more,
});

/** Two hundred particles from N(0, diag(4, 1/4)). */
const cloud = (step: number): Float32Array =>
  Float32Array.from(normals(200, 2, { key: [7, 7], step, stream: 0 }), (z, i) => z * [2, 0.5][i % 2]!);

/** One step that costs so many evaluations; the state goes through the memory, as between two calls of a method. */
function learn(memory: Map<string, Float64Array>, more: Partial<AdaptationOptions>, lesson: Lesson): Adaptation {
  const adaptation = Adaptation.load(memory, options(more));
  adaptation.learn(lesson);
  adaptation.save(memory);
  return adaptation;
}

/** The steps, counted from 1, after which masses have changed. */
function changesOfMass(warmup: number, cost: number): number[] {
  const memory = new Map<string, Float64Array>();
  const changes: number[] = [];
  let before = 1;
  for (let step = 1; step * cost <= warmup; step++) {
    const { inverseMass } = learn(
      memory,
      { warmup },
      { acceptance: 0.8, positions: cloud(step), evaluations: step * cost },
    );
    if (inverseMass[0] !== before) changes.push(step);
    before = inverseMass[0]!;
  }
  return changes;
}

describe('adaptation', () => {
  it('without a warm-up is the step size and the identity, finished from the start', () => {
    const memory = new Map<string, Float64Array>();
    const adaptation = learn(memory, { warmup: 0 }, { acceptance: 0, positions: cloud(0), evaluations: 9 });
    expect(adaptation).toMatchObject({ stepSize: 0.1, finished: true, inverseMass: Float64Array.of(1, 1) });
  });

  it.each([
    [1, 1],
    [4, 1],
    [5, 1],
    [4, 0],
  ])(
    'of %i steps with the acceptance %f ends with at most half of its first step unless it had 5 to settle',
    (steps, acceptance) => {
      const memory = new Map<string, Float64Array>();
      const averaging = new DualAveraging([0.1], 0.8);
      let adaptation: Adaptation | undefined;
      for (let step = 1; step <= steps; step++) {
        averaging.learn(acceptance);
        adaptation = learn(memory, { warmup: steps, mass: 'identity' }, { acceptance, evaluations: step });
      }
      const isHalved = steps < 5 && acceptance === 1;
      expect(adaptation).toMatchObject({ finished: true, stepSize: isHalved ? 0.05 : averaging.averaged });
      expect(averaging.averaged > 0.05).toBe(acceptance === 1);
    },
  );

  it('is dual averaging while no mass changes, with the average at the end', () => {
    const memory = new Map<string, Float64Array>();
    const averaging = new DualAveraging([0.1], 0.8);
    for (let step = 1; step <= 20; step++) {
      const acceptance = step / 20;
      averaging.learn(acceptance);
      const adaptation = learn(memory, { mass: 'identity' }, { acceptance, evaluations: 5 * step });
      expect(adaptation.finished).toBe(step === 20);
      expect(adaptation.stepSize).toBe(step === 20 ? averaging.averaged : averaging.exploring);
      expect(adaptation.inverseMass).toEqual(Float64Array.of(1, 1));
    }
  });

  it("changes masses at the ends of Stan's windows", () => {
    expect(changesOfMass(1000, 1)).toEqual([100, 150, 250, 450, 950]);
    expect(changesOfMass(10_000, 10)).toEqual([100, 150, 250, 450, 950]);
  });

  it('with few steps merges windows, so that dual averaging has 5 before each change and 10 after the last', () => {
    expect(changesOfMass(100, 1)).toEqual([10, 15, 25, 45, 90]);
    expect(changesOfMass(300, 10)).toEqual([5, 10, 15, 20]);
    expect(changesOfMass(90, 10)).toEqual([]);
  });

  it('learns the variances of the last window alone', () => {
    const memory = new Map<string, Float64Array>();
    let adaptation: Adaptation | undefined;
    for (let step = 1; step <= 100; step++) {
      const far = new Float32Array(400).map((_, i) => 1000 * i);
      // All but the window from 45 to 90 is far away.
      const positions = step > 45 && step <= 90 ? cloud(step) : far;
      adaptation = learn(memory, {}, { acceptance: 0.8, positions, evaluations: step });
    }
    // 9,000 draws: standard error 1.5 %.
    expect(Math.abs(adaptation!.inverseMass[0]! / 4 - 1)).toBeLessThan(0.06);
    expect(Math.abs(adaptation!.inverseMass[1]! / 0.25 - 1)).toBeLessThan(0.06);
  });

  it('is frozen once it has finished', () => {
    const memory = new Map<string, Float64Array>();
    const { stepSize } = learn(memory, {}, { acceptance: 0.3, positions: cloud(1), evaluations: 100 });
    const later = learn(memory, {}, { acceptance: 1, positions: cloud(2), evaluations: 101 });
    expect(later).toMatchObject({ stepSize, finished: true, inverseMass: Float64Array.of(1, 1) });
  });

  it('counts from the evaluations it began with', () => {
    const memory = new Map<string, Float64Array>();
    const lesson = (evaluations: number): Lesson => ({ acceptance: 0.5, positions: cloud(1), evaluations });
    expect(learn(memory, { evaluations: 50 }, lesson(149)).finished).toBe(false);
    expect(learn(memory, {}, lesson(150)).finished).toBe(true);
  });

  it('replaces its array in the memory', () => {
    const memory = new Map<string, Float64Array>();
    learn(memory, {}, { acceptance: 0.5, positions: cloud(1), evaluations: 9 });
    const before = memory.get('adaptation')!;
    const copy = before.slice();
    learn(memory, {}, { acceptance: 0.9, positions: cloud(2), evaluations: 10 });
    expect(before).toEqual(copy);
    expect(memory.get('adaptation')).not.toEqual(copy);
  });

  it('says in one line that no step size is left, or that the particles are nowhere', () => {
    const memory = new Map<string, Float64Array>();
    const refuse = (): void => {
      for (let step = 1; step < 90; step++) learn(memory, { mass: 'identity' }, { acceptance: 0, evaluations: step });
    };
    expect(refuse).toThrow(
      /^warm-up: the step size went to \S+e-2\d in search of an acceptance of 0\.8, the last one was 0\.00$/,
    );
    const nowhere = Float32Array.of(1, 2, 3, Number.NaN);
    const lost = new Map<string, Float64Array>();
    const lose = (): void => {
      for (let step = 1; step < 90; step++) learn(lost, {}, { acceptance: 0.8, positions: nowhere, evaluations: step });
    };
    expect(lose).toThrow(/^warm-up: the particles have no finite variances$/);
  });
});
