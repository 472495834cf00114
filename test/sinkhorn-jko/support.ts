import { type SinkhornJkoOptions, sinkhornJkoStep } from '../../src/sinkhorn-jko/index.ts';
import { lawOfMasses, type SiteEnergy, type SiteKernel, type SiteStep, siteKernel } from '../../src/sites/index.ts';

/** n equidistant numbers, end points included. */
export const line = (from: number, to: number, n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));

/** The sites of the square of an axis, row-major. */
export const square = (axis: Float64Array): Float64Array =>
  Float64Array.from([...axis].flatMap((x) => [...axis].flatMap((y) => [x, y])));

/** A function of the coordinates, at every site. */
export function at(sites: Float64Array, dimension: number, f: (x: number, y: number) => number): Float64Array {
  return Float64Array.from({ length: sites.length / dimension }, (_, i) =>
    f(sites[i * dimension]!, sites[i * dimension + dimension - 1]!),
  );
}

export interface Experiment {
  sites: Float64Array;
  dimension?: number;
  epsilon: number;
  potential: (x: number, y: number) => number;
  initial: (x: number, y: number) => number;
  energy?: Partial<SiteEnergy>;
}

/** The steps of an experiment, and the energy it has. The potential is 0 where it is lowest. */
export async function steps(
  { sites, dimension = 1, epsilon, potential, initial, energy: more }: Experiment,
  count: number,
  options: SinkhornJkoOptions,
): Promise<{ kernel: SiteKernel; energy: SiteEnergy; steps: SiteStep[] }> {
  const kernel = siteKernel({ sites, dimension, epsilon });
  const values = at(sites, dimension, potential);
  const lowest = values.reduce((least, value) => Math.min(least, value));
  const energy = {
    potential: values.map((value) => value - lowest),
    entropy: 0,
    volumes: new Float64Array(values.length).fill(1),
    ...more,
  };
  let law = await lawOfMasses(kernel, at(sites, dimension, initial));
  const taken: SiteStep[] = [];
  for (let k = 0; k < count; k++) {
    const step = await sinkhornJkoStep(kernel, law, energy, options);
    taken.push(step);
    law = step.law;
  }
  return { kernel, energy, steps: taken };
}

/** ∫f dμ. */
export const integral = (masses: Float64Array, values: Float64Array): number =>
  masses.reduce((sum, mass, i) => sum + mass * values[i]!, 0);

export function momentsOnLine(masses: Float64Array, sites: Float64Array): { mean: number; variance: number } {
  const mean = integral(masses, sites);
  const variance = integral(
    masses,
    sites.map((x) => (x - mean) ** 2),
  );
  return { mean, variance };
}
