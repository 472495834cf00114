import { formatPath, parse } from '../schema.ts';
import {
  type AdvanceOptions,
  advance,
  applyChange,
  buildWorld,
  type Change,
  changeSchema,
  checkChange,
  disposeWorld,
  inOrder,
  prepare,
  type Scene,
  type Steering,
  stateHash,
  steer,
  type World,
  type WorldOptions,
} from '../world/index.ts';
import { goalsAt, partsDone } from './part.ts';

/**
 * A scene that is being played: its world, and how much of it has passed. However it is cut into parts, saved or taken up again between two
 * turns, it is the same run, its changes included. Calls wait for those before them.
 */
export class Player {
  #scene: Scene;
  readonly world: World;
  #part: number;
  /** Where the last move was to go to; an aborted one is finished before the scene is changed. */
  #goal: number;
  #busy: Promise<unknown> = Promise.resolve();

  private constructor(scene: Scene, world: World, part: number) {
    this.#scene = scene;
    this.world = world;
    this.#part = part;
    this.#goal = part;
  }

  /** Build the world of a scene and let its methods get ready, without a step. @throws InputError */
  static async open(scene: Scene, options: WorldOptions = {}): Promise<Player> {
    const world = await buildWorld(scene, options);
    try {
      return await Player.resume(scene, world);
    } catch (error) {
      disposeWorld(world);
      throw error;
    }
  }

  /** Go on with a world of the scene that has come as far as `part`. @throws InputError when a method cannot start from where it is */
  static async resume(
    scene: Scene,
    world: World,
    { part = 0, ...options }: { part?: number } & Pick<AdvanceOptions, 'onMove'> = {},
  ): Promise<Player> {
    await prepare(world, options);
    return new Player(scene, world, part);
  }

  /** With the changes that were made while it was played: playing it anew gives the same run. */
  get scene(): Scene {
    return this.#scene;
  }

  /** 0 at the start, 1 at the end of the durations of the scene. */
  get part(): number {
    return this.#part;
  }

  /** Move on to a part of the run, making the changes on the way; an aborted signal stops between two turns. @returns whether it came there */
  to(part: number, options: AdvanceOptions = {}): Promise<boolean> {
    return this.#inTurn(() => this.#to(part, options));
  }

  /**
   * Give an ensemble another method or more particles now. The scene has it among its changes from now on.
   * @throws InputError when it cannot be done; nothing is changed then
   */
  change(steering: Steering): Promise<void> {
    return this.#inTurn(async () => {
      await this.#to(this.#goal);
      const { changes = [], ensembles } = this.#scene;
      const path = ['changes', changes.length];
      const stated = parse(changeSchema, { at: this.part, ...steering }, formatPath(path, 'scene'), path);
      const change = checkChange(stated, ensembles, path);
      await steer(this.world, change);
      this.#scene = { ...this.#scene, changes: [...changes, change] };
      this.world.changes++;
    });
  }

  /** `stateHash` of the world between two calls. */
  hash(): Promise<string> {
    return this.#inTurn(() => stateHash(this.world));
  }

  dispose(): void {
    disposeWorld(this.world);
  }

  async #to(part: number, options: AdvanceOptions = {}): Promise<boolean> {
    this.#goal = Math.max(this.#goal, part);
    for (const change of this.#dueBy(part)) {
      if (!(await this.#advance(change.at, options))) return false;
      await applyChange(this.world, change);
    }
    return this.#advance(part, options);
  }

  /** What is left of the changes up to a part. */
  #dueBy(part: number): Change[] {
    const left = inOrder(this.#scene.changes ?? []).slice(this.world.changes);
    return left.filter(({ at }) => at <= part);
  }

  async #advance(part: number, options: AdvanceOptions): Promise<boolean> {
    const farOf = partsDone(this.#scene);
    await advance(this.world, goalsAt(this.#scene, part), { farOf, ...options });
    if (options.signal?.aborted) return false;
    this.#part = Math.max(this.#part, part);
    return true;
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.#busy.then(action, action);
    this.#busy = turn;
    return turn;
  }
}
