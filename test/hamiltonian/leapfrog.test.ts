import { describe, expect, it } from 'vitest';
import { drawMomenta, leapfrogAcceptance } from '../../src/hamiltonian/index.ts';
import { PhasePoints } from '../../src/hamiltonian/phase-points.ts';
import { keyOf, normals } from '../../src/random/index.ts';
import { fittedOrder, momentsOf } from '../systems/support.ts';
import { evaluationsOn, hostTargets } from './host-targets.ts';

const evaluate = evaluationsOn(hostTargets.gaussian, 2);
const inverseMass = Float64Array.of(1, 0.5);
const draw = (step: number) => ({ key: keyOf('leapfrog'), step, stream: 0 });

/** `steps` leapfrog steps of all chains. @returns the energies at the end */
async function follow(points: PhasePoints, count: number, stepSize: number, steps: number) {
  const position = new Float32Array(2 * count);
  let energies = new Float64Array(count);
  for (let s = 0; s < steps; s++) {
    for (let chain = 0; chain < count; chain++) points.depart(chain, stepSize, position, chain);
    const found = await evaluate(position);
    energies = energies.map((_, chain) => points.arrive(chain, stepSize, found, chain));
  }
  return { position: position.slice(), energies };
}

describe('leapfrog', () => {
  it('is what it should be on an oscillator', async () => {
    const start = await evaluate(Float32Array.of(0.5, -1));
    const points = new PhasePoints(start, Float64Array.of(1, 2), inverseMass);
    const h = 0.25;
    const { position, energies } = await follow(points, 1, h, 1);
    // Precisions 1 and 4, p ← p − hkq/2, q ← q + hp/m.
    const half = [1 - (h / 2) * 0.5, 2 + (h / 2) * 4];
    const q = [0.5 + h * half[0]!, -1 + (h / 2) * half[1]!];
    const p = [half[0]! - (h / 2) * q[0]!, half[1]! - (h / 2) * 4 * q[1]!];
    position.forEach((value, k) => {
      expect(value).toBeCloseTo(q[k]!, 6);
      expect(points.momentum[k]).toBeCloseTo(p[k]!, 6);
    });
    expect(energies[0]).toBeCloseTo(p[0]! ** 2 / 2 + p[1]! ** 2 / 4 + q[0]! ** 2 / 2 + 2 * q[1]! ** 2, 5);
  });

  it('comes back when time runs backwards', async () => {
    const count = 20;
    const start = await evaluate(Float32Array.from(normals(count, 2, draw(0))));
    const momentum = drawMomenta(count, inverseMass, draw(1));
    const points = new PhasePoints(start, momentum, inverseMass);
    const { position: far } = await follow(points, count, 0.3, 15);
    expect(far).not.toEqual(start.position);
    const { position } = await follow(points, count, -0.3, 15);
    position.forEach((value, i) => {
      expect(value).toBeCloseTo(start.position[i]!, 5);
      expect(points.momentum[i]).toBeCloseTo(momentum[i]!, 5);
    });
  });

  it('keeps the energy to second order', async () => {
    const start = await evaluate(Float32Array.of(1, 0.7));
    const momentum = Float64Array.of(0.3, -1);
    const measured: [number, number][] = [];
    for (const h of [0.2, 0.1, 0.05]) {
      const points = new PhasePoints(start, momentum, inverseMass);
      const before = points.energy(0, start.logDensity[0]!);
      const { energies } = await follow(points, 1, h, Math.round(1 / h));
      measured.push([h, energies[0]! - before]);
    }
    expect(fittedOrder(measured)).toBeGreaterThan(1.9);
    expect(fittedOrder(measured)).toBeLessThan(2.1);
  });

  it('calls an energy that is no number infinite', async () => {
    const points = new PhasePoints(await evaluate(Float32Array.of(0, 0)), Float64Array.of(1, 1), inverseMass);
    expect(
      [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY].map((each) => points.energy(0, each)),
    ).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });
});

it('momenta have the covariance M', () => {
  const { covariance } = momentsOf(drawMomenta(20_000, Float64Array.of(4, 0.25), draw(2)), 2);
  // Standard errors of a variance v: v√(2/20,000) = .01v.
  expect(Math.abs(covariance[0]![0]! / 0.25 - 1)).toBeLessThan(0.04);
  expect(Math.abs(covariance[1]![1]! / 4 - 1)).toBeLessThan(0.04);
});

it.each([0.5, 1, 1.5])(
  'one step of size %d is accepted as a proposal of MALA is, at stationarity',
  async (stepSize) => {
    const count = 20_000;
    const line = evaluationsOn(hostTargets.gaussian, 1);
    const start = await line(Float32Array.from(normals(count, 1, draw(3))));
    const mass = Float64Array.of(1);
    const momentum = drawMomenta(count, mass, draw(4));
    const acceptance = await leapfrogAcceptance(start, momentum, line, { stepSize, inverseMass: mass });
    // Its h is ε²/2; 1 − (2/π) asin(…) is its acceptance in one dimension.
    const h = stepSize ** 2 / 2;
    const expected = 1 - (2 / Math.PI) * Math.asin(h ** 2 / Math.sqrt((h ** 2 + 2 * h) * (h ** 2 - 2 * h + 4)));
    // Standard error below ½/√20,000 = .0035.
    expect(Math.abs(acceptance - expected)).toBeLessThan(4 * 0.0035);
  },
);
