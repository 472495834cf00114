import { type ComponentRef, observe, onGet, onSet } from 'bitecs';
import type { Column } from '../tensor/index.ts';
import type { Ensemble } from './ensemble.ts';
import type { World } from './world.ts';

/*
 * Components hold no data of their own: bitECS knows who has them, and reading or writing one goes to the world's columns. So two
 * worlds never share a value, and ordinary ECS code works on single particles:
 *   getComponent(world, particle, Position)  →  number[]
 *   setComponent(world, particle, Position, [0, 1])
 */
const component = (name: string): ComponentRef & { name: string } => ({ name });

/** The ensemble itself: `getComponent(world, entity, IsEnsemble)` is its `Ensemble`. */
export const IsEnsemble = component('IsEnsemble');
/** A particle's row in the columns of its ensemble. */
export const Row = component('Row');
/** A particle's ensemble (entity id). */
export const Owner = component('Owner');
export const Position = component('Position');
export const Weight = component('Weight');
export const Velocity = component('Velocity');
export const MirrorPosition = component('MirrorPosition');

const columnOf = new Map<ComponentRef, string>([
  [Position, 'position'],
  [Weight, 'weight'],
  [Velocity, 'velocity'],
  [MirrorPosition, 'mirrorPosition'],
]);

/** Which ensemble a particle belongs to, and its row there. Typed arrays by entity id: a million particles stay cheap. */
export class ParticleIndex {
  #owner = new Uint32Array(1024);
  #row = new Uint32Array(1024);
  #members = new Map<number, { particles: Uint32Array; tag: ComponentRef }>();

  set(particle: number, owner: number, row: number): void {
    if (particle >= this.#owner.length) this.#grow(particle);
    this.#owner[particle] = owner;
    this.#row[particle] = row;
  }

  owner = (particle: number): number => this.#owner[particle]!;
  row = (particle: number): number => this.#row[particle]!;

  /** The particles of an ensemble in the order of their rows. Use this, not a query: the order of a query is not stable. */
  of = (ensemble: number): Uint32Array => this.#members.get(ensemble)?.particles ?? new Uint32Array();

  /** The tag that all particles of an ensemble carry, for queries. */
  tag = (ensemble: number): ComponentRef | undefined => this.#members.get(ensemble)?.tag;

  own(ensemble: number, particles: Uint32Array, tag: ComponentRef): void {
    this.#members.set(ensemble, { particles, tag });
  }

  forget(ensemble: number): void {
    this.#members.delete(ensemble);
  }

  #grow(particle: number): void {
    const length = 2 ** Math.ceil(Math.log2(particle + 1));
    const grown = (old: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> => {
      const next = new Uint32Array(length);
      next.set(old);
      return next;
    };
    this.#owner = grown(this.#owner);
    this.#row = grown(this.#row);
  }
}

function place(world: World, particle: number, attribute: string): { column: Column; ensemble: Ensemble; row: number } {
  const ensemble = world.ensembles.get(world.particles.owner(particle));
  const column = ensemble?.columns[attribute];
  if (!ensemble || !column) throw new Error(`entity ${particle} has no ${attribute}`);
  return { column, ensemble, row: world.particles.row(particle) };
}

const isUniform = (world: World, particle: number): boolean =>
  world.ensembles.get(world.particles.owner(particle))?.columns.weight === undefined;

/** Route reads and writes of the components of `world` to its columns. */
export function connectComponents(world: World): void {
  observe(world, onGet(IsEnsemble), (entity: number) => world.ensembles.get(entity));
  observe(world, onGet(Row), (particle: number) => world.particles.row(particle));
  observe(world, onGet(Owner), (particle: number) => world.particles.owner(particle));
  for (const [ref, attribute] of columnOf) {
    observe(world, onGet(ref), (particle: number) => {
      if (ref === Weight && isUniform(world, particle))
        return [1 / world.ensembles.get(world.particles.owner(particle))!.count];
      const { column, row } = place(world, particle, attribute);
      const width = column.shape[1] ?? 1;
      return Array.from(column.peek().subarray(row * width, (row + 1) * width));
    });
    observe(world, onSet(ref), (particle: number, value: number[]) => {
      const { column, row } = place(world, particle, attribute);
      const values = column.peek().slice();
      values.set(value, row * (column.shape[1] ?? 1));
      column.write(values);
    });
  }
}
