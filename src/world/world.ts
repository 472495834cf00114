import { createWorld as createEcsWorld } from 'bitecs';
import { InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import { type BackendName, chooseBackend } from '../tensor/index.ts';
import { connectComponents } from './components.ts';
import type { Ensemble, World, WorldState } from './model.ts';
import { ParticleIndex } from './particle-index.ts';
import { connectMethods } from './swap.ts';

export interface WorldOptions {
  /** Any text; everything random in the run is a function of it. Default '0'. */
  seed?: string | number;
  /** Which independent repetition this is. Default 0. */
  replicate?: number;
  backend?: BackendName | 'auto';
}

/**
 * A new, empty world on a tensor backend.
 * @throws InputError when the backend is not there or the replicate is no integer ≥ 0.
 */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const { seed = '0', replicate = 0, backend = 'auto' } = options;
  if (typeof seed !== 'string' && !Number.isFinite(seed)) {
    throw new InputError(`seed: must be a text or a finite number, got ${formatValue(seed)}`);
  }
  if (!Number.isInteger(replicate) || replicate < 0) {
    throw new InputError(`replicate: must be an integer of at least 0, got ${formatValue(replicate)}`);
  }
  const ensembles = new Map<number, Ensemble>();
  const state: Omit<WorldState, 'time'> = {
    seed: String(seed),
    replicate,
    backend: await chooseBackend(backend),
    ensembles,
    particles: new ParticleIndex(),
    changes: 0,
  };
  // Defined afterwards: bitECS copies the state it is given, and a getter would be copied as its value.
  const world = Object.defineProperty(createEcsWorld(state), 'time', { get: () => timeOf(ensembles) }) as World;
  connectComponents(world);
  connectMethods(world);
  return world;
}

function timeOf(ensembles: ReadonlyMap<number, Ensemble>): number {
  const times = [...ensembles.values()].filter(({ status }) => status !== 'stopped').map(({ time }) => time);
  return times.length > 0 ? Math.min(...times) : 0;
}

/** Free every tensor of the world. The world must not be used afterwards. */
export function disposeWorld(world: World): void {
  for (const ensemble of world.ensembles.values()) {
    for (const column of Object.values(ensemble.columns)) column.dispose();
  }
  world.ensembles.clear();
}
