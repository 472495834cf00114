import { type Coupling, coupling } from '../transport/index.ts';
import { cloudOf, couplingBetween, type Ensemble, ensembleNamed, type World } from '../world/index.ts';
import type { Pairs } from './moment.ts';

/** The strongest pairs of a Sinkhorn plan, by rows: they go on while particles move, until the plan is made anew. */
export interface Plan {
  /** Rows of the ensemble and of what it is coupled to, [k] each. */
  rows: Int32Array;
  partners: Int32Array;
  /** [k], 0 … 1: the root of the share that a partner has of its particle, so that weak ones are seen; all fainter where there are many. */
  strengths: Float32Array;
  /** Row-major points that stay; else the particles of another ensemble. */
  destination: Float32Array | Ensemble;
}

/** Partners of each particle. */
const TOP = 3;
/** Partners with less than this share of a particle are left out. */
const LEAST = 0.02;
/** Particles with lines: more would be a haze. */
const MOST_ROWS = 400;
/** So many particles with lines do not hide anything yet. */
const FEW_ROWS = 100;
/** Larger plans take too long for a picture. */
const MOST_ENTRIES = 4e6;

/** The plan that an ensemble of the method `sinkhorn-coupling` follows, as the particles are now; nothing for other methods and large ensembles. */
export async function planOf(world: World, ensemble: Ensemble): Promise<Plan | undefined> {
  const { method, memory, count, entity, dimension, columns } = ensemble;
  const epsilon = memory.get('epsilon')?.[0];
  if (method.type !== 'sinkhorn-coupling' || epsilon === undefined) return undefined;
  const { to = 'target' } = method as { to?: 'target' | { ensemble: string } };
  const partner = to === 'target' ? undefined : ensembleNamed(world, to.ensemble);
  const points = memory.get('points');
  const others = partner?.count ?? points!.length / dimension;
  if (count * others > MOST_ENTRIES) return undefined;
  const options = { epsilon, tolerance: 1e-2, maxIterations: 500 };
  const found = partner
    ? await couplingBetween(world, entity, partner.entity, options)
    : await toPoints(ensemble, points!, options);
  const weights = columns.weight && (await columns.weight.pull());
  return { ...strongestPairs(found, weights), destination: partner ?? Float32Array.from(points!) };
}

async function toPoints(
  ensemble: Ensemble,
  values: Float64Array,
  options: { epsilon: number; tolerance: number; maxIterations: number },
): Promise<Coupling> {
  const { memory, dimension } = ensemble;
  const here = await cloudOf(ensemble);
  return coupling(here, { values, dimension }, { ...options, a: here.weights, b: memory.get('weights') });
}

function strongestPairs(
  { topPairs, shape: [count] }: Coupling,
  weights: Float32Array | undefined,
): Omit<Plan, 'destination'> {
  const { partner, mass } = topPairs(TOP);
  const stride = Math.ceil(count / MOST_ROWS);
  const strongest = Math.min(1, Math.sqrt((FEW_ROWS * stride) / count));
  const share = (at: number): number => mass[at]! / (weights?.[Math.floor(at / TOP)] ?? 1 / count);
  const shown = Array.from(partner.keys()).filter(
    (at) => Math.floor(at / TOP) % stride === 0 && partner[at]! >= 0 && share(at) >= LEAST,
  );
  return {
    rows: Int32Array.from(shown, (at) => Math.floor(at / TOP)),
    partners: Int32Array.from(shown, (at) => partner[at]!),
    strengths: Float32Array.from(shown, (at) => strongest * Math.sqrt(Math.min(1, share(at)))),
  };
}

/** The lines of a plan where the particles are now. */
export async function pairsOf(
  { rows, partners, strengths, destination }: Plan,
  { columns, dimension }: Ensemble,
): Promise<Pairs> {
  const there = 'columns' in destination ? await destination.columns.position.pull() : destination;
  return {
    from: taken(await columns.position.pull(), rows, dimension),
    to: taken(there, partners, dimension),
    strengths,
  };
}

const taken = (values: Float32Array, rows: Int32Array, dimension: number): Float32Array =>
  Float32Array.from({ length: rows.length * dimension }, (_, i) => {
    return values[rows[Math.floor(i / dimension)]! * dimension + (i % dimension)]!;
  });
