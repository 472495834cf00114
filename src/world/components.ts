import { addComponent, type ComponentRef, hasComponent, observe, onGet, onSet, removeComponent } from 'bitecs';
import { InputError } from '../errors.ts';
import type { Column } from '../tensor/index.ts';
import type { Ensemble, World } from './model.ts';

/*
 * Components hold no data of their own: bitECS knows who has them, and reading or writing one goes to the world's columns. So two
 * worlds never share a value, and ordinary ECS code works on single particles:
 *   getComponent(world, particle, Position)  →  { value: [0.3, -1.2] }
 *   setComponent(world, particle, Position, { value: [0, 1] })
 */
const component = (name: string): ComponentRef & { name: string } => ({ name });

/** Carried by the entity of every ensemble; `ensembleOf(world, entity)` is its data. */
export const IsEnsemble = component('IsEnsemble');
/** A particle's row in the columns of its ensemble, { value }. */
export const Row = component('Row');
/** The entity of a particle's ensemble, { value }. */
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

function place(world: World, particle: number, attribute: string): { column: Column; row: number } {
  const ensemble = world.ensembles.get(world.particles.owner(particle));
  const column = ensemble?.columns[attribute];
  if (!column) throw new Error(`entity ${particle} has no ${attribute}`);
  return { column, row: world.particles.row(particle) };
}

/** The values of one particle. Without a weight column the weights are uniform. */
function read(world: World, particle: number, attribute: string): { value: number[] } {
  const ensemble = world.ensembles.get(world.particles.owner(particle));
  if (attribute === 'weight' && ensemble && !ensemble.columns.weight) return { value: [1 / ensemble.count] };
  const { column, row } = place(world, particle, attribute);
  const width = column.shape[1] ?? 1;
  return { value: Array.from(column.peek().subarray(row * width, (row + 1) * width)) };
}

function write(world: World, particle: number, attribute: string, value: readonly number[]): void {
  const { column, row } = place(world, particle, attribute);
  const width = column.shape[1] ?? 1;
  if (value.length !== width) throw new InputError(`${attribute}: must have ${width} coordinates, got ${value.length}`);
  const values = column.peek().slice();
  values.set(value, row * width);
  column.write(values);
  // What the method keeps about the old place (a gradient, a coupling) is void.
  world.ensembles.get(world.particles.owner(particle))!.prepared = false;
}

/** Put on the particles of an ensemble the components whose columns it now has, and take off the others. */
export function carryColumns(world: World, ensemble: Ensemble): void {
  const particles = world.particles.of(ensemble.entity);
  for (const [ref, attribute] of columnOf) {
    const carried = attribute === 'weight' || ensemble.columns[attribute] !== undefined;
    if (hasComponent(world, particles[particles.length - 1]!, ref) === carried) continue;
    for (const particle of particles) {
      if (carried) addComponent(world, particle, ref);
      else removeComponent(world, particle, ref);
    }
  }
}

/** Route reads and writes of the components of `world` to its columns. */
export function connectComponents(world: World): void {
  observe(world, onGet(Row), (particle: number) => ({ value: world.particles.row(particle) }));
  observe(world, onGet(Owner), (particle: number) => ({ value: world.particles.owner(particle) }));
  for (const [ref, attribute] of columnOf) {
    observe(world, onGet(ref), (particle: number) => read(world, particle, attribute));
    observe(world, onSet(ref), (particle: number, { value }: { value: readonly number[] }) =>
      write(world, particle, attribute, value),
    );
  }
}
