import { type ComponentRef, observe, onGet, onSet } from 'bitecs';
import type { Column } from '../tensor/index.ts';
import type { Ensemble, World } from './model.ts';

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
