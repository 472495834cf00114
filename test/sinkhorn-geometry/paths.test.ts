import { describe, expect, it } from 'vitest';
import { actionObjective } from '../../src/sinkhorn-geometry/action-objective.ts';
import { arcOverChord } from '../../src/sinkhorn-geometry/arc.ts';
import {
  displacementPath,
  lawAt,
  metricTensor,
  mixturePath,
  pathAction,
  pathLength,
  rotationAngle,
  rotationPath,
} from '../../src/sinkhorn-geometry/index.ts';
import { lawOfMasses, type SiteKernel, type SiteLaw, siteKernel } from '../../src/sites/index.ts';
import { bell, bySites, cloud, dirac, integral, line, orderOf, randomLaw, randomNumbers } from './support.ts';

const mean = (kernel: SiteKernel, { masses }: SiteLaw, k = 0): number =>
  masses.reduce((sum, mass, i) => sum + mass * kernel.sites[i * kernel.dimension + k]!, 0);

const total = ({ masses }: SiteLaw): number => masses.reduce((sum, mass) => sum + mass, 0);

describe('paths of laws', () => {
  it('begin and end where they are to, and are laws in between', async () => {
    const { kernel, first, second } = await cloud(0.4);
    for (const path of [mixturePath, rotationPath, displacementPath]) {
      const laws = await path(kernel, first, second, 5);
      expect(laws).toHaveLength(6);
      expect([laws[0], laws[5]]).toEqual([first, second]);
      for (const law of laws) {
        expect(total(law)).toBeCloseTo(1, 13);
        expect(Math.min(...law.masses)).toBeGreaterThanOrEqual(0);
      }
    }
    await expect(mixturePath(kernel, first, second, 0)).rejects.toThrow('segments: must be an integer >= 1, got 0');
  });

  it('mix masses, or turn b at a constant rate', async () => {
    const { kernel, first, second } = await cloud(0.4);
    const mixture = await mixturePath(kernel, first, second, 4);
    expect(mixture[1]!.masses[5]).toBeCloseTo(0.75 * first.masses[5]! + 0.25 * second.masses[5]!, 14);
    const rotation = await rotationPath(kernel, first, second, 4);
    const angle = await rotationAngle(kernel, first, second);
    for (let s = 1; s <= 4; s++) {
      expect(await rotationAngle(kernel, rotation[s - 1]!, rotation[s]!)).toBeCloseTo(angle / 4, 12);
    }
  });

  it('move quantiles on the line, whatever order the sites have', async () => {
    const sites = Float64Array.of(1, 0, 0.75, 0.25, 0.5);
    const kernel = siteKernel({ sites, dimension: 1, epsilon: 0.2 });
    const start = await lawOfMasses(kernel, Float64Array.of(0, 0.5, 0, 0.5, 0));
    const end = await lawOfMasses(kernel, Float64Array.of(0.5, 0, 0.5, 0, 0));
    const [, middle] = await displacementPath(kernel, start, end, 2);
    // 0 → ¾ and ¼ → 1: halfway at ⅜, between ¼ and ½, and at ⅝, between ½ and ¾.
    [0, 0, 0.25, 0.25, 0.5].forEach((mass, i) => {
      expect(middle!.masses[i]).toBeCloseTo(mass, 14);
    });
  });

  it('move the mean at a constant speed in the plane', async () => {
    const sites = Float64Array.from(
      { length: 2 * 25 },
      (_, at) => (at % 2 === 0 ? Math.floor(at / 10) : (at >> 1) % 5) / 4,
    );
    const kernel = siteKernel({ sites, dimension: 2, epsilon: 0.2 });
    const start = dirac(kernel, 0);
    const end = await lawOfMasses(
      kernel,
      bySites(kernel, (x, y) => (x + y! > 1.3 ? 1 : 0)),
    );
    const laws = await displacementPath(kernel, start, end, 4);
    for (const k of [0, 1]) expect(mean(kernel, laws[1]!, k)).toBeCloseTo(mean(kernel, end, k) / 4, 3);
    const { kernel: scattered } = await cloud(0.2);
    const [, between] = await displacementPath(scattered, dirac(scattered, 0), dirac(scattered, 4), 2);
    expect(Math.max(...between!.masses)).toBeCloseTo(1, 12);
  });

  it('have the length and action that numpy finds in the masses', async () => {
    const { kernel, first, second } = await cloud(0.4);
    // ∫ (ε/2) μ̇ᵀ(I − K² + 1μᵀ)⁻¹Hμ̇ by midpoints, μ̇ by differences along great circles.
    expect(await pathAction(kernel, await mixturePath(kernel, first, second, 8))).toBeCloseTo(0.06636548069399, 10);
    const rotation = await rotationPath(kernel, first, second, 8);
    expect(await pathAction(kernel, rotation)).toBeCloseTo(0.06577524248608636, 10);
    expect((await pathLength(kernel, rotation)) ** 2).toBeLessThan(0.06577524248608636);
  });

  it('have actions of second order in 1/T', async () => {
    const { kernel, first, second } = await cloud(0.4);
    for (const path of [mixturePath, rotationPath]) {
      const actions: number[] = [];
      for (const segments of [4, 8, 16, 32]) {
        actions.push(await pathAction(kernel, await path(kernel, first, second, segments)));
      }
      const [a, b, c, d] = actions as [number, number, number, number];
      expect(orderOf(a - b, b - c)).toBeCloseTo(2, 0);
      expect(orderOf(b - c, c - d)).toBeCloseTo(2, 1);
    }
  });

  it('have the metric tensor as the action of a short segment', async () => {
    const { kernel, second } = await cloud(0.4);
    const other = await randomLaw(kernel, 'other');
    const h = 1e-4;
    const moved = await lawOfMasses(
      kernel,
      second.masses.map((mass, i) => mass + h * (other.masses[i]! - mass)),
    );
    const sigma = moved.masses.map((mass, i) => mass - second.masses[i]!);
    expect((await pathAction(kernel, [second, moved])) / (await metricTensor(kernel, second, sigma))).toBeCloseTo(1, 3);
  });

  it('between the Diracs of two sites are as long as ∫ √(ε cos(2φ − θ)/(2κ)) dφ', async () => {
    for (const epsilon of [0.6, 1, 3]) {
      const kernel = line(2, 0, 1, epsilon);
      const kappa = Math.exp(-1 / epsilon);
      const angle = Math.acos(kappa);
      const exact = integral((phi) => Math.sqrt((epsilon * Math.cos(2 * phi - angle)) / (2 * kappa)), angle);
      const length = await pathLength(kernel, await rotationPath(kernel, dirac(kernel, 0), dirac(kernel, 1), 400));
      expect(length / exact).toBeCloseTo(1, 5);
    }
  });

  it('have laws at any time', async () => {
    const { kernel, first, second } = await cloud(0.4);
    const laws = await rotationPath(kernel, first, second, 4);
    const path = laws.map(({ coefficients }) => coefficients);
    const [, eighth] = await rotationPath(kernel, first, second, 8);
    (await lawAt(kernel, path, 0.125)).masses.forEach((mass, i) => {
      expect(mass).toBeCloseTo(eighth!.masses[i]!, 13);
    });
    expect((await lawAt(kernel, path, 1)).masses[3]).toBeCloseTo(second.masses[3]!, 13);
    await expect(lawAt(kernel, path, 1.5)).rejects.toThrow('t: must be between 0 and 1, got 1.5');
    await expect(pathLength(kernel, [first])).rejects.toThrow('laws: must be at least 2 to be a path, got 1');
  });

  it('say when they are too long for float64', async () => {
    const kernel = line(9, 0, 8, 1);
    const laws = await mixturePath(kernel, dirac(kernel, 0), dirac(kernel, 8), 4);
    await expect(pathLength(kernel, laws)).rejects.toThrow('parts of the law lie so far apart');
  });
});

describe('the gradient of the action', () => {
  it.each([
    ['densely', 9],
    ['by conjugate gradients', 140],
  ])('is that of differences, solved %s', async (_, count) => {
    const kernel = line(count, 0, 1, 0.3);
    const start = await bell(kernel, 0.2, 0.15);
    const end = await bell(kernel, 0.7, 0.2);
    const objective = await actionObjective(kernel, start, end, 3);
    const roots = (seed: string) => randomNumbers(kernel, seed).map((u) => 0.2 + u);
    const x = Float64Array.of(...roots('one'), ...roots('two'));
    const { gradient } = await objective(x);
    const h = 1e-5;
    for (const at of [0, 3, count - 1, count, count + 5, 2 * count - 1]) {
      const shifted = async (by: number) =>
        (await objective(x.map((value, i) => (i === at ? value + by : value)))).value;
      const slope = ((await shifted(h)) - (await shifted(-h))) / (2 * h);
      expect(gradient[at]).toBeCloseTo(slope, 7);
    }
  });

  it('is finite where masses vanish, and zero there: √a = 0 stays', async () => {
    const kernel = line(5, 0, 1, 0.4);
    const objective = await actionObjective(kernel, dirac(kernel, 0), dirac(kernel, 4), 2);
    const { gradient, value } = await objective(Float64Array.of(0.5, 0, 0.3, 0, 0.6));
    expect(Number.isFinite(value)).toBe(true);
    expect(gradient[1]! ** 2 + gradient[3]! ** 2).toBe(0);
    expect(gradient[0]).not.toBe(0);
  });

  it('knows how much longer an arc is than its chord, by the series and by the closed form', () => {
    for (const chord of [1e-5, 0.019, 0.02, 0.021, 0.5, 1.4]) {
      const { ratio, slope } = arcOverChord(chord ** 2);
      expect(ratio).toBeCloseTo((2 * Math.asin(chord / 2)) ** 2 / chord ** 2, 10);
      const h = 1e-3 * chord ** 2;
      const difference = arcOverChord(chord ** 2 + h).ratio - arcOverChord(chord ** 2 - h).ratio;
      if (chord > 1e-2) expect(slope).toBeCloseTo(difference / (2 * h), 5);
      else expect(slope).toBeCloseTo(1 / 12, 10);
    }
  });
});
