import { InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import { nearestSites } from '../sites/index.ts';
import { Column } from '../tensor/index.ts';
import { carryColumns } from './components.ts';
import { ensembleOf } from './ensemble.ts';
import { methodAndParameters } from './method.ts';
import type { Ensemble, World } from './model.ts';
import { fitParticles, MOST_PARTICLES } from './particles.ts';
import { prepare } from './schedule.ts';
import { startAfresh } from './start-afresh.ts';

/**
 * Add particles to an ensemble at `points`, behind its last row, each with the mean mass of those that are there. Rows that were there keep
 * their entities and their randomness, which is a function of the row; the method starts afresh as after a swap, and so do those of ensembles
 * that read this one. Where the method moves masses between sites no site comes in: the site nearest to a point takes the mean mass of a site.
 *
 * Whether the method can take more particles shows when it prepares (`prepare`, or the next step).
 *
 * @param points one or more, each of the dimension of the ensemble
 * @throws InputError when the entity is no ensemble, a point is wrong or the ensemble would be too large; nothing is changed then
 */
export async function addParticles(
  world: World,
  entity: number,
  points: readonly (readonly number[])[],
): Promise<void> {
  const ensemble = ensembleOf(world, entity);
  checkPoints(ensemble, points);
  const { sites } = methodAndParameters(ensemble).method.definition;
  // What sites weigh at first is found by their method.
  if (sites && !ensemble.prepared) await prepare(world);
  if (sites) await weighSites(ensemble, points);
  else if (checkRoom(ensemble, points.length)) await appendRows(world, ensemble, points);
  ensemble.steered = true;
  for (const each of [ensemble, ...readersOf(world, ensemble)]) startAfresh(each);
}

/** The ensembles whose methods look at this one while they step. */
export const readersOf = (world: World, { name }: Ensemble): Ensemble[] =>
  [...world.ensembles.values()].filter((each) => {
    const { method, parameters } = methodAndParameters(each);
    return method.definition.reads?.(parameters).includes(name) ?? false;
  });

function checkPoints({ name, dimension }: Ensemble, points: readonly (readonly number[])[]): void {
  if (!Array.isArray(points) || points.length === 0) {
    throw new InputError(`ensemble ${name}: add must be a list of points, got ${formatValue(points)}`, {
      path: ['add'],
    });
  }
  const wrong = points.findIndex((point) => !isPoint(point, dimension));
  if (wrong < 0) return;
  throw new InputError(
    `ensemble ${name}: add[${wrong}] must be ${dimension} finite numbers, got ${formatValue(points[wrong])}`,
    { path: ['add', wrong] },
  );
}

/** Positions are float32. */
const isPoint = (point: unknown, dimension: number): boolean =>
  Array.isArray(point) && point.length === dimension && point.every((value) => Number.isFinite(Math.fround(value)));

function checkRoom({ name, count }: Ensemble, more: number): true {
  if (count + more <= MOST_PARTICLES) return true;
  throw new InputError(
    `ensemble ${name}: add must leave at most ${MOST_PARTICLES} particles, there are ${count} and ${more} to add`,
    { path: ['add'] },
  );
}

async function appendRows(world: World, ensemble: Ensemble, points: readonly (readonly number[])[]): Promise<void> {
  const { columns, dimension } = ensemble;
  const count = ensemble.count + points.length;
  const positions = new Float32Array(count * dimension);
  positions.set(await columns.position.pull());
  points.forEach((point, i) => {
    positions.set(point, (ensemble.count + i) * dimension);
  });
  const weights = columns.weight && withMeanMasses(await columns.weight.pull(), points.length);
  startAfresh(ensemble);
  // Before there are particles that never carried what the method kept.
  carryColumns(world, ensemble);
  replaceColumn(ensemble, 'position', new Column(positions, [count, dimension]));
  if (weights) replaceColumn(ensemble, 'weight', new Column(weights, [count]));
  Object.assign(ensemble, { count });
  fitParticles(world, ensemble);
}

function replaceColumn({ columns }: Ensemble, attribute: string, column: Column): void {
  columns[attribute]?.dispose();
  columns[attribute] = column;
}

/** So many more masses, each the mean of those given; the sum is 1 again. Equal masses stay equal to the bit. */
function withMeanMasses(masses: Float32Array, more: number): Float32Array {
  const count = masses.length + more;
  const grown = new Float32Array(count).fill(1 / count);
  if (masses.every((mass) => mass === masses[0])) return grown;
  const total = sumOf(masses) * (count / masses.length);
  masses.forEach((mass, row) => {
    grown[row] = mass / total;
  });
  return grown;
}

async function weighSites({ columns, dimension, count }: Ensemble, points: readonly (readonly number[])[]) {
  const sites = Float64Array.from(await columns.position.pull());
  const masses = Float64Array.from(
    columns.weight ? await columns.weight.pull() : new Float64Array(count).fill(1 / count),
  );
  const mean = sumOf(masses) / count;
  for (const site of nearestSites(sites, dimension, points.flat())) masses[site]! += mean;
  const total = sumOf(masses);
  const weights = Float32Array.from(masses, (mass) => mass / total);
  if (columns.weight) columns.weight.write(weights);
  else columns.weight = new Column(weights, [count]);
}

const sumOf = (masses: Float32Array | Float64Array): number => {
  let sum = 0;
  for (const mass of masses) sum += mass;
  return sum;
};
