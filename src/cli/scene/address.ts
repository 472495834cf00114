import { scenes } from '../../../scenes/index.ts';
import { InputError } from '../../errors.ts';
import { addressOf } from '../../playing/index.ts';
import { overridesOf, type SceneFlags } from './flags.ts';
import { resolveScene } from './resolve.ts';

/**
 * The fragment of an address that leads the viewer to a scene with what the flags change in it; empty without a scene.
 * @throws InputError for a scene that is code in part, which no address can hold, and for flags that have nothing to change
 */
export async function addressOfFlags(name: string | undefined, flags: SceneFlags): Promise<string> {
  const overrides = overridesOf(flags);
  if (name === undefined) {
    if (overrides.length === 0) return '';
    throw new InputError(`${overrides[0]!.text}: needs a scene to change`);
  }
  const { scene, blame } = await resolveScene(name, overrides);
  return blame(() => addressOf({ scene, base: scenes.find((each) => each.name === scene.name) }));
}
