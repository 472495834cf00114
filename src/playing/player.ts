import {
  type AdvanceOptions,
  advance,
  buildWorld,
  disposeWorld,
  prepare,
  type Scene,
  type World,
  type WorldOptions,
} from '../world/index.ts';
import { goalsAt } from './part.ts';

/** A scene that is being played: its world, and how much of it has passed. However it is cut into parts, it is the same run. */
export class Player {
  readonly scene: Scene;
  readonly world: World;
  #part = 0;

  private constructor(scene: Scene, world: World) {
    this.scene = scene;
    this.world = world;
  }

  /** Build the world of a scene and let its methods get ready, without a step. @throws InputError */
  static async open(scene: Scene, options: WorldOptions = {}): Promise<Player> {
    const world = await buildWorld(scene, options);
    try {
      await prepare(world);
    } catch (error) {
      disposeWorld(world);
      throw error;
    }
    return new Player(scene, world);
  }

  /** 0 at the start, 1 at the end of the durations of the scene. */
  get part(): number {
    return this.#part;
  }

  /** Move on to a part of the run; an aborted signal stops between two turns. @returns whether it came there */
  async to(part: number, options: AdvanceOptions = {}): Promise<boolean> {
    await advance(this.world, goalsAt(this.scene, part), options);
    if (options.signal?.aborted) return false;
    this.#part = Math.max(this.#part, part);
    return true;
  }

  dispose(): void {
    disposeWorld(this.world);
  }
}
