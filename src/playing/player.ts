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
  loadWorld,
  prepare,
  type Scene,
  type Steering,
  saveWorld,
  stateHash,
  steer,
  type World,
  type WorldOptions,
} from '../world/index.ts';
import { customTargets } from './custom-targets.ts';
import { goalsAt, partsDone } from './part.ts';
import { Timeline } from './timeline.ts';

export interface PlayerOptions {
  /** How far the world has come, 0 … 1. */
  part?: number;
  /** Bytes for files of the world at moments that were reached, from which `rewind` starts. Default 0: it starts from the beginning. */
  keep?: number;
  /** The least part of a run between two files. Default 1/32: going back then takes a few hundredths of the time of the run. */
  spacing?: number;
}

/** Which of the worlds that were kept may be gone back to. */
interface Acceptance {
  accept?(world: World): boolean;
}

/** What the loss of a device stopped looks as if it had diverged; what has diverged does so again. */
const isRunning = (world: World): boolean => [...world.ensembles.values()].every(({ status }) => status !== 'stopped');

const SPACING = 1 / 32;

/**
 * A scene that is being played: its world, and how much of it has passed. However it is cut into parts, saved or taken up again between two
 * turns, it is the same run, its changes included. Calls wait for those before them.
 */
export class Player {
  #scene: Scene;
  #world: World;
  #part: number;
  /** Where the last move was to go to; an aborted one is finished before the scene is changed. */
  #goal: number;
  readonly #budget: number;
  /** World files of moments that were reached, to go back to. */
  readonly #files: Timeline<Uint8Array>;
  #busy: Promise<unknown> = Promise.resolve();

  private constructor(scene: Scene, world: World, { part = 0, keep = 0, spacing = SPACING }: PlayerOptions) {
    this.#scene = scene;
    this.#world = world;
    this.#part = part;
    this.#goal = part;
    this.#budget = keep;
    this.#files = new Timeline(keep, spacing);
  }

  /** Build the world of a scene and let its methods get ready, without a step. @throws InputError */
  static async open(
    scene: Scene,
    { keep, spacing, ...options }: WorldOptions & Omit<PlayerOptions, 'part'> = {},
  ): Promise<Player> {
    const world = await buildWorld(scene, options);
    try {
      return await Player.resume(scene, world, { keep, spacing });
    } catch (error) {
      disposeWorld(world);
      throw error;
    }
  }

  /** Go on with a world of the scene that has come as far as `part`. @throws InputError when a method cannot start from where it is */
  static async resume(
    scene: Scene,
    world: World,
    { onMove, ...options }: PlayerOptions & Pick<AdvanceOptions, 'onMove'> = {},
  ): Promise<Player> {
    await prepare(world, { onMove });
    return new Player(scene, world, options);
  }

  /** With the changes that were made while it was played: playing it anew gives the same run. */
  get scene(): Scene {
    return this.#scene;
  }

  /** Another one after `rewind`. */
  get world(): World {
    return this.#world;
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

  /**
   * Go back to a part: the world is made anew as it was there, to go on from. The scene forgets its later changes: what comes is a new branch.
   * @returns whether it came there; when the signal is aborted before, all is as it was
   */
  rewind(part: number, options: AdvanceOptions = {}): Promise<boolean> {
    return this.#inTurn(async () => {
      if (part >= this.#goal) return this.#to(part, options);
      const { changes = [], ...rest } = this.#scene;
      const before = changes.filter(({ at }) => at <= part);
      const scene = before.length > 0 ? { ...rest, changes: before } : rest;
      if (!(await this.#remake(scene, part, options))) return false;
      this.#scene = scene;
      this.#part = part;
      this.#goal = part;
      this.#files.cut(part);
      return true;
    });
  }

  /**
   * After the device that its tensors lived on was lost: the world is made anew on another one, from the latest file of a moment when every
   * ensemble was still running, and comes to where it was.
   * @returns whether it came there
   */
  recover(options: AdvanceOptions = {}): Promise<boolean> {
    return this.#inTurn(() => this.#remake(this.#scene, this.#part, { ...options, accept: isRunning }));
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
    return (await this.#advance(part, options)) && this.#keep();
  }

  /** Keep a file of the world where the last one lies far enough back. */
  async #keep(): Promise<true> {
    if (this.#budget > 0 && this.#files.isDue(this.#part)) {
      const file = await saveWorld(this.world);
      this.#files.add(this.#part, file, file.byteLength);
    }
    return true;
  }

  /** Another world in place of this one: the scene as it was at a part. */
  async #remake(scene: Scene, part: number, { accept, ...options }: AdvanceOptions & Acceptance): Promise<boolean> {
    const past = await this.#past(scene, part, accept);
    try {
      if (!(await past.#to(part, options))) return false;
      [this.#world, past.#world] = [past.#world, this.#world];
    } finally {
      past.dispose();
    }
    return true;
  }

  /** The scene at the last moment that was kept before a part, else at its start. */
  async #past(scene: Scene, before: number, accept: (world: World) => boolean = () => true): Promise<Player> {
    const { seed, replicate, backend } = this.world;
    for (const kept of this.#files.moments.filter(({ part }) => part <= before).reverse()) {
      const { world } = await loadWorld(kept.value, { targets: customTargets(scene) });
      if (accept(world)) return Player.resume(scene, world, { part: kept.part });
      disposeWorld(world);
    }
    return Player.open(scene, { seed, replicate, backend: backend.name });
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
