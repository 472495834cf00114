import type { Target } from '../targets/index.ts';
import { measureOf, type Scene } from '../world/index.ts';

/** Targets that are code come from the scene, because no file holds them: by the name of their ensemble. */
export function customTargets(scene: Scene): Record<string, Target> {
  const entries = scene.ensembles.flatMap(({ name, target, initial }) => {
    const code = [target, initial].find((measure) => measure && 'logDensity' in measure);
    return code ? [[name, measureOf(code)] as const] : [];
  });
  return Object.fromEntries(entries);
}
