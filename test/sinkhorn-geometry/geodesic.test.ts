import { describe, expect, it } from 'vitest';
import { norm } from '../../src/linalg/index.ts';
import {
  displacementPath,
  distanceBounds,
  geodesicBetween,
  mixturePath,
  pathAction,
  pathLength,
  rotationPath,
  sinkhornDistance,
} from '../../src/sinkhorn-geometry/index.ts';
import { lawOfMasses, type SiteKernel, siteKernel } from '../../src/sites/index.ts';
import { bell, bySites, cloud, dirac, integral, line, orderOf, randomLaw } from './support.ts';

/** √(ε/(2κ)) ∫₀^θ √cos u du, cos θ = κ: d_S between the Diracs of two sites at the distance 1 when there is no other site. */
function twoSites(epsilon: number): number {
  const kappa = Math.exp(-1 / epsilon);
  return Math.sqrt(epsilon / (2 * kappa)) * integral((u) => Math.sqrt(Math.cos(u)), Math.acos(kappa));
}

/** Three laws with very unequal masses on five sites of the line. */
async function threeLaws(seed: string) {
  const kernel = line(5, 0, 1, 0.3);
  const [p, q, r] = [
    await randomLaw(kernel, `${seed} p`),
    await randomLaw(kernel, `${seed} q`),
    await randomLaw(kernel, `${seed} r`),
  ];
  return { kernel, p, q, r };
}

describe('a geodesic', () => {
  it('has the action that L-BFGS in numpy comes to on a cloud', async () => {
    const { kernel, first, second } = await cloud(0.4);
    const { action, length, laws, status } = await geodesicBetween(kernel, first, second, { segments: 8 });
    expect(status).toBe('converged');
    // 0.06303200080914 by the b-variable and scipy's L-BFGS, and 0.0630320008069 from the masses of that path.
    expect(action).toBeCloseTo(0.06303200080914416, 7);
    expect(action).toBeCloseTo(await pathAction(kernel, laws), 14);
    expect(length).toBeCloseTo(await pathLength(kernel, laws), 14);
    expect(length ** 2).toBeLessThanOrEqual(action);
  });

  it('goes at a constant speed, through laws', async () => {
    const { kernel, p, q } = await threeLaws('speed');
    const { laws, length } = await geodesicBetween(kernel, p, q, { segments: 6 });
    expect([laws[0], laws[6]]).toEqual([p, q]);
    for (let s = 1; s < laws.length; s++) {
      expect(await pathLength(kernel, laws.slice(s - 1, s + 1))).toBeCloseTo(length / 6, 3);
      expect(laws[s]!.masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 13);
      expect(Math.min(...laws[s]!.masses)).toBeGreaterThanOrEqual(0);
    }
  });

  it.each([1, 0.2, 0.05])('is shorter than a mixture, a rotation and a displacement at ε = %d', async (epsilon) => {
    const kernel = line(21, -1, 1, epsilon);
    const start = await bell(kernel, -0.4, 0.15);
    const end = await bell(kernel, 0.3, 0.3);
    const { length } = await geodesicBetween(kernel, start, end, { segments: 8 });
    const margin = length * (1 + 1e-5);
    for (const path of [mixturePath, rotationPath, displacementPath]) {
      expect(await pathLength(kernel, await path(kernel, start, end, 8))).toBeGreaterThan(margin);
    }
    // Vertical motion is dear where ε is small: a mixture is the longest.
    const mixture = await pathLength(kernel, await mixturePath(kernel, start, end, 8));
    expect(mixture / length).toBeGreaterThan(epsilon === 1 ? 1.05 : 1.2);
  });

  it('has a length of second order in 1/T', async () => {
    const { kernel, p, q } = await threeLaws('order');
    const lengths: number[] = [];
    for (const segments of [2, 4, 8, 16]) {
      const options = { segments, tolerance: 1e-7, maxIterations: 5000 };
      lengths.push((await geodesicBetween(kernel, p, q, options)).length);
    }
    const [a, b, c, d] = lengths as [number, number, number, number];
    expect(orderOf(a - b, b - c)).toBeCloseTo(2, 0);
    expect(orderOf(b - c, c - d)).toBeCloseTo(2, 1);
  });

  it('may pass through sites that neither end has mass at, and leaves them', async () => {
    const kernel = line(9, 0, 1, 0.1);
    const { laws, length } = await geodesicBetween(kernel, dirac(kernel, 0), dirac(kernel, 8), { segments: 8 });
    const half = laws[4]!.masses;
    expect(half[3]! + half[4]! + half[5]!).toBeGreaterThan(0.85);
    expect(half[0]! + half[8]!).toBeLessThan(1e-3);
    expect(length).toBeGreaterThan(1);
  });

  it('begins where it is told to', async () => {
    const { kernel, p, q } = await threeLaws('start');
    const free = await geodesicBetween(kernel, p, q, { segments: 4, tolerance: 1e-6 });
    const again = await geodesicBetween(kernel, p, q, { segments: 4, tolerance: 1e-6, initial: free.laws });
    expect(again.iterations).toBeLessThan(free.iterations / 2);
    expect(again.length).toBeCloseTo(free.length, 8);
    const mixture = await mixturePath(kernel, p, q, 4);
    const other = await geodesicBetween(kernel, p, q, { segments: 4, tolerance: 1e-6, initial: mixture });
    expect(other.length).toBeCloseTo(free.length, 6);
  });

  it('says when it ran out of iterations', async () => {
    const { kernel, p, q } = await threeLaws('limit');
    const { status, iterations } = await geodesicBetween(kernel, p, q, { segments: 4, maxIterations: 2 });
    expect([status, iterations]).toEqual(['max-iterations', 2]);
  });

  it('of one segment is the rotation, and of length 0 between equal laws', async () => {
    const { kernel, p, q } = await threeLaws('one');
    const { length, laws } = await geodesicBetween(kernel, p, q, { segments: 1 });
    expect(laws).toEqual([p, q]);
    expect(length).toBe(await pathLength(kernel, [p, q]));
    expect((await geodesicBetween(kernel, p, p, { segments: 4 })).length).toBeLessThan(1e-6);
  });

  it('says when there is none in float64', async () => {
    const kernel = line(2, 0, 8, 1);
    await expect(geodesicBetween(kernel, dirac(kernel, 0), dirac(kernel, 1))).rejects.toThrow(
      'parts of the law lie so far apart that I − K is singular to float64 at epsilon 1',
    );
  });

  it('refuses options that make no sense', async () => {
    const { kernel, p, q } = await threeLaws('wrong');
    await expect(geodesicBetween(kernel, p, q, { segments: 1.5 })).rejects.toThrow(
      'segments: must be an integer >= 1, got 1.5',
    );
    await expect(geodesicBetween(kernel, p, q, { segments: 3, initial: [p, q] })).rejects.toThrow(
      'initial: must have 4 laws, one more than segments, got 2',
    );
    await expect(geodesicBetween(kernel, p, q, { tolerance: -1 })).rejects.toThrow(
      'tolerance: must be a number > 0, got -1',
    );
    await expect(geodesicBetween(kernel, p, dirac(line(4, 0, 1, 0.3), 0))).rejects.toThrow(
      'law: must have 5 coefficients, one a site, got 4',
    );
  });
});

describe('the distance d_S', () => {
  it.each([0.2, 0.4, 1, 3])('is the integral that it is between two sites at ε = %d', async (epsilon) => {
    const kernel = line(2, 0, 1, epsilon);
    const { distance } = await sinkhornDistance(kernel, dirac(kernel, 0), dirac(kernel, 1));
    expect(Math.abs(distance / twoSites(epsilon) - 1)).toBeLessThan(1e-4);
  });

  it('of a bell from where it was moved is how far it was moved: translations are geodesics', async () => {
    for (const [epsilon, deviation] of [
      [0.3, 0.2],
      [1, 0.25],
    ] as const) {
      const kernel = line(31, -1.5, 1.5, epsilon);
      const [start, end] = [await bell(kernel, -0.3, deviation), await bell(kernel, 0.3, deviation)];
      const { distance } = await sinkhornDistance(kernel, start, end, { segments: 6 });
      expect(distance).toBeCloseTo(0.6, 3);
    }
  });

  it('of two Diracs comes down to the distance of the points as sites come in between', async () => {
    const excess: number[] = [];
    for (const count of [3, 6, 11]) {
      const kernel = line(count, 0, 1, 0.5);
      const { distance } = await sinkhornDistance(kernel, dirac(kernel, 0), dirac(kernel, count - 1));
      excess.push(distance - 1);
    }
    expect(excess[1]).toBeLessThan(0.25 * excess[0]!);
    expect(excess[2]).toBeLessThan(0.25 * excess[1]!);
    expect(excess[2]).toBeGreaterThan(0);
    expect(excess[2]).toBeLessThan(1e-3);
  });

  it('of two Diracs at a distance r ≪ √ε is r(1 + r²/6ε) with nothing in between', async () => {
    for (const gap of [0.1, 0.2]) {
      const kernel = line(2, 0, gap, 0.9);
      const { distance } = await sinkhornDistance(kernel, dirac(kernel, 0), dirac(kernel, 1), { tolerance: 1e-7 });
      expect((distance / gap - 1) / (gap ** 2 / (6 * 0.9))).toBeCloseTo(1, 1);
    }
  });

  it.each(['a', 'b', 'c'])('is symmetric and obeys the triangle inequality (laws %s)', async (seed) => {
    const { kernel, p, q, r } = await threeLaws(seed);
    const d = async (x: typeof p, y: typeof p) => (await sinkhornDistance(kernel, x, y, { segments: 6 })).distance;
    const [pq, qp, qr, pr] = [await d(p, q), await d(q, p), await d(q, r), await d(p, r)];
    expect(qp / pq).toBeCloseTo(1, 4);
    expect(pr).toBeLessThan((pq + qr) * (1 + 1e-4));
    expect(pq).toBeLessThan((pr + qr) * (1 + 1e-4));
    expect(qr).toBeLessThan((pq + pr) * (1 + 1e-4));
  });

  it.each(['a', 'b', 'c'])('lies between its bounds (laws %s)', async (seed) => {
    for (const epsilon of [0.3, 1, 4]) {
      const { kernel } = await cloud(epsilon);
      const [first, second] = [await randomLaw(kernel, seed), await randomLaw(kernel, `${seed}'`)];
      const { distance } = await sinkhornDistance(kernel, first, second, { segments: 3, tolerance: 1e-3 });
      const { lower, upper } = await distanceBounds(kernel, first, second);
      expect(lower).toBeLessThan(distance);
      expect(distance).toBeLessThan(upper);
      const shift = [0, 1].map((k) =>
        first.masses.reduce((sum, mass, i) => sum + (mass - second.masses[i]!) * kernel.sites[2 * i + k]!, 0),
      );
      expect(lower).toBeGreaterThanOrEqual(norm(Float64Array.from(shift)));
    }
  });

  it('is bounded by the angle where the means agree', async () => {
    const kernel = line(3, 0, 1, 0.8);
    const [middle, sides] = [dirac(kernel, 1), await lawOfMasses(kernel, Float64Array.of(1, 0, 1))];
    const { distance } = await sinkhornDistance(kernel, middle, sides);
    const { lower } = await distanceBounds(kernel, middle, sides);
    expect(lower).toBeGreaterThan(0.01);
    expect(distance).toBeGreaterThan(lower);
  });

  it('says how far it extrapolated, and what it cannot be above', async () => {
    const { kernel, p, q } = await threeLaws('limit');
    const { distance, upperBound, correction, geodesic } = await sinkhornDistance(kernel, p, q, { segments: 4 });
    expect(geodesic.laws).toHaveLength(9);
    expect(upperBound).toBeLessThan(geodesic.length);
    expect(upperBound - distance).toBeCloseTo(correction, 14);
    const fine = await sinkhornDistance(kernel, p, q, { segments: 12 });
    expect(Math.abs(distance - fine.distance)).toBeLessThan(0.2 * correction);
    expect(fine.upperBound).toBeLessThan(upperBound);
  });
});

describe('a geodesic in the plane', () => {
  const grid = (count: number, epsilon: number): SiteKernel => {
    const sites = Float64Array.from(
      { length: 2 * count * count },
      (_, at) => (at % 2 === 0 ? Math.floor(at / 2 / count) : (at >> 1) % count) / (count - 1),
    );
    return siteKernel({ sites, dimension: 2, epsilon });
  };

  it('of a bell that was moved is as long as the way it was moved, on more sites than are solved densely', async () => {
    const kernel = grid(12, 0.2);
    const at = (a: number, b: number) =>
      lawOfMasses(
        kernel,
        bySites(kernel, (x, y) => Math.exp(-((x - a) ** 2 + (y! - b) ** 2) / (2 * 0.12 ** 2))),
      );
    const [start, end] = [await at(0.35, 0.4), await at(0.65, 0.6)];
    const { length, status } = await geodesicBetween(kernel, start, end, { segments: 4, tolerance: 1e-3 });
    expect(status).toBe('converged');
    expect(length / Math.hypot(0.3, 0.2)).toBeCloseTo(1, 1);
    expect(length).toBeLessThan(await pathLength(kernel, await displacementPath(kernel, start, end, 4)));
  });
});
