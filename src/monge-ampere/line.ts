import type { Target } from '../targets/index.ts';
import { type LineGrid, lineScheme } from './line-scheme.ts';
import { massesOf } from './masses.ts';
import { MonotoneCurve } from './monotone-curve.ts';
import { targetPotential } from './potential.ts';
import { type MongeAmpereProblem, type MongeAmpereStep, statusOf } from './solver.ts';
import { followStiff } from './stabilised.ts';
import type { TransportMap } from './transport-map.ts';

/** Begin at T₀ on a grid. */
export function remember(memory: Map<string, Float64Array>, grid: LineGrid, start: Float64Array): void {
  memory.set('grid', Float64Array.of(grid.low, grid.spacing, grid.period));
  memory.set('referencePotential', grid.potential);
  memory.set('map', start);
  memory.set('clock', Float64Array.of(0));
}

function gridIn(memory: ReadonlyMap<string, Float64Array>): LineGrid {
  const [low, spacing, period] = memory.get('grid')!;
  const potential = memory.get('referencePotential')!;
  return { low: low!, spacing: spacing!, period: period!, count: potential.length - 1, potential };
}

/** Follow T on its grid by the conservative scheme, in as many inner steps as stability and the tolerance need. */
export async function advanceOnLine(
  { target, stepSize, tolerance, count }: MongeAmpereProblem,
  memory: Map<string, Float64Array>,
): Promise<MongeAmpereStep> {
  const grid = gridIn(memory);
  const scheme = lineScheme(grid, targetPotential(target, count));
  const spread = spreadOf(grid);
  const followed = await followStiff(scheme, memory.get('map')!, stepSize, {
    tolerance: tolerance * spread,
    masses: scheme.masses,
    firstStep: memory.get('innerStep')?.[0],
  });
  memory.set('map', followed.x);
  memory.set('innerStep', Float64Array.of(followed.nextStep));
  memory.set(
    'clock',
    memory.get('clock')!.map((time) => time + stepSize),
  );
  const { energy, residual, smallest, targetMass } = await scheme.report(followed.x);
  return {
    energy,
    solver: {
      status: statusOf(residual, spread),
      innerSteps: followed.steps,
      rejected: followed.rejected,
      smallestSlope: smallest,
      targetMass,
      residual,
      resolution: grid.count,
    },
  };
}

/** T as a function: monotone cubic between the nodes; linear beyond a line, and T(y + period) = T(y) + period on a circle. */
export function mapOnLine(memory: ReadonlyMap<string, Float64Array>): TransportMap {
  const { low, spacing, period } = gridIn(memory);
  const time = memory.get('clock')![0]!;
  const values = memory.get('map')!;
  if (period === 0) {
    const curve = new MonotoneCurve(low, spacing, values);
    return {
      ...{ time, dimension: 1 },
      image: (points) => points.map((y) => curve.at(y)),
      inverse: (points) => points.map((x) => curve.inverse(x)),
    };
  }
  // Two nodes more on each side, so that no cell of the period is at an end of the curve.
  const around = Float64Array.from({ length: values.length + 5 }, (_, i) => {
    const turns = Math.floor((i - 2) / values.length);
    return values[i - 2 - turns * values.length]! + turns * period;
  });
  const curve = new MonotoneCurve(low - 2 * spacing, spacing, around);
  const first = curve.at(low);
  const turned = (value: number, origin: number, f: (value: number) => number): number => {
    const turns = Math.floor((value - origin) / period);
    return f(value - turns * period) + turns * period;
  };
  return {
    ...{ time, dimension: 1 },
    image: (points) => points.map((y) => turned(y, low, (each) => curve.at(each))),
    inverse: (points) => points.map((x) => turned(x, first, (each) => curve.inverse(each))),
  };
}

/** The standard deviation of the reference, by its masses at the midpoints. */
function spreadOf({ low, spacing, potential }: LineGrid): number {
  let [first, second] = [0, 0];
  for (const [i, mass] of massesOf(potential).masses.entries()) {
    const y = low + (i - 0.5) * spacing;
    first += mass * y;
    second += mass * y * y;
  }
  return Math.sqrt(second - first ** 2);
}

/** g at the midpoints y_i − h/2. Just outside of a law that ends at its interval, g goes on linearly. */
export async function midpointPotential(
  reference: Target,
  { low, spacing, count }: Pick<LineGrid, 'low' | 'spacing' | 'count'>,
): Promise<{ points: Float64Array; values: Float64Array }> {
  const points = Float64Array.from({ length: count + 1 }, (_, i) => low + (i - 0.5) * spacing);
  const values = Float64Array.from(await targetPotential(reference)(points));
  if (!Number.isFinite(values[0]!)) values[0] = 2 * values[1]! - values[2]!;
  if (!Number.isFinite(values[count]!)) values[count] = 2 * values[count - 1]! - values[count - 2]!;
  return { points, values };
}
