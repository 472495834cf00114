import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type GaussianLaw,
  gaussianEnergy,
  gaussianEulerStep,
  gaussianGradientFlow,
  gaussianJkoFlow,
  gaussianJkoStep,
  type QuadraticEnergy,
  squaredSlope,
  stiffness,
} from '../../src/bures/index.ts';
import { InputError, RunError } from '../../src/errors.ts';
import { Matrix, matrixOf, symmetricInverse } from '../../src/linalg/index.ts';
import { lbfgs } from '../../src/optimize/index.ts';
import { gaussianTransport } from '../../src/transport/index.ts';
import { fittedOrder } from '../systems/support.ts';
import { difference, heat, klTo, line, problems, tilted } from './support.ts';

/** So many JKO steps. */
function jko(law: GaussianLaw, energy: QuadraticEnergy, stepSize: number, steps: number): GaussianLaw {
  return steps === 0 ? law : jko(gaussianJkoStep(law, energy, stepSize), energy, stepSize, steps - 1);
}

const plain = (law: GaussianLaw, energy: QuadraticEnergy, stepSize: number, time: number) =>
  gaussianJkoFlow(law, energy, { stepSize, time, form: 'plain' });

const deviation = ({ covariance }: GaussianLaw) => Math.sqrt(matrixOf(covariance).get(0, 0));

/** Standard deviations and the mean from 1 after `steps` steps: "Implicit bias of the JKO scheme", arXiv 2511.14827, in float64. */
const onTheLine = [
  { s0: 0.5, eta: 0.1, variance: 1, steps: 10, jko: 0.9341889546414334, wgf: 0.9478916275463881, flow: 0.9308216800633407, mean: 0.3855432894295314 },
  { s0: 2, eta: 0.2, variance: 1, steps: 5, jko: 1.2324450593366696, wgf: 1.1857511752934669, flow: 1.2417751148464475, mean: 0.401877572016461 },
  { s0: 0.4, eta: 0.05, variance: 2, steps: 20, jko: 1.135723958197761, wgf: 1.1502616346921017, flow: 1.1340357220193131, mean: 0.610270942858831 },
]; // biome-ignore format: a table

describe('the reference values', () => {
  it.each(onTheLine)('of a Gaussian on the line from $s0 with η = $eta', (each) => {
    const { s0, eta, variance, steps } = each;
    const energy = klTo([[variance]]);
    const start = line(s0 * s0, 1);
    const stepped = jko(start, energy, eta, steps);
    expect(deviation(stepped)).toBeCloseTo(each.jko, 10);
    expect(stepped.mean[0]).toBeCloseTo(each.mean, 12);
    expect(deviation(gaussianGradientFlow(start, energy, eta * steps))).toBeCloseTo(each.wgf, 10);
    expect(deviation(plain(start, energy, eta, eta * steps))).toBeCloseTo(each.flow, 8);
  });

  it('of covariances that do not commute', () => {
    const { law, energy } = tilted;
    const covarianceOf = ({ covariance }: GaussianLaw) => matrixOf(covariance).to1DArray();
    const expectClose = (values: number[], expected: number[], digits: number) => {
      for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i]!, digits);
    };
    const [a, b, c] = [1.2401327105070454, 0.3019529233509762, 0.6036108366467893];
    expectClose(covarianceOf(jko(law, energy, 0.1, 10)), [a, b, b, c], 9);
    const [d, e, f] = [1.2612403207811256, 0.3124377221371448, 0.5889953133802519];
    expectClose(covarianceOf(gaussianGradientFlow(law, energy, 1)), [d, e, e, f], 9);
    const [g, h, i] = [1.2379085338326303, 0.2997740476064348, 0.6087176435616711];
    expectClose(covarianceOf(plain(law, energy, 0.1, 1)), [g, h, h, i], 7);
  });

  it('of an Ornstein-Uhlenbeck process', () => {
    const { mean, covariance } = gaussianGradientFlow(line(0.25, 1), klTo([[1]]), 0.7);
    expect(mean[0]).toBeCloseTo(0.4965853037914096, 12);
    expect(covariance[0]![0]).toBeCloseTo(0.8150522770437951, 12);
  });

  it('of proximal points, the JKO scheme of a potential alone', () => {
    const energy = { mean: [0, 0], precision: [[1, 0], [0, 3]], temperature: 0 }; // biome-ignore format: matrices
    const dirac = { mean: [1, 1], covariance: [[0, 0], [0, 0]] }; // biome-ignore format: matrices
    const stepped = jko(dirac, energy, 0.1, 10);
    expect(difference(stepped, { ...dirac, mean: [0.3855432894295314, 0.0725381502864057] })).toBeLessThan(1e-12);
    const modified = { ...dirac, mean: [0.38674102345450123, 0.07808166600115317] };
    expect(difference(plain(dirac, energy, 0.1, 1), modified)).toBeLessThan(1e-12);
  });
});

describe('the orders', () => {
  type Errors = [stepSize: number, error: number][];
  /** The errors of the JKO scheme at time 1 against the gradient flow and both forms of JKO-Flow. */
  function errorsOf(law: GaussianLaw, energy: QuadraticEnergy, measure = difference) {
    const errors: Record<'wgf' | 'plain' | 'pade', Errors> = { wgf: [], plain: [], pade: [] };
    for (const stepSize of [0.2, 0.1, 0.05, 0.025, 0.0125]) {
      const scheme = jko(law, energy, stepSize, Math.round(1 / stepSize));
      const pade = gaussianJkoFlow(law, energy, { stepSize, time: 1 });
      errors.wgf.push([stepSize, measure(scheme, gaussianGradientFlow(law, energy, 1))]);
      errors.plain.push([stepSize, measure(scheme, plain(law, energy, stepSize, 1))]);
      errors.pade.push([stepSize, measure(scheme, pade)]);
    }
    return errors;
  }
  const deviations = (a: GaussianLaw, b: GaussianLaw) => Math.abs(deviation(a) - deviation(b));
  const last = (errors: Errors) => fittedOrder(errors.slice(-2));

  it('on the line from σ₀ = 2 are those of the paper', () => {
    const errors = errorsOf(line(4), klTo([[1]]), deviations);
    expect(errors.wgf[0]![1]).toBeCloseTo(0.0467, 4);
    expect(errors.wgf[4]![1]).toBeCloseTo(0.00314, 5);
    expect(errors.plain[0]![1]).toBeCloseTo(0.00933, 5);
    expect(errors.plain[4]![1]).toBeCloseTo(3.7e-5, 6);
    expect(fittedOrder(errors.wgf.slice(0, 2))).toBeCloseTo(0.94, 2);
    expect(last(errors.wgf)).toBeCloseTo(0.99, 2);
    expect(fittedOrder(errors.plain.slice(0, 2))).toBeCloseTo(1.99, 2);
    expect(last(errors.plain)).toBeCloseTo(2, 2);
    expect(last(errors.pade)).toBeCloseTo(2, 1);
  });

  it('with covariances that do not commute are 1.01 and 2.06, and 2 for the Padé form', () => {
    const distance = (a: GaussianLaw, b: GaussianLaw) => Math.sqrt(gaussianTransport(a, b).wassersteinSquared);
    const errors = errorsOf({ ...tilted.law, mean: [0, 0] }, tilted.energy, distance);
    expect(last(errors.wgf)).toBeCloseTo(1.01, 2);
    expect(last(errors.plain)).toBeCloseTo(2.065, 2);
    expect(last(errors.pade)).toBeCloseTo(2.01, 2);
    expect(errors.pade[4]![1]).toBeLessThan(0.25 * errors.plain[4]![1]);
  });

  it('of heat flow are 1 and 2', () => {
    const errors = errorsOf(line(0.5), heat(1));
    expect(Math.abs(last(errors.wgf) - 1)).toBeLessThan(0.1);
    expect(Math.abs(last(errors.plain) - 2)).toBeLessThan(0.1);
    expect(Math.abs(last(errors.pade) - 2)).toBeLessThan(0.1);
  });

  it('of explicit Euler is 1', () => {
    const { law, energy } = tilted;
    const errors = [0.1, 0.05, 0.025, 0.0125].map((stepSize): [number, number] => {
      let moved: GaussianLaw = law;
      for (let k = 0; k < Math.round(1 / stepSize); k++) moved = gaussianEulerStep(moved, energy, stepSize);
      return [stepSize, difference(moved, gaussianGradientFlow(law, energy, 1))];
    });
    expect(Math.abs(fittedOrder(errors) - 1)).toBeLessThan(0.1);
  });
});

describe('a JKO step', () => {
  const objective = (law: GaussianLaw, energy: QuadraticEnergy, stepSize: number, next: GaussianLaw) =>
    gaussianTransport(law, next).wassersteinSquared / (2 * stepSize) + gaussianEnergy(next, energy);
  /** Mean and a factor of the covariance as coordinates. */
  const lawAt = (x: Float64Array): GaussianLaw => {
    const factor = new Matrix([[x[2]!, 0], [x[3]!, x[4]!]]); // biome-ignore format: matrices
    return { mean: [x[0]!, x[1]!], covariance: factor.mmul(factor.transpose()) };
  };

  it.each([0.3, 1, 2])('is what direct minimisation finds, at the temperature %d', async (temperature) => {
    const { law } = tilted;
    const energy = { ...tilted.energy, temperature };
    const value = (x: Float64Array) => objective(law, energy, 0.4, lawAt(x));
    const { x } = await lbfgs(
      (point) => {
        const gradient = point.map((_, i) => {
          const at = (shift: number) => value(point.map((each, j) => (i === j ? each + shift : each)));
          return (at(1e-4) - at(-1e-4)) / 2e-4;
        });
        return { value: value(point), gradient };
      },
      Float64Array.of(0, 0, 1, 0, 1),
      { relativeTolerance: 1e-8 },
    );
    expect(difference(lawAt(x), gaussianJkoStep(law, energy, 0.4))).toBeLessThan(1e-6);
  });

  it('is no worse than laws beside it, and lowers the energy by at least the distance it goes', () =>
    fc.assert(
      fc.property(problems, fc.double({ min: -0.1, max: 0.1, noNaN: true }), ({ law, energy, stepSize }, shift) => {
        const next = gaussianJkoStep(law, energy, stepSize);
        const best = objective(law, energy, stepSize, next);
        const scaled = matrixOf(next.covariance)
          .clone()
          .mul(1 + shift);
        const beside = { mean: next.mean.map((value) => value + shift), covariance: scaled };
        expect(objective(law, energy, stepSize, beside)).toBeGreaterThanOrEqual(best - 1e-10);
        expect(gaussianEnergy(law, energy)).toBeGreaterThanOrEqual(best - 1e-10);
      }),
    ));

  it('leaves the target where it is', () => {
    const target = { mean: [0, 0], covariance: [[1.5, 0.4], [0.4, 0.6]] }; // biome-ignore format: matrices
    expect(difference(gaussianJkoStep(target, tilted.energy, 0.7), target)).toBeLessThan(1e-14);
  });

  it('of the entropy spreads a Dirac by ηT in each direction', () => {
    const next = gaussianJkoStep(line(0), heat(1, 2), 0.3);
    expect(next.covariance[0]![0]).toBeCloseTo(0.6, 14);
  });
});

describe('the gradient flow', () => {
  it('of the entropy is N(0, s² + 2Tt)', () => {
    expect(gaussianGradientFlow(line(0.7), heat(1), 1.3).covariance[0]![0]).toBeCloseTo(3.3, 13);
    expect(gaussianGradientFlow(line(0.7), heat(1, 0.5), 1.3).covariance[0]![0]).toBeCloseTo(2, 13);
  });

  it('spreads only where a singular potential leaves it free', () => {
    const energy = { mean: [0, 0], precision: [[2, 2], [2, 2]], temperature: 1 }; // biome-ignore format: matrices
    const { covariance } = gaussianGradientFlow({ mean: [0, 0], covariance: Matrix.eye(2) }, energy, 50);
    const along = (u: number[]) =>
      matrixOf(covariance).mmul(Matrix.columnVector(u)).transpose().mmul(Matrix.columnVector(u)).get(0, 0) / 2;
    expect(along([1, -1])).toBeCloseTo(101, 9);
    expect(along([1, 1])).toBeCloseTo(0.25, 12);
  });

  it('is a semigroup that lowers the energy at the rate of the squared slope', () =>
    fc.assert(
      fc.property(problems, ({ law, energy, stepSize }) => {
        const halfway = gaussianGradientFlow(law, energy, stepSize / 2);
        const whole = gaussianGradientFlow(law, energy, stepSize);
        expect(difference(gaussianGradientFlow(halfway, energy, stepSize / 2), whole)).toBeLessThan(1e-12);
        const h = 1e-5;
        const at = (time: number) => gaussianEnergy(gaussianGradientFlow(halfway, energy, time), energy);
        const rate = (at(0) - at(2 * h)) / (2 * h);
        const slope = squaredSlope(gaussianGradientFlow(halfway, energy, h), energy);
        expect(Math.abs(rate - slope)).toBeLessThan(1e-5 * (1 + slope));
      }),
    ));
});

describe('JKO-Flow', () => {
  it.each(['plain', 'pade'] as const)('follows its own differential equation on the line (%s)', (form) => {
    const [stepSize, lambda] = [0.1, 0.8];
    const rate = (s: number): number => {
      const curvature = 1 / lambda + 1 / (s * s);
      const slope = -(s / lambda - 1 / s);
      return form === 'plain' ? slope * (1 - 0.5 * stepSize * curvature) : slope / (1 + 0.5 * stepSize * curvature);
    };
    let s = 1.7;
    const h = 1e-3;
    for (let t = 0; t < 1 - h / 2; t += h) {
      const k1 = rate(s);
      const k2 = rate(s + 0.5 * h * k1);
      const k3 = rate(s + 0.5 * h * k2);
      s += (h / 6) * (k1 + 2 * k2 + 2 * k3 + rate(s + h * k3));
    }
    const flow = gaussianJkoFlow(line(1.7 ** 2), klTo([[lambda]]), { stepSize, time: 1, form });
    expect(deviation(flow)).toBeCloseTo(s, 10);
  });

  it('lowers J^η in the plain form, and J in the Padé form at any step size', () =>
    fc.assert(
      fc.property(problems, ({ law, energy, stepSize }) => {
        const modified = (at: GaussianLaw, eta: number) =>
          gaussianEnergy(at, energy) - 0.25 * eta * squaredSlope(at, energy);
        const pade = gaussianJkoFlow(law, energy, { stepSize });
        expect(gaussianEnergy(pade, energy)).toBeLessThanOrEqual(gaussianEnergy(law, energy) + 1e-10);
        const eta = Math.min(stepSize, 1 / stiffness(law, energy));
        const moved = plain(law, energy, eta, eta);
        expect(modified(moved, eta)).toBeLessThanOrEqual(modified(law, eta) + 1e-9);
      }),
      { numRuns: 50 },
    ));

  it('is a semigroup, in three dimensions and with an η of 5', () => {
    const covariance = [[1, 0.3, 0], [0.3, 0.2, -0.1], [0, -0.1, 3]]; // biome-ignore format: matrices
    const law = { mean: [1, 2, 3], covariance };
    const energy = klTo([[2, 0, 0.4], [0, 0.5, 0], [0.4, 0, 1]]); // biome-ignore format: matrices
    const to = (from: GaussianLaw, time: number) => gaussianJkoFlow(from, energy, { stepSize: 5, time });
    expect(difference(to(to(law, 0.5), 0.7), to(law, 1.2))).toBeLessThan(1e-9);
  });

  it('says where the plain form is unstable', () => {
    // λ_max = 1 + 1/0.04 = 26.
    const unstable = () => plain(line(0.04), klTo([[1]]), 0.08, 1);
    expect(unstable).toThrow(RunError);
    expect(unstable).toThrow(/must be below 2, got 2.08; take the form pade, or stepSize < 0.0769/);
    plain(line(0.04), klTo([[1]]), 0.076, 0.01);
  });
});

it('JKO-Flow comes back from where a trial step of the integrator has left the laws', () => {
  const law = { mean: [0, 0], covariance: [[43, -0.24], [-0.24, 0.2]] }; // biome-ignore format: a matrix
  const energy = { mean: [0, 0], precision: [[0.53, 0], [0, 330]], temperature: 0.87 }; // biome-ignore format: a matrix
  const { covariance } = gaussianJkoFlow(law, energy, { stepSize: 0.012 });
  // By DOP853 of scipy at the tolerance 1e-12, B from the Kronecker form of its equation.
  for (const [i, value] of [42.4789613, -0.0631507606, -0.0631507606, 0.017883558].entries())
    expect(covariance.flat()[i]).toBeCloseTo(value, 7);
});

describe('energies', () => {
  const identity = [[1, 0], [0, 1]]; // biome-ignore format: a matrix
  const flat = { mean: [0, 0], covariance: [[1, 1], [1, 1]] }; // biome-ignore format: a matrix

  it('are those of the closed forms', () => {
    // KL(N(1, 4) | N(0, 2)) = ½(4/2 + 1/2 − 1 − log 2), and |∂J|² = 4(1/2 − 1/4)² + 1/4.
    const energy = { ...klTo([[2]]), constant: 0.5 * Math.log(4 * Math.PI) };
    expect(gaussianEnergy(line(4, 1), energy)).toBeCloseTo(0.5 * (1.5 - Math.log(2)), 14);
    expect(squaredSlope(line(4, 1), energy)).toBeCloseTo(0.5, 14);
    expect(stiffness(line(4, 1), energy)).toBeCloseTo(0.75, 14);
  });

  it.each<[string, () => unknown]>([
    ['JKO-Flow', () => gaussianJkoFlow(flat, klTo(identity), { stepSize: 0.1 })],
    ['an explicit step', () => gaussianEulerStep(flat, klTo(identity), 0.1)],
    ['the squared slope', () => squaredSlope(flat, klTo(identity))],
    ['the stiffness', () => stiffness(flat, klTo(identity))],
  ])('have no gradient at a law that is singular to rounding: %s', (_what, act) => {
    expect(() => symmetricInverse(flat.covariance)).not.toThrow();
    expect(act).toThrow(InputError);
    expect(act).toThrow(/^covariance: is singular; must be positive definite where the energy has an entropy$/);
    expect(gaussianEnergy(flat, klTo(identity))).toBe(Number.POSITIVE_INFINITY);
  });

  it('of a singular law: infinite entropy, finite potential', () => {
    expect(gaussianEnergy(line(0), heat(1))).toBe(Number.POSITIVE_INFINITY);
    expect(gaussianEnergy(line(0, 2), { mean: [0], precision: [[1]], temperature: 0 })).toBe(2);
  });
});
