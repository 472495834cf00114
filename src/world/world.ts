import {
  addComponent,
  type ComponentRef,
  createWorld as createEcsWorld,
  type World as EcsWorld,
  removeComponent,
} from 'bitecs';
import { InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import { type Backend, type BackendName, chooseBackend } from '../tensor/index.ts';
import { connectComponents, ParticleIndex } from './components.ts';
import type { Ensemble } from './ensemble.ts';

/** What belongs to a run besides its entities. Nothing else holds state. */
export interface WorldState {
  readonly seed: string;
  readonly replicate: number;
  readonly backend: Backend;
  /** Every ensemble by its entity, in the order they were added. */
  readonly ensembles: Map<number, Ensemble>;
  readonly particles: ParticleIndex;
  /** Put a method's component on an entity, or take it off. */
  carries(entity: number, component: ComponentRef, yes: boolean): void;
}

/** A bitECS world with the state of a run. */
export type World = EcsWorld<WorldState>;

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
  if (!Number.isInteger(replicate) || replicate < 0) {
    throw new InputError(`replicate: must be an integer of at least 0, got ${formatValue(replicate)}`);
  }
  const world: World = createEcsWorld({
    seed: String(seed),
    replicate,
    backend: await chooseBackend(backend),
    ensembles: new Map<number, Ensemble>(),
    particles: new ParticleIndex(),
    carries: (entity: number, component: ComponentRef, yes: boolean) =>
      yes ? addComponent(world, entity, component) : removeComponent(world, entity, component),
  });
  connectComponents(world);
  return world;
}

/** Free every tensor of the world. The world must not be used afterwards. */
export function disposeWorld(world: World): void {
  for (const ensemble of world.ensembles.values()) {
    for (const column of Object.values(ensemble.columns)) column.dispose();
  }
  world.ensembles.clear();
}
