import { type PotentialFlowOptions, sinkhornPotentialFlowStep } from '../../src/sinkhorn-potential-flow/index.ts';
import {
  energyOf,
  lawOfMasses,
  type SiteEnergy,
  type SiteKernel,
  type SiteLaw,
  type SiteStep,
  siteKernel,
} from '../../src/sites/index.ts';

/** Equally spaced numbers, end points included. */
export const line = (count: number, low: number, high: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/** A square grid with `nodes` sites a side, row-major [nodes², 2]. */
export function square(nodes: number): Float64Array {
  const axis = line(nodes, -1, 1);
  return Float64Array.from({ length: 2 * nodes ** 2 }, (_, at) => {
    const i = Math.floor(at / 2);
    return axis[at % 2 === 0 ? Math.floor(i / nodes) : i % nodes]!;
  });
}

export const normalDensity = (mean: number, deviation: number) => (x: number) =>
  Math.exp(-((x - mean) ** 2) / (2 * deviation ** 2));

/** Two wells at about ±.6, the right one lower, with a barrier at −.1. */
export const doubleWell = (x: number): number => 4 * ((x / 0.6) ** 2 - 1) ** 2 - 4 * x;

export const potentialOnly = (potential: Float64Array): SiteEnergy => ({
  potential,
  entropy: 0,
  volumes: new Float64Array(potential.length).fill(1),
});

export interface Start {
  readonly kernel: SiteKernel;
  readonly law: SiteLaw;
  readonly energy: SiteEnergy;
}

/** Sites on a line with a potential and masses in proportion to a density. */
export async function startOnLine(
  sites: Float64Array,
  epsilon: number,
  potential: (x: number) => number,
  density: (x: number, i: number) => number,
): Promise<Start> {
  const kernel = siteKernel({ sites, dimension: 1, epsilon });
  return { kernel, law: await lawOfMasses(kernel, sites.map(density)), energy: potentialOnly(sites.map(potential)) };
}

/** The steps of a flow, the first of them that after one step. */
export async function stepsFrom(
  { kernel, law, energy }: Start,
  count: number,
  options: PotentialFlowOptions,
): Promise<SiteStep[]> {
  const steps: SiteStep[] = [];
  for (let i = 0; i < count; i++) {
    steps.push(await sinkhornPotentialFlowStep(kernel, steps.at(-1)?.law ?? law, energy, options));
  }
  return steps;
}

export const energiesOf = ({ law, energy }: Start, steps: readonly SiteStep[]): number[] =>
  [law, ...steps.map((step) => step.law)].map(({ masses }) => energyOf(energy, masses));

export const largestIncrease = (values: readonly number[]): number =>
  Math.max(...values.slice(1).map((value, i) => value - values[i]!));

/** Σ μ_i f(x_i). */
export const integral = (masses: Float64Array, x: Float64Array, f: (x: number) => number): number =>
  masses.reduce((sum, mass, i) => sum + mass * f(x[i]!), 0);

export const meanOf = (masses: Float64Array, x: Float64Array): number => integral(masses, x, (value) => value);

export function varianceOf(masses: Float64Array, x: Float64Array): number {
  const mean = meanOf(masses, x);
  return integral(masses, x, (value) => (value - mean) ** 2);
}

/** Mass right of the barrier of the double well. */
export const rightOf = (masses: Float64Array, x: Float64Array): number =>
  integral(masses, x, (value) => (value > -0.1 ? 1 : 0));
