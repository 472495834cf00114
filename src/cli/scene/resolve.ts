import { applyOverride, type Override } from '../../playing/index.ts';
import { defineScene, type Scene, type SceneInput } from '../../world/index.ts';
import { blameOverrides } from './blame-overrides.ts';
import { withDataFiles } from './data-files.ts';
import { loadScene } from './load.ts';
import { blame } from './source.ts';

/** A scene that is ready to run. */
export interface ResolvedScene {
  scene: Scene;
  /** Run `action` on the scene; a complaint about one of its fields then says where the field was written. */
  blame<T>(action: () => T | Promise<T>): Promise<T>;
}

/**
 * The scene of a name or file, with its data files read and its fields overridden.
 * @throws InputError with the line of the file, or the override, that is wrong
 */
export async function resolveScene(name: string, overrides: readonly Override[]): Promise<ResolvedScene> {
  const source = await loadScene(name);
  const check = async (input: unknown): Promise<Scene> =>
    defineScene((await withDataFiles(input, source.folder)) as SceneInput);
  const written = await blame(source, () => check(source.input));
  const changed = overrides.reduce<unknown>(applyOverride, written);
  const blameAll = <T>(action: () => T | Promise<T>): Promise<T> =>
    blame(source, () => blameOverrides(overrides, written, action));
  return { scene: await blameAll(() => check(changed)), blame: blameAll };
}
