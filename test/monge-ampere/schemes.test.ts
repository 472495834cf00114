import { describe, expect, it } from 'vitest';
import { identityMap } from '../../src/monge-ampere/affine-map.ts';
import { DIRECTIONS, latticeDeterminant } from '../../src/monge-ampere/lattice-determinant.ts';
import { lineScheme } from '../../src/monge-ampere/line-scheme.ts';
import { MonotoneCurve } from '../../src/monge-ampere/monotone-curve.ts';
import { PlaneMap } from '../../src/monge-ampere/plane-map.ts';
import { mapAtNodes, type PlaneGrid, planeScheme, withLast } from '../../src/monge-ampere/plane-scheme.ts';
import { followStiff, type StiffFlow } from '../../src/monge-ampere/stabilised.ts';
import { fittedOrder } from '../systems/support.ts';
import { mixtureMap, mixturePotential, mixtureScheme } from './mixture-flow.ts';

async function euler(flow: StiffFlow, start: Float64Array, stepSize: number, steps: number): Promise<Float64Array> {
  let x = start;
  for (let k = 0; k < steps; k++) {
    const velocity = await flow.velocity(x);
    x = x.map((value, i) => value + stepSize * velocity[i]!);
  }
  return x;
}

describe('on a line', () => {
  it('is stable for explicit steps of .4 h² min T′ and not for .6', async () => {
    const { scheme, spacing, identity } = mixtureScheme(129);
    // The smallest slope of all times is that of the end.
    const { x } = await followStiff(scheme, identity, 6, { tolerance: 1e-5, masses: scheme.masses });
    const unit = spacing ** 2 * (await scheme.report(x)).smallest;
    expect(2 / scheme.stiffness(x)).toBeCloseTo(0.5 * unit, 12);
    const stable = await euler(scheme, identity, 0.4 * unit, 1500);
    expect(stable.every((value, i) => i === 0 || value > stable[i - 1]!)).toBe(true);
    expect((await scheme.report(stable)).residual).toBeLessThan(0.02);
    expect((await euler(scheme, identity, 0.6 * unit, 1500)).every(Number.isFinite)).toBe(false);
  });

  it('is of order 2', async () => {
    const exact = await mixtureMap(1025, 0.5);
    const points = Array.from({ length: 61 }, (_, i) => -3 + i / 10);
    const errors: [number, number][] = [];
    for (const count of [65, 129, 257]) {
      const map = await mixtureMap(count, 0.5);
      errors.push([1 / count, Math.hypot(...points.map((y) => map.at(y) - exact.at(y)))]);
    }
    expect(fittedOrder(errors)).toBeGreaterThan(1.8);
    expect(fittedOrder(errors)).toBeLessThan(2.4);
  });

  it('is of order 2 on the torus, with an error of 1.2e-4 at 64 nodes', async () => {
    const turn = 2 * Math.PI;
    const at = async (count: number) => {
      const spacing = 1 / count;
      const potential = Float64Array.from(
        { length: count + 1 },
        (_, i) => -Math.log1p(0.3 * Math.sin(turn * (i - 0.5) * spacing)),
      );
      const scheme = lineScheme({ low: 0, spacing, count, period: 1, potential }, (x) =>
        x.map((each) => -Math.log1p(0.6 * Math.cos(turn * each))),
      );
      const start = Float64Array.from({ length: count }, (_, i) => i * spacing);
      const { x } = await followStiff(scheme, start, 0.04, { tolerance: 1e-8, masses: scheme.masses });
      expect(x.reduce((sum, value, i) => sum + value - start[i]!, 0) / count).toBeCloseTo(0, 12);
      return x;
    };
    const exact = await at(512);
    const errors: [number, number][] = [];
    for (const count of [32, 64, 128]) {
      const squares = (await at(count)).reduce((sum, value, i) => sum + (value - exact[(i * 512) / count]!) ** 2, 0);
      errors.push([1 / count, Math.sqrt(squares / count)]);
    }
    expect(errors[1]![1]).toBeLessThan(1.2e-4);
    expect(Math.abs(fittedOrder(errors) - 2)).toBeLessThan(0.1);
  });
});

/** The grid over N(0, I) and the identity. */
function plane(count: number): { grid: PlaneGrid; start: Float64Array } {
  const spacing = 10 / (count - 1);
  const potential = Float64Array.from({ length: count * count }, (_, node) => {
    const [y, z] = [-5 + Math.floor(node / count) * spacing, -5 + (node % count) * spacing];
    return 0.5 * (y * y + z * z) + Math.log(2 * Math.PI);
  });
  const start = withLast(
    potential.map((value) => value - Math.log(2 * Math.PI)),
    0,
  );
  return { grid: { count, low: [-5, -5], spacing: [spacing, spacing], potential }, start };
}

/** f of the mixture times itself. */
const product = (points: Float64Array): Float64Array => {
  const values = mixturePotential(points);
  return Float64Array.from({ length: points.length / 2 }, (_, i) => values[2 * i]! + values[2 * i + 1]!);
};
const tails = () => identityMap(2);

describe('on a plane', () => {
  it('has the map of the line on each axis of a product, to order 2', async () => {
    const exact = await mixtureMap(1025, 0.5);
    const errors: [number, number][] = [];
    for (const count of [17, 33, 65]) {
      const { grid, start } = plane(count);
      const scheme = planeScheme(grid, product, tails);
      const { x } = await followStiff(scheme, start, 0.5, { tolerance: 1e-6, masses: scheme.masses });
      const nodes = mapAtNodes(x, grid, tails());
      let squares = 0;
      for (let node = 0; node < count * count; node++) {
        const y = [Math.floor(node / count), node % count].map((i) => -5 + i * grid.spacing[0]);
        for (const k of [0, 1]) squares += scheme.masses[node]! * (nodes[2 * node + k]! - exact.at(y[k]!)) ** 2;
      }
      errors.push([1 / (count - 1), Math.sqrt(squares)]);
    }
    expect(errors[2]![1]).toBeLessThan(0.004);
    expect(fittedOrder(errors)).toBeGreaterThan(1.8);
  });

  it('is stable for explicit steps of .8 of the limit, h²/4 at the identity, and not for 1.2', async () => {
    const { grid, start } = plane(33);
    const gaussian = (points: Float64Array) =>
      Float64Array.from({ length: points.length / 2 }, (_, i) => 0.5 * (points[2 * i]! ** 2 + points[2 * i + 1]! ** 2));
    const scheme = planeScheme(grid, gaussian, tails);
    expect(2 / scheme.stiffness(start)).toBeCloseTo(grid.spacing[0] ** 2 / 4, 12);
    const rough = start.map((value, i) => (i < start.length - 1 ? value + 1e-4 * Math.sin(i * i) : value));
    const limit = 2 / scheme.stiffness(start);
    expect((await scheme.report(await euler(scheme, rough, 0.8 * limit, 300))).residual).toBeLessThan(1e-3);
    expect((await euler(scheme, rough, 1.2 * limit, 300)).every(Number.isFinite)).toBe(false);
  });

  it('keeps φ* convex up to the Brenier map of two correlated modes', async () => {
    const { grid, start } = plane(49);
    const modes = [
      [-1, 0, 1, -0.3],
      [1, 0.5, 1.5, 0.6],
    ] as const;
    const f = (points: Float64Array): Float64Array =>
      Float64Array.from({ length: points.length / 2 }, (_, i) => {
        const [x, y] = [points[2 * i]!, points[2 * i + 1]!];
        const parts = modes.map(
          ([a, b, p, q]) => -0.5 * (p * (x - a) ** 2 + 2 * q * (x - a) * (y - b) + p * (y - b) ** 2),
        );
        const most = Math.max(...parts);
        const norm = modes.map(([, , p, q]) => Math.sqrt(p * p - q * q) / (4 * Math.PI));
        return -most - Math.log(parts.reduce((sum, part, k) => sum + norm[k]! * Math.exp(part - most), 0));
      });
    const scheme = planeScheme(grid, f, tails);
    const { x } = await followStiff(scheme, start, 4, { tolerance: 1e-4, masses: scheme.masses });
    const { smallest, residual, energy, targetMass } = await scheme.report(x);
    expect(smallest).toBeGreaterThan(0);
    expect(residual).toBeLessThan(0.01);
    expect(Math.abs(energy)).toBeLessThan(0.01);
    expect(Math.abs(targetMass - 1)).toBeLessThan(0.01);
  });

  it('has a determinant that is exact up to the condition number 17 and rises with every second difference', () => {
    const found = { value: 0, sensitivity: 0 };
    for (const condition of [1, 2, 6, 17]) {
      for (let angle = 0; angle < Math.PI; angle += 0.01) {
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const [a, b, mixed] = [condition * c * c + s * s, condition * s * s + c * c, (condition - 1) * c * s];
        const differences = DIRECTIONS.map(([i, j]) => a * i * i + b * j * j + 2 * mixed * i * j);
        expect(latticeDeterminant(differences, found).value).toBeCloseTo(condition, 9);
        for (let e = 0; e < differences.length; e++) {
          const more = differences.map((value, k) => (k === e ? value + 0.3 : value));
          expect(latticeDeterminant(more, found).value).toBeGreaterThanOrEqual(condition - 1e-9);
        }
      }
    }
    expect(latticeDeterminant([1, 1, -0.1, 1, 1, 1, 1, 1], found).value).toBeNaN();
  });
});

describe('maps', () => {
  it('on the line and in the plane are undone by their inverses, inside and beyond the nodes', () => {
    const curve = new MonotoneCurve(-2, 0.5, Float64Array.of(-3, -2.9, -1, 0, 0.2, 0.3, 4, 4.5, 6));
    for (let y = -4; y < 4; y += 0.13) expect(curve.inverse(curve.at(y))).toBeCloseTo(y, 10);
    const { grid } = plane(33);
    const spacing = grid.spacing[0];
    const nodes = Float64Array.from({ length: 2 * 33 * 33 }, (_, at) => {
      const [y, z] = [-5 + Math.floor((at >> 1) / 33) * spacing, -5 + ((at >> 1) % 33) * spacing];
      // ∇ of y² + z² + yz/2 + 3 log cosh(y + z).
      return 2 * (at & 1 ? z : y) + 0.5 * (at & 1 ? y : z) + 3 * Math.tanh(y + z);
    });
    const map = new PlaneMap(grid, nodes);
    const points = Float64Array.of(0, 0, 1.3, -2.2, 4.9, 4.9, 7, -1, -6, -6);
    const back = map.inverse(map.image(points));
    for (let i = 0; i < points.length; i++) expect(back[i]).toBeCloseTo(points[i]!, 8);
    const [first] = map.image(Float64Array.of(0.4, -0.3));
    // Spacing .31 where T bends by 3 tanh.
    expect(first).toBeCloseTo(0.8 - 0.15 + 3 * Math.tanh(0.1), 2);
  });
});

describe('stabilised steps', () => {
  it('keep the tolerance on the heat equation, far above the explicit limit', async () => {
    const n = 200;
    const flow: StiffFlow = {
      velocity: async (x) => x.map((value, i) => ((x[i - 1] ?? 0) - 2 * value + (x[i + 1] ?? 0)) * (n + 1) ** 2),
      stiffness: () => 4 * (n + 1) ** 2,
    };
    const wave = Float64Array.from({ length: n }, (_, i) => Math.sin((Math.PI * (i + 1)) / (n + 1)));
    const rate = (2 * (n + 1) * Math.sin(Math.PI / (2 * (n + 1)))) ** 2;
    const masses = new Float64Array(n).fill(1 / n);
    const { x, evaluations } = await followStiff(flow, wave, 0.1, { tolerance: 1e-6, masses });
    const error = Math.max(...x.map((value, i) => Math.abs(value - wave[i]! * Math.exp(-0.1 * rate))));
    expect(error).toBeLessThan(2e-5);
    // Euler would need 8,080.
    expect(evaluations).toBeLessThan(1500);
  });
});
