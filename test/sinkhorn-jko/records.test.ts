import { describe, expect, it } from 'vitest';
import { at, type Experiment, integral, line, momentsOnLine, square, steps } from './support.ts';

/*
 * Figures of an independent dense interior point method in float64, or closed forms. Cost |x − y|², penalty S_ε/(2τ); initial Gaussians are densities
 * at the sites, end points included, normalised.
 */

const doubleWell: Experiment = {
  sites: line(-1, 1, 41),
  epsilon: 1,
  potential: (x) => 4 * ((x / 0.6) ** 2 - 1) ** 2 - 4 * x,
  initial: (x) => Math.exp(-((x + 0.6) ** 2) / (2 * 0.1 ** 2)),
};

describe('records of the Sinkhorn JKO scheme', () => {
  it.each(['active-set', 'interior-point'] as const)('double well, by %s', async (solver) => {
    const { energy, steps: taken } = await steps(doubleWell, 25, { stepSize: 0.02, solver });
    const right = at(doubleWell.sites, 1, (x) => (x > -0.1 ? 1 : 0));
    const expected = [
      [5, 0.14196810949, 4.1568217998],
      [15, 0.63513442108, 1.8307915073],
      [25, 0.96937137647, 0.1697188251],
    ] as const;
    for (const [k, mass, value] of expected) {
      const { masses } = taken[k - 1]!.law;
      expect(Math.abs(integral(masses, right) - mass)).toBeLessThan(1e-4);
      expect(Math.abs(integral(masses, energy.potential) - value)).toBeLessThan(1e-3);
    }
  });

  it('two wells in the plane, 20 x 20 sites', async () => {
    const plane: Experiment = {
      sites: square(line(-1, 1, 20)),
      dimension: 2,
      epsilon: 1,
      potential: (x, y) => 4 * ((x / 0.6) ** 2 - 1) ** 2 - 4 * x + 4 * y ** 2,
      initial: (x, y) => Math.exp(-((x + 0.6) ** 2 + y ** 2) / (2 * 0.1 ** 2)),
    };
    const { energy, steps: taken } = await steps(plane, 15, { stepSize: 0.02 });
    const right = at(plane.sites, 2, (x) => (x > -0.1 ? 1 : 0));
    const expected = [
      [5, 0.1328133492, 4.0955483919],
      [10, 0.3596293288, 3.0450322759],
      [15, 0.6187285499, 1.8449937781],
    ] as const;
    for (const [k, mass, value] of expected) {
      const { masses } = taken[k - 1]!.law;
      expect(Math.abs(integral(masses, right) - mass)).toBeLessThan(5e-4);
      expect(Math.abs(integral(masses, energy.potential) - value)).toBeLessThan(3e-3);
    }
  });

  it('a cloud of 200 sites', async () => {
    const fraction = (value: number): number => value - Math.floor(value);
    const cloud: Experiment = {
      sites: Float64Array.from({ length: 400 }, (_, at) => {
        const i = Math.floor(at / 2) + 1;
        return 2 * fraction(i * (at % 2 === 0 ? 0.7548776662466927 : 0.5698402909980532)) - 1;
      }),
      dimension: 2,
      epsilon: 0.3,
      potential: (x, y) => 2 * ((x - 0.5) ** 2 + (y - 0.2) ** 2) + Math.cos(6 * x),
      initial: (x, y) => Math.exp(-((x + 0.5) ** 2 + (y + 0.3) ** 2) / (2 * 0.25 ** 2)),
    };
    const { energy, steps: taken } = await steps(cloud, 10, { stepSize: 0.05 });
    const x = at(cloud.sites, 2, (value) => value);
    const expected = [
      [1, 2.2674820334, -0.3972718739],
      [5, 1.706303513698, -0.2371582982],
      [10, 1.1718185452, -0.0253810824],
    ] as const;
    for (const [k, value, mean] of expected) {
      const { masses } = taken[k - 1]!.law;
      expect(Math.abs(integral(masses, energy.potential) - value)).toBeLessThan(1e-3);
      expect(Math.abs(integral(masses, x) - mean)).toBeLessThan(5e-4);
    }
  });

  it('a Dirac in a convex potential follows ẋ = −V′', async () => {
    const sites = line(-1.5, 1.5, 121);
    const nearest = sites.reduce((best, x) => (Math.abs(x - 1) < Math.abs(best - 1) ? x : best));
    const dirac: Experiment = {
      sites,
      epsilon: 0.1,
      potential: (x) => x ** 2 / 2,
      initial: (x) => (x === nearest ? 1 : 0),
    };
    const { steps: taken } = await steps(dirac, 80, { stepSize: 0.0125 });
    for (const { law } of taken) {
      expect(Math.sqrt(momentsOnLine(law.masses, sites).variance)).toBeLessThan(0.51 * 0.025);
    }
    const { mean } = momentsOnLine(taken.at(-1)!.law.masses, sites);
    expect(Math.abs(mean - Math.exp(-1))).toBeLessThan(5e-3);
  });

  it('an entropy', async () => {
    const sites = line(-2.4, 2.4, 61);
    const experiment: Experiment = {
      sites,
      epsilon: 0.1,
      potential: (x) => x ** 2 / 2,
      initial: (x) => Math.exp(-((x - 0.5) ** 2) / (2 * 0.3 ** 2)),
      energy: { entropy: 0.2, volumes: new Float64Array(61).fill(0.08) },
    };
    const { steps: taken } = await steps(experiment, 20, { stepSize: 0.025, tolerance: 1e-8 });
    expect(taken.every(({ status }) => status === 'converged')).toBe(true);
    expect(Math.abs(momentsOnLine(taken.at(-1)!.law.masses, sites).variance - 0.15902036230827)).toBeLessThan(1e-7);
  });

  it('a Gaussian in a parabola', async () => {
    const sites = line(-3, 3, 61);
    const experiment: Experiment = {
      sites,
      epsilon: 0.2,
      potential: (x) => x ** 2 / 2,
      initial: (x) => Math.exp(-((x - 0.8) ** 2) / (2 * 0.5 ** 2)),
    };
    const { steps: taken } = await steps(experiment, 10, { stepSize: 0.05 });
    const { mean, variance } = momentsOnLine(taken.at(-1)!.law.masses, sites);
    expect(Math.abs(mean - 0.49113060283)).toBeLessThan(1e-4);
    expect(Math.abs(variance - 0.08845221799648)).toBeLessThan(1e-4);
  });
});
