import { addComponents, addEntity, removeEntity } from 'bitecs';
import { Owner, Position, Row, Weight } from './components.ts';
import type { Ensemble, World } from './model.ts';

/** bitECS ids are 24 bits. */
export const MOST_PARTICLES = 2 ** 24 - 2;

/**
 * Give an ensemble as many entities as it has rows; those of rows that stay are the same. One tag per ensemble, never a relation (those are
 * quadratic in bitECS).
 */
export function fitParticles(world: World, { entity, name, count }: Ensemble): void {
  const before = world.particles.of(entity);
  const tag = world.particles.tag(entity) ?? { name };
  for (const surplus of before.subarray(count)) removeEntity(world, surplus);
  const particles = new Uint32Array(count);
  particles.set(before.subarray(0, count));
  for (let row = before.length; row < count; row++) {
    const particle = addEntity(world);
    particles[row] = particle;
    world.particles.set(particle, entity, row);
    addComponents(world, particle, Row, Owner, Position, Weight, tag);
  }
  world.particles.own(entity, particles, tag);
}
