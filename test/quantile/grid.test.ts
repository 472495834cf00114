import { describe, expect, it } from 'vitest';
import { expectation, gridOfMasses, type ReferenceGrid, uniformGrid } from '../../src/quantile/index.ts';
import { normalDensity, normalQuantile } from '../../src/random/index.ts';

const uneven = Float64Array.from({ length: 37 }, (_, i) => 1 + 0.9 * Math.sin(3 * i));
const grids: [string, ReferenceGrid][] = [
  ['two nodes', uniformGrid(2)],
  ['three nodes', uniformGrid(3)],
  ['12 nodes', uniformGrid(12)],
  ['400 nodes', uniformGrid(400)],
  ['50 equal masses', gridOfMasses(new Float64Array(50).fill(7))],
  ['uneven masses', gridOfMasses(uneven)],
];

describe.each(grids)('the reference grid of %s', (_name, { nodes, masses, between }) => {
  const n = nodes.length;

  it('is a discrete standard normal law', () => {
    for (let i = 1; i < n; i++) expect(nodes[i]!).toBeGreaterThan(nodes[i - 1]!);
    expect(expectation(masses, new Float64Array(n).fill(1))).toBeCloseTo(1, 13);
    expect(expectation(masses, nodes)).toBeCloseTo(0, 13);
    expect(
      expectation(
        masses,
        nodes.map((z) => z * z),
      ),
    ).toBeCloseTo(1, 13);
  });

  it('gives the entropy of an affine law the gradient −z exactly', () => {
    expect(between.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 12);
    for (const mass of between) expect(mass).toBeGreaterThan(0);
    for (let i = 0; i < n; i++) {
      const right = i < n - 1 ? between[i]! / (nodes[i + 1]! - nodes[i]!) : 0;
      const left = i > 0 ? between[i - 1]! / (nodes[i]! - nodes[i - 1]!) : 0;
      expect((right - left) / masses[i]!).toBeCloseTo(-nodes[i]!, 9);
    }
  });
});

describe('uniformGrid', () => {
  it('lies at equal distances up to ±6, with masses ∝ φ', () => {
    const { nodes, masses } = uniformGrid(101);
    for (const [i, z] of nodes.entries()) {
      expect(z).toBeCloseTo(-6 + 0.12 * i, 6);
      expect(masses[i]! / (normalDensity(z) * 0.12)).toBeCloseTo(1, 5);
    }
  });

  it('tends to φ between the nodes to second order', () => {
    const errorOf = (count: number): number => {
      const { nodes, between } = uniformGrid(count);
      return Math.max(
        ...Array.from(between, (mass, i) => {
          const width = nodes[i + 1]! - nodes[i]!;
          return Math.abs(mass / width - normalDensity(nodes[i]! + width / 2));
        }),
      );
    };
    expect(Math.log2(errorOf(51) / errorOf(101))).toBeCloseTo(2, 1);
  });
});

describe('gridOfMasses', () => {
  it('puts equal masses at the quantiles (i + ½)/n, but for the variance that they lack', () => {
    const { nodes } = gridOfMasses(new Float64Array(100).fill(0.01));
    const scale = nodes[99]! / normalQuantile(0.995, 0.005);
    expect(scale).toBeGreaterThan(1);
    expect(scale).toBeLessThan(1.02);
    for (const [i, z] of nodes.entries())
      expect(z).toBeCloseTo(scale * normalQuantile((i + 0.5) / 100, (99.5 - i) / 100), 12);
  });
});
