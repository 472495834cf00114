import { InputError } from '../../errors.ts';
import { interpolated, isAscending, scalesOf, uniformGrid } from '../../quantile/index.ts';
import { normalCdf } from '../../random/index.ts';
import type { Target } from '../../targets/index.ts';
import { Column } from '../../tensor/index.ts';
import { drawInitial, type Ensemble } from '../../world/index.ts';
import type { FlowParameters } from '../discretisation.ts';
import { placeLaw, type QuantileLaw, rearranged, rememberedLaw } from './law.ts';

/**
 * Let the particles be quantiles.
 *
 * - A cloud as it was drawn from `initial` is put at the quantiles of `initial` itself, in ascending order, on the uniform grid of the
 *   normal quantile z, and gets its weights ∝ φ(z).
 * - Any other cloud (a method was swapped in, a particle moved) of equal masses, or with the weights of the grid in their order, keeps its
 *   particles, rows and masses: sorted, they are the quantiles of their own law.
 * - A cloud with any other weights (a particle was moved past its neighbours) is laid anew on the grid by linear interpolation of its
 *   quantile function: a tiny mass among large ones would make every flow stiff.
 *
 * @throws InputError in more than one dimension, with an interaction, without known quantiles, and where two quantiles coincide
 */
export async function startQuantiles(ensemble: Ensemble, { energy }: FlowParameters): Promise<void> {
  const { dimension, count, initial, columns } = ensemble;
  if (dimension !== 1) throw new InputError(`discretisation: quantile needs dimension 1, got ${dimension}`);
  if (count < 2) throw new InputError(`count: the quantile discretisation needs at least 2 particles, got ${count}`);
  scalesOf(energy);
  if (await rememberedLaw(ensemble)) return;
  const drawn = await isAsDrawn(ensemble);
  const law = drawn ? lawOf(initial, count) : await lawOfCloud(ensemble);
  checkDistinct(law);
  if (drawn || columns.weight) setWeights(ensemble, law);
  placeLaw(ensemble, law);
}

/** Whether the particles are those that `addEnsemble` drew; the points of an empirical measure are as good as any cloud. */
async function isAsDrawn({ columns, count, initial, key }: Ensemble): Promise<boolean> {
  if (columns.weight || initial.spec.type === 'empirical') return false;
  const positions = await columns.position.pull();
  const placements = initial.quantile ? (['random', 'quantiles'] as const) : (['random'] as const);
  return placements.some((placement) => {
    const drawn = drawInitial({ count, initial, placement }, key);
    return positions.every((value, row) => value === drawn[row]);
  });
}

function lawOf(initial: Target, count: number): QuantileLaw {
  const grid = uniformGrid(count);
  return { grid, rows: rowsOf(count), quantiles: grid.nodes.map(quantileOfNormal(initial)) };
}

/** Q(Φ(z)); for a Gaussian m + s z, so that no digit is lost on the way. */
function quantileOfNormal({ spec, moments, quantile, name }: Target): (z: number) => number {
  if (spec.type === 'gaussian') {
    const mean = moments!.mean[0]!;
    const deviation = Math.sqrt(moments!.covariance[0]![0]!);
    return (z) => mean + deviation * z;
  }
  if (quantile) return (z) => quantile(normalCdf(z));
  throw new InputError(
    `initial: the quantile discretisation needs a measure whose quantiles are known, such as gaussian, got ${name}`,
  );
}

async function lawOfCloud({ columns, count }: Ensemble): Promise<QuantileLaw> {
  const points = Float64Array.from(await columns.position.pull());
  const weights = columns.weight ? await columns.weight.pull() : new Float32Array(count).fill(1 / count);
  const bad = weights.findIndex((weight) => !(weight > 0));
  if (bad >= 0) {
    throw new InputError(`weight: the quantile discretisation needs weights > 0, particle ${bad} has ${weights[bad]}`);
  }
  const law = rearranged(points, Float64Array.from(weights));
  if (weights.every((weight) => weight === weights[0])) return law;
  const grid = uniformGrid(count);
  const isOnGrid = law.rows.every((row, k) => weights[row] === Math.fround(grid.masses[k]!));
  if (isOnGrid) return { ...law, grid };
  checkDistinct(law);
  return { grid, rows: rowsOf(count), quantiles: interpolated(law.grid, law.quantiles, grid) };
}

function checkDistinct({ quantiles }: QuantileLaw): void {
  if (isAscending(quantiles)) return;
  const twice = quantiles.find((value, k) => !(value > (quantiles[k - 1] ?? Number.NEGATIVE_INFINITY)));
  throw new InputError(
    `initial: the quantile discretisation needs a law without atoms, got two quantiles or particles at ${twice}`,
  );
}

const rowsOf = (count: number): Int32Array => Int32Array.from({ length: count }, (_, row) => row);

function setWeights({ columns, count }: Ensemble, { grid, rows }: QuantileLaw): void {
  const weights = new Float32Array(count);
  for (const [k, row] of rows.entries()) weights[row] = grid.masses[k]!;
  if (columns.weight) columns.weight.write(weights);
  else columns.weight = new Column(weights, [count]);
}
