import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import {
  type DiscreteProblem,
  gaussianStart,
  gridOver,
  gridSoftmin,
  ipfp,
  mapToReference,
  mapToTarget,
  marginalOf,
  potentialAt,
  quadraticAt,
  sampleProblem,
} from '../../src/ipfp/index.ts';
import { gaussianMirrorFlow, gaussianReference } from '../../src/mirror/index.ts';
import { gaussian } from '../../src/targets/index.ts';
import { chooseBackend, loops } from '../../src/tensor/index.ts';
import { ipfpGaussian } from '../../src/transport/index.ts';
import { fittedOrder } from '../systems/support.ts';
import { line } from './reference.ts';

const cloud = (count: number, seed: string, dimension = 2) => ({
  values: gaussian({ dimension }).sample!(count, seed),
  dimension,
});

/** ½|x|², the potential of the identity. */
const identityStart = ({ target }: DiscreteProblem): Float64Array =>
  quadraticAt({ matrix: [[1, 0], [0, 1]], vector: [0, 0] }, target.values); // biome-ignore format: a matrix

describe('IPFP on samples', () => {
  test('one iteration is the two sums over all pairs', async () => {
    const problem = sampleProblem(cloud(7, 'x'), cloud(5, 'y'), 0.5);
    const start = identityStart(problem);
    const { conjugate, potential } = await ipfp(problem, { start, steps: 1 });
    const { target: x, reference: y } = problem;
    const product = (i: number, j: number): number =>
      x.values[2 * i]! * y.values[2 * j]! + x.values[2 * i + 1]! * y.values[2 * j + 1]!;
    conjugate.forEach((psi, j) => {
      const sum = start.reduce((total, phi, i) => total + Math.exp((product(i, j) - phi) / 0.5) / 7, 0);
      expect(psi).toBeCloseTo(0.5 * Math.log(sum), 12);
    });
    potential.forEach((phi, i) => {
      const sum = conjugate.reduce((total, psi, j) => total + Math.exp((product(i, j) - psi) / 0.5) / 5, 0);
      expect(phi).toBeCloseTo(0.5 * Math.log(sum), 12);
    });
  });

  test('the potential continues to all of space, and the maps are gradients of the potentials', async () => {
    const problem = sampleProblem(cloud(40, 'x'), cloud(30, 'y'), 0.3);
    const state = await ipfp(problem, { start: identityStart(problem), steps: 4 });
    const there = await potentialAt(problem, state, problem.target.values);
    there.forEach((value, i) => {
      expect(value).toBeCloseTo(state.potential[i]!, 12);
    });
    const point = [0.3, -0.7];
    const h = 1e-5;
    const at = async (x: number, y: number): Promise<number> =>
      (await potentialAt(problem, state, Float64Array.of(x, y)))[0]!;
    const [x, y] = point as [number, number];
    const gradient = [(await at(x + h, y)) - (await at(x - h, y)), (await at(x, y + h)) - (await at(x, y - h))];
    mapToReference(problem, state, Float64Array.from(point)).forEach((value, k) => {
      expect(value).toBeCloseTo(gradient[k]! / (2 * h), 8);
    });
  });

  test('far from the origin nothing overflows and the weights are those near it', async () => {
    const near = sampleProblem(cloud(30, 'x'), cloud(30, 'y'), 0.2);
    const moved = cloud(30, 'x').values.map((value) => value + 1000);
    const far = sampleProblem({ values: moved, dimension: 2 }, cloud(30, 'y'), 0.2);
    const shifted = quadraticAt({ matrix: [[1, 0], [0, 1]], vector: [-1000, -1000] }, far.target.values); // biome-ignore format: a matrix
    const [a, b] = await Promise.all([
      ipfp(near, { start: identityStart(near), steps: 3 }),
      ipfp(far, { start: shifted, steps: 3 }),
    ]);
    const weights = marginalOf(near, a).weights;
    // The float32 samples lose 6e-5 at 1,000.
    marginalOf(far, b).weights.forEach((weight, i) => {
      expect(weight / weights[i]!).toBeCloseTo(1, 2);
    });
  });

  test('a start or a number of steps that is none', async () => {
    const problem = sampleProblem(cloud(3, 'x'), cloud(3, 'y'), 1);
    const start = identityStart(problem);
    await expect(ipfp(problem, { start, steps: 0 })).rejects.toThrow('steps is 0, but must be an integer >= 1');
    await expect(ipfp(problem, { start: start.slice(1), steps: 1 })).rejects.toThrow(
      "start has 2 numbers, but must have one for each of the target's 3 points",
    );
  });

  test('what does not fit is said in one line', () => {
    expect(() => sampleProblem(cloud(3, 'x'), cloud(3, 'y', 1), 0.1)).toThrow(
      new InputError('reference has dimension 1, but target has dimension 2'),
    );
    expect(() => sampleProblem(cloud(3, 'x'), cloud(3, 'y'), 0)).toThrow('epsilon is 0, but must be a positive number');
    expect(() => sampleProblem({ values: [1, 2, 3], dimension: 2 }, cloud(3, 'y'), 1)).toThrow(
      'target has 3 numbers, but must be whole rows of 2',
    );
    expect(() => sampleProblem({ values: [1, Number.NaN], dimension: 2 }, cloud(3, 'y'), 1)).toThrow(
      'target has the coordinate NaN, but must be finite',
    );
    const problem = sampleProblem(cloud(3, 'x'), cloud(3, 'y'), 1);
    const state = { previous: identityStart(problem) };
    expect(() => mapToTarget(problem, state, Float64Array.of(1))).toThrow(
      'points has 1 numbers, but must be rows of 2',
    );
    expect(() => mapToTarget(problem, state, Float64Array.of(1, 2), { gradient: [1] })).toThrow(
      'gradient has 1 numbers, but must have 2 like the points',
    );
  });
});

describe('large clouds', () => {
  beforeAll(() => chooseBackend('wasm'));

  test('the float32 kernel gives the weights of the float64 loops to 1e-4', async () => {
    const x = cloud(1100, 'x');
    const y = cloud(1000, 'y');
    const problem = sampleProblem(x, y, 0.1);
    const start = quadraticAt({ matrix: [[0.8, 0.1], [0.1, 1.2]], vector: [0.3, 0] }, problem.target.values); // biome-ignore format: a matrix
    const fast = marginalOf(problem, await ipfp(problem, { start, steps: 3 }));
    const exactProblem: DiscreteProblem = {
      ...problem,
      softmin: (at, heights) => {
        const [to, from] = at === 'target' ? [problem.target, problem.reference] : [problem.reference, problem.target];
        return loops.softminLoops(to.values, from.values, heights, 2, 0.1, new Float64Array(to.logMasses.length));
      },
    };
    const exact = marginalOf(exactProblem, await ipfp(exactProblem, { start, steps: 3 }));
    fast.weights.forEach((weight, i) => {
      expect(Math.abs(weight / exact.weights[i]! - 1)).toBeLessThan(1e-4);
    });
    expect(fast.weights).not.toEqual(exact.weights);
  });
});

describe('the map that pushes e^{−g} to ρ_t', () => {
  const normalMasses = (values: Float64Array, { mean, covariance }: typeof line.target): Float64Array => {
    const logs = values.map((x) => -0.5 * ((x - mean[0]!) ** 2 / covariance[0]![0]!));
    const total = Math.log(logs.reduce((sum, log) => sum + Math.exp(log), 0));
    return logs.map((log) => log - total);
  };

  /** Dense nodes in place of samples, so that only the error of ε is left. */
  function denseProblem(epsilon: number): DiscreteProblem {
    const target = gridOver([[-11, 11]], 500);
    const reference = gridOver([[-6, 6]], 400);
    return {
      epsilon,
      target: { values: target.values, dimension: 1, logMasses: normalMasses(target.values, line.target) },
      reference: { values: reference.values, dimension: 1, logMasses: normalMasses(reference.values, line.reference) },
      softmin: (at, h) =>
        at === 'target' ? gridSoftmin(target, reference, h, epsilon) : gridSoftmin(reference, target, h, epsilon),
    };
  }

  const exact = gaussianMirrorFlow({
    initial: line.initial,
    target: { mean: line.target.mean, precision: [[1 / 2.25]] },
    reference: gaussianReference(1, line.reference),
  })(1);
  const points = Float64Array.of(-0.9, 0.1, 1.2);
  const gradient = points.map((y) => y / 0.49);

  async function mapErrors(epsilon: number): Promise<{ plain: number; debiased: number }> {
    const problem = denseProblem(epsilon);
    const start = quadraticAt(gaussianStart({ ...line, epsilon }, 'half-log'), problem.target.values);
    const state = await ipfp(problem, { start, steps: Math.round(1 / epsilon) });
    const expected = points.map((y) => exact.mean[0]! + y / exact.hessian.get(0, 0));
    const error = (image: Float64Array): number => Math.hypot(...image.map((value, k) => value - expected[k]!));
    return {
      plain: error(mapToTarget(problem, state, points)),
      debiased: error(mapToTarget(problem, state, points, { gradient })),
    };
  }

  test('is of order 1, and of order 2 with ∇g', async () => {
    const sizes = [0.2, 0.1, 0.05, 0.025];
    const found = await Promise.all(sizes.map(mapErrors));
    const orderOf = (kind: 'plain' | 'debiased') => fittedOrder(sizes.map((size, k) => [size, found[k]![kind]]));
    expect(orderOf('plain')).toBeCloseTo(1, 1);
    expect(orderOf('debiased')).toBeCloseTo(2, 0.7);
    expect(found.at(-1)!.debiased).toBeLessThan(0.02 * found.at(-1)!.plain);
  });

  test('on dense nodes the potentials are those of the Gaussian recursion', async () => {
    const problem = denseProblem(0.1);
    const quadratic = gaussianStart({ ...line, epsilon: 0.1 }, 'slides');
    const start = quadraticAt(quadratic, problem.target.values);
    const state = await ipfp(problem, { start, steps: 10 });
    const [last] = ipfpGaussian(line.target, line.reference, { epsilon: 0.1, steps: 10, start: quadratic }).slice(-1);
    const nodes = Float64Array.of(-2, 0, 2);
    const values = await potentialAt(problem, state, nodes);
    const expected = quadraticAt(last!.potential, nodes);
    expect(values[0]! - values[1]!).toBeCloseTo(expected[0]! - expected[1]!, 9);
    expect(values[2]! - values[1]!).toBeCloseTo(expected[2]! - expected[1]!, 9);
  });
});
