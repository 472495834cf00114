import type { World } from './model.ts';

/** What each world is busy with. */
const busy = new WeakMap<World, Promise<unknown>>();

/**
 * Run `action` when everything begun on this world before has ended: calls that nobody awaits come one after the other, as if they had
 * been awaited, and never interleave.
 */
export async function inTurn<T>(world: World, action: () => Promise<T>): Promise<T> {
  const turn = (busy.get(world) ?? Promise.resolve()).then(action, action);
  busy.set(world, turn);
  return turn;
}
