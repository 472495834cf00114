import { describe, expect, it } from 'vitest';
import { sinkhornPotentialFlowStep } from '../../src/sinkhorn-potential-flow/index.ts';
import { lawOfMasses, type SiteKernel, siteKernel } from '../../src/sites/index.ts';
import {
  doubleWell,
  energiesOf,
  largestIncrease,
  line,
  normalDensity,
  potentialOnly,
  rightOf,
  square,
  startOnLine,
  stepsFrom,
} from './support.ts';

/** Numbers in [0, 1) that look random. */
const numbers = (seed: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => {
    const value = Math.sin(seed * 91.7 + i * 47.3) * 43758.5453;
    return value - Math.floor(value);
  });

/** The solution of Mx = right by elimination with full pivoting, written apart from the library. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const n = rows.length;
  const places: number[] = [];
  for (let k = 0; k < n; k++) {
    let [bestRow, bestColumn] = [k, -1];
    for (let i = k; i < n; i++)
      for (let j = 0; j < n; j++)
        if (!places.includes(j) && (bestColumn < 0 || Math.abs(rows[i]![j]!) > Math.abs(rows[bestRow]![bestColumn]!)))
          [bestRow, bestColumn] = [i, j];
    [rows[k], rows[bestRow]] = [rows[bestRow]!, rows[k]!];
    places.push(bestColumn);
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i]![bestColumn]! / rows[k]![bestColumn]!;
      rows[i] = rows[i]!.map((value, j) => value - factor * rows[k]![j]!);
    }
  }
  const x = new Array<number>(n).fill(0);
  places.forEach((column, k) => {
    x[column] = rows[k]![n]! / rows[k]![column]!;
  });
  return x;
}

const product = (matrix: number[][], x: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, value, j) => sum + value * x[j]!, 0));

/** The step by trying every support: the one with a > 0 on it and w ≥ 0 off it. */
function stepByEnumeration(
  kernel: SiteKernel,
  a: Float64Array,
  potential: Float64Array,
  stepSize: number,
  theta: number,
) {
  const n = kernel.count;
  const all = Array.from({ length: n }, (_, i) => i);
  const gram = kernel.block(all, all).to2DArray();
  const scale = (2 * stepSize) / kernel.epsilon;
  const withSkew = (strength: number) =>
    gram.map((row, i) => row.map((value, j) => value * (1 + strength * (potential[i]! - potential[j]!))));
  const matrix = withSkew(theta * scale);
  const right = product(withSkew(-(1 - theta) * scale), Array.from(a));
  for (let subset = 1; subset < 2 ** n; subset++) {
    const support = all.filter((i) => subset & (1 << i));
    const values = solve(
      support.map((i) => support.map((j) => matrix[i]![j]!)),
      support.map((i) => right[i]!),
    );
    if (values.some((value) => value < 0)) continue;
    const next = all.map((i) => (support.includes(i) ? values[support.indexOf(i)]! : 0));
    const slack = product(matrix, next).map((value, i) => value - right[i]!);
    if (slack.some((value) => value < -1e-12)) continue;
    const image = product(gram, next);
    const size = Math.sqrt(next.reduce((sum, value, i) => sum + value * image[i]!, 0));
    const between = product(
      gram,
      next.map((value, i) => theta * value + (1 - theta) * a[i]!),
    );
    return {
      coefficients: next.map((value) => value / size),
      pressure: slack.map((w, i) => (support.includes(i) ? 0 : (-kernel.epsilon * w) / (2 * stepSize * between[i]!))),
    };
  }
  throw new Error('no support fits');
}

describe('sinkhornPotentialFlowStep', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('takes the one step that complementarity allows, problem %i', async (seed) => {
    const [where, heights, masses] = [numbers(seed, 5), numbers(seed + 20, 5), numbers(seed + 40, 5)];
    for (const theta of [1, 0.8, 0.5]) {
      const kernel = siteKernel({ sites: where, dimension: 1, epsilon: 0.05 + 0.1 * seed });
      const law = await lawOfMasses(
        kernel,
        masses.map((mass, i) => (i === seed % 5 ? 0 : mass)),
      );
      const potential = heights.map((height) => 10 * height - 3);
      const step = await sinkhornPotentialFlowStep(kernel, law, potentialOnly(potential), { stepSize: 0.05, theta });
      const expected = stepByEnumeration(kernel, law.coefficients, potential, 0.05, theta);
      expect(step.status).toBe('converged');
      for (let i = 0; i < 5; i++) {
        expect(step.law.coefficients[i]).toBeCloseTo(expected.coefficients[i]!, 7);
        expect(step.pressure[i]).toBeCloseTo(expected.pressure[i]!, 5);
      }
    }
  });

  it('keeps masses and pressure where they belong, and the energy falls', async () => {
    const start = await startOnLine(line(61, -1, 1), 0.3, doubleWell, normalDensity(-0.5, 0.2));
    const steps = await stepsFrom(start, 40, { stepSize: 0.02, theta: 1 });
    for (const { law, pressure, status } of steps) {
      expect(status).toBe('converged');
      expect(Math.abs(law.masses.reduce((sum, mass) => sum + mass) - 1)).toBeLessThan(1e-12);
      expect(Math.min(...law.masses)).toBeGreaterThanOrEqual(0);
      law.masses.forEach((mass, i) => {
        expect(pressure[i]!).toBeLessThanOrEqual(0);
        if (mass > 0) expect(pressure[i]).toBe(0);
      });
    }
    expect(largestIncrease(energiesOf(start, steps))).toBeLessThan(1e-12);
  });

  it('presses a Dirac at the minimum with what the potential has above it', async () => {
    const x = line(31, -1, 1);
    const start = await startOnLine(
      x,
      0.2,
      (value) => 3 * value ** 2,
      (_, i) => (i === 15 ? 1 : 0),
    );
    for (const theta of [1, 0.5]) {
      const [{ pressure, law }] = await stepsFrom(start, 1, { stepSize: 0.1, theta });
      expect(law.masses[15]).toBe(1);
      pressure.forEach((p, i) => {
        expect(p).toBeCloseTo(-3 * x[i]! ** 2, 10);
      });
    }
  });

  it('does not see a constant in the potential, and takes theta = 1 by default', async () => {
    const x = line(41, -1, 1);
    const start = await startOnLine(x, 0.5, doubleWell, normalDensity(-0.6, 0.1));
    const [plain] = await stepsFrom(start, 1, { stepSize: 0.02, theta: 1 });
    const lifted = { ...start, energy: potentialOnly(start.energy.potential.map((value) => value + 1024)) };
    const [shifted] = await stepsFrom(lifted, 1, { stepSize: 0.02 });
    expect(rightOf(shifted!.law.masses, x)).toBeCloseTo(rightOf(plain!.law.masses, x), 10);
  });

  it('leaves the law it is given alone, and answers the same twice', async () => {
    const start = await startOnLine(line(41, -1, 1), 0.5, doubleWell, normalDensity(-0.6, 0.1));
    const copy = { masses: start.law.masses.slice(), coefficients: start.law.coefficients.slice() };
    const [first] = await stepsFrom(start, 1, { stepSize: 0.02 });
    expect(start.law).toEqual(copy);
    expect((await stepsFrom(start, 1, { stepSize: 0.02 }))[0]).toEqual(first);
  });

  it('works in the plane on thousands of sites, and from a law on all of them', async () => {
    const nodes = 64;
    const sites = square(nodes);
    const kernel = siteKernel({ sites, dimension: 2, epsilon: 0.3 });
    const x = sites.filter((_, at) => at % 2 === 0);
    const y = sites.filter((_, at) => at % 2 === 1);
    const potential = x.map((value, i) => doubleWell(value) + 4 * y[i]! ** 2);
    const law = await lawOfMasses(
      kernel,
      x.map((value, i) => Math.exp(-((value + 0.6) ** 2 + y[i]! ** 2) / 0.02)),
    );
    const start = { kernel, law, energy: potentialOnly(potential) };
    const steps = await stepsFrom(start, 4, { stepSize: 0.01 });
    for (const { status, report } of steps) {
      expect(status).toBe('converged');
      expect(report.violation).toBeLessThanOrEqual(1e-10);
      expect(report.supportSize).toBeLessThan(64);
    }
    expect(largestIncrease(energiesOf(start, steps))).toBeLessThan(1e-12);
  });

  it('an epsilon far below what float64 can hold between far sites leaves finite numbers', async () => {
    const x = line(61, -3, 3);
    const dirac = (site: number) =>
      startOnLine(
        x,
        0.004,
        (value) => 0.5 * value ** 2,
        (_, i) => (i === site ? 1 : 0),
      );
    for (const { law, pressure, status } of await stepsFrom(await dirac(45), 30, { stepSize: 0.02 })) {
      expect(status).toBe('converged');
      expect([...law.masses, ...pressure].every(Number.isFinite)).toBe(true);
      expect(Math.max(...pressure)).toBe(0);
    }
    const [atRest] = await stepsFrom(await dirac(30), 1, { stepSize: 0.02 });
    expect(atRest!.pressure[60]).toBeCloseTo(-4.5, 10);
  });

  it.each([
    [{ stepSize: 0 }, 'stepSize: must be a number > 0, got 0'],
    [{ stepSize: Number.NaN }, 'stepSize: must be a number > 0, got NaN'],
    [{ stepSize: 0.1, theta: 0.4 }, 'theta: must be a number from 0.5 to 1, got 0.4'],
    [{ stepSize: 0.1, tolerance: -1 }, 'tolerance: must be a number > 0, got -1'],
    [{ stepSize: 0.1, maxIterations: 0.5 }, 'maxIterations: must be an integer >= 1, got 0.5'],
  ])('refuses %j', async (options, message) => {
    const { kernel, law, energy } = await startOnLine(
      line(5, 0, 1),
      1,
      (x) => x,
      () => 1,
    );
    await expect(sinkhornPotentialFlowStep(kernel, law, energy, options)).rejects.toThrow(message);
  });

  it('says that it ran out of rounds', async () => {
    const start = await startOnLine(line(161, -1, 1), 0.05, doubleWell, normalDensity(0, 0.4));
    const [step] = await stepsFrom(start, 1, { stepSize: 0.01, maxIterations: 1 });
    expect(step!.status).toBe('max-iterations');
  });

  it('refuses a law on more sites than a dense matrix holds in one line that names epsilon', async () => {
    const sites = square(40);
    const kernel = siteKernel({ sites, dimension: 2, epsilon: 1e-4 });
    const law = await lawOfMasses(kernel, new Float64Array(1600).fill(1));
    const flat = potentialOnly(new Float64Array(1600));
    await expect(sinkhornPotentialFlowStep(kernel, law, flat, { stepSize: 0.1 })).rejects.toThrow(
      /^epsilon: must be so large that at most 1000 of the 1600 sites carry the law .*, got 0\.0001; .*$/,
    );
  });
});
