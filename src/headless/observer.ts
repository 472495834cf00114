import type { Scene, World } from '../world/index.ts';

/** A moment of a run that is worth looking at. */
export interface Moment {
  scene: Scene;
  world: World;
  /** 0 is the start, `scene.frames` the end. */
  frame: number;
}

/** Looks on while a world runs: the recorder, a plot, a test. It reads and never changes the world, so a watched run is the same run. */
export interface Observer {
  /** At the start and at each of the scene's frames; the run waits for it. */
  frame?(moment: Moment): void | Promise<void>;
}
