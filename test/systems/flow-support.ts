import { blobEntropy, type Energy, sumOfEnergies } from '../../src/energies/index.ts';
import { keyOf, normals } from '../../src/random/index.ts';
import { disposeWorld, type Ensemble, step, type World } from '../../src/world/index.ts';
import { type Setup, worldWith } from './support.ts';

/** A potential in float64 and the blob entropy: what particles with the energy 'kl' see, but for float32. */
export const free = (potential: Energy, bandwidth: number, temperature = 1): Energy => {
  const entropy = blobEntropy({ dimension: potential.dimension, bandwidth });
  if (temperature === 1) return sumOfEnergies(potential, entropy);
  return sumOfEnergies(potential, ...new Array<Energy>(temperature).fill(entropy));
};

/** Normal draws, rounded as particles are. */
export const cloud = (count: number, dimension: number, scale = 1, seed = 'cloud'): Float64Array =>
  normals(count, dimension, { key: keyOf(seed), step: 0, stream: 0 }).map((value) => Math.fround(scale * value));

export const float32 = (points: ArrayLike<number>): Float64Array => Float64Array.from(points, Math.fround);

/** A world whose ensemble starts exactly at these points. */
export async function worldAt(
  points: ArrayLike<number>,
  setup: Omit<Setup, 'count'>,
): Promise<{ world: World; ensemble: Ensemble }> {
  const made = await worldWith({ ...setup, count: points.length / setup.initial.dimension });
  made.ensemble.columns.position.write(Float32Array.from(points));
  return made;
}

/** Where the particles are and what the solver said after so many steps. @throws when the ensemble was stopped */
export async function stateAfter(
  points: ArrayLike<number>,
  setup: Omit<Setup, 'count'>,
  steps: number,
): Promise<{ points: Float64Array; solver: Ensemble['solver']; energy: number[] }> {
  const { world, ensemble } = await worldAt(points, setup);
  await step(world, { steps });
  const { status, reason, solver } = ensemble;
  const end = Float64Array.from(await ensemble.columns.position.pull());
  disposeWorld(world);
  if (status === 'stopped') throw new Error(reason);
  return { points: end, solver, energy: ensemble.energy.map(([, value]) => value) };
}

export const rms = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Math.sqrt(Array.from(x).reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0) / x.length);
