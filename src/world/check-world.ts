import { InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import type { World } from './model.ts';

/** @throws InputError when this is no world: most often a promise of one */
export function checkWorld(world: World): void {
  if (world?.ensembles instanceof Map) return;
  const got = (world as unknown) instanceof Promise ? 'a promise (await it)' : formatValue(world);
  throw new InputError(`world: must be what createWorld resolves to, got ${got}`);
}
