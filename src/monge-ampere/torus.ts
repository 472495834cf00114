import { InputError } from '../errors.ts';
import { requireDensity, type Target } from '../targets/index.ts';
import { advanceOnLine, mapOnLine, midpointPotential, remember } from './line.ts';
import { requirePositive, targetPotential } from './potential.ts';
import type { MongeAmpereSolver } from './solver.ts';
import { isSameMeasure } from './start-map.ts';

/** Where a density is compared with itself one period on. */
const PROBES = 16;
/** Float32 angles a period apart differ by their rounding. */
const SAME = 1e-3;

/**
 * On a circle: densities of one period, which is what the `bounds` of the reference span ([0, 1] for densities on the torus [0, 1)). φ* − y²/2 is periodic,
 * so that T(y + period) = T(y) + period; the mean of T(y) − y over the circle stays 0. T₀ is the identity.
 */
export const torusSolver: MongeAmpereSolver = {
  async start({ target, reference, initial, resolution }, memory) {
    if (reference.dimension !== 1) {
      throw new InputError(`discretisation: torus needs dimension 1, got ${reference.dimension}`);
    }
    if (!isSameMeasure(initial, reference)) {
      throw new InputError(
        `reference: must be the initial measure (${initial.name}) on a torus, got ${reference.name}`,
      );
    }
    requireDensity(target, 'target');
    requireDensity(reference, 'reference');
    const [low, high] = reference.bounds[0]!;
    const period = high - low;
    await requirePeriodic(reference, 'reference', low, period);
    await requirePeriodic(target, 'target', low, period);
    const shape = { low, spacing: period / resolution, count: resolution };
    const { points, values } = await midpointPotential(reference, shape);
    // One point of the circle, met twice.
    values[resolution] = values[0]!;
    requirePositive(values, points, `reference (${reference.name})`);
    const nodes = Float64Array.from({ length: resolution }, (_, i) => low + i * shape.spacing);
    remember(memory, { ...shape, period, potential: values }, nodes);
  },
  advance: advanceOnLine,
  map: (_problem, memory) => mapOnLine(memory),
};

async function requirePeriodic(measure: Target, role: string, low: number, period: number): Promise<void> {
  const points = Float64Array.from({ length: 2 * PROBES }, (_, i) => low + ((i + 0.5) * period) / PROBES);
  const values = await targetPotential(measure)(points);
  requirePositive(values, points, `${role} (${measure.name})`);
  const range = Math.max(...values) - Math.min(...values);
  for (let i = 0; i < PROBES; i++) {
    if (Math.abs(values[i]! - values[i + PROBES]!) <= SAME * Math.max(1, range)) continue;
    throw new InputError(
      `${role} (${measure.name}): must have the period ${period} of the bounds of the reference, [${low}, ${low + period}], on a torus`,
    );
  }
}
