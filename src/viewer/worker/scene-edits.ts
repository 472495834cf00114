import type { TargetSpec } from '../../targets/index.ts';
import { type MethodSpec, measureOf, type Scene } from '../../world/index.ts';

/** The scene with another method for one of its ensembles. */
export const withMethod = (scene: Scene, name: string, method: MethodSpec): Scene => ({
  ...scene,
  ensembles: scene.ensembles.map((each) => (each.name === name ? { ...each, method } : each)),
});

/** Sites are as many as there are places. */
export const withCount = (scene: Scene, count: number): Scene => ({
  ...scene,
  ensembles: scene.ensembles.map((each) => (each.sites ? each : { ...each, count })),
});

/** The scene with another target for the ensembles that have one in its dimension. */
export function withTarget(scene: Scene, target: TargetSpec): Scene {
  const { dimension } = measureOf(target);
  const fits = ({ initial, target: old }: Scene['ensembles'][number]): boolean =>
    old !== undefined && measureOf(initial).dimension === dimension;
  return { ...scene, ensembles: scene.ensembles.map((each) => (fits(each) ? { ...each, target } : each)) };
}
