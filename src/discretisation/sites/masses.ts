import { InputError } from '../../errors.ts';
import { nearestSites, siteVolumes } from '../../sites/index.ts';
import { dataOf, logDensityAt, type Target } from '../../targets/index.ts';
import type { Ensemble } from '../../world/index.ts';

/**
 * The masses of the particles of an ensemble, [n], in float64: what a method on sites remembers, unless someone changed the weights; else the
 * weights; else the density of the initial measure at the sites, or equal masses where particles of another method become sites.
 */
export async function massesOf(ensemble: Ensemble): Promise<Float64Array> {
  const { columns, memory, sites, initial, count } = ensemble;
  if (!columns.weight) {
    return sites ? massesAt(ensemble, initial, 'initial') : new Float64Array(count).fill(1 / count);
  }
  const weights = await columns.weight.pull();
  const remembered = memory.get('masses');
  if (remembered?.every((mass, i) => Math.fround(mass) === weights[i])) return remembered;
  return Float64Array.from(weights);
}

/**
 * A measure on the sites of an ensemble, [n], not normalised: its density there times the volumes of the sites; the points of an empirical
 * measure give their masses to the nearest sites.
 *
 * @param field what to call the measure in messages
 * @throws InputError when it has no mass at any site
 */
export async function massesAt(ensemble: Ensemble, measure: Target, field: string): Promise<Float64Array> {
  const sites = Float64Array.from(await ensemble.columns.position.pull());
  return measure.spec.type === 'empirical' ? massesOfPoints(sites, measure) : massesOfDensity(sites, measure, field);
}

function massesOfPoints(sites: Float64Array, measure: Target): Float64Array {
  const { values, weights, dimension } = dataOf(measure);
  const masses = new Float64Array(sites.length / dimension);
  nearestSites(sites, dimension, values).forEach((site, point) => {
    masses[site]! += weights?.[point] ?? dimension / values.length;
  });
  return masses;
}

async function massesOfDensity(sites: Float64Array, measure: Target, field: string): Promise<Float64Array> {
  const logDensity = await logDensityAt(measure, sites, field);
  const highest = logDensity.reduce((top, value) => Math.max(top, value), Number.NEGATIVE_INFINITY);
  if (highest === Number.NEGATIVE_INFINITY) {
    throw new InputError(`${field}: must have mass at the sites, ${measure.name} has none`, { path: [field] });
  }
  const volumes = siteVolumes(sites, measure.dimension);
  return logDensity.map((value, i) => Math.exp(value - highest) * volumes[i]!);
}
