import { InputError } from '../../errors.ts';
import { addressOf, sceneOfAddress } from '../../playing/index.ts';
import { defineScene, type Scene } from '../../world/index.ts';
import type { Source } from '../protocol.ts';

/** They take a while to make, and the first scene that moves is none of them. */
const builtIn = async (): Promise<readonly Scene[]> => (await import('../../../scenes/index.ts')).scenes;

/** @throws InputError with one line that says what is wrong with it */
export async function sceneOf(source: Source): Promise<Scene> {
  if ('name' in source) return sceneNamed(source.name);
  if ('scene' in source) return defineScene(source.scene);
  if ('address' in source) return sceneOfAddress(source.address, await builtIn());
  return defineScene(dataIn(source.text));
}

/** The fragment that leads to a scene; as a few settings where it was made of a built-in one. @throws InputError when a target is code */
export async function addressFor(scene: Scene): Promise<string> {
  const scenes = await builtIn();
  return addressOf({ scene, base: scenes.find(({ name }) => name === scene.name) });
}

async function sceneNamed(name: string): Promise<Scene> {
  const scenes = await builtIn();
  const found = scenes.find((scene) => scene.name === name);
  if (found) return found;
  throw new InputError(`scene: must be one of ${scenes.map((scene) => scene.name).join(', ')}, got "${name}"`);
}

function dataIn(text: string): Parameters<typeof defineScene>[0] {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`scene: must be JSON, and is not: ${(error as Error).message}`);
  }
}
