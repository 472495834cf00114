import {
  type AdvanceOptions,
  advance,
  type Ensemble,
  type Goal,
  prepare,
  type Scene,
  type World,
} from '../world/index.ts';
import { goalOfFrame } from './frames.ts';
import type { Observer } from './observer.ts';

export interface PlayOptions extends AdvanceOptions {
  observers: readonly Observer[];
  /** Asked after every turn: whether the run should pause, so that its state can be kept. */
  pauseDue(): boolean;
  /** Called between two turns when a pause is due; the run waits for it. */
  onPause(): Promise<void>;
}

/**
 * Move a world through the frames of its scene from `frame` on.
 * @returns whether it came to the end; an aborted signal stops it between two turns
 */
export async function play(scene: Scene, world: World, frame: number, options: PlayOptions): Promise<boolean> {
  // The first frame shows where methods start, which may be elsewhere than where particles were drawn.
  await prepare(world, options);
  for (let next = frame; next <= scene.frames; next++) {
    await reach(scene, world, next, options);
    // The start is recorded whatever happens: there is no report, and no checkpoint to resume from, without a frame.
    if (options.signal?.aborted && next > 0) return false;
    for (const observer of options.observers) await observer.frame?.({ scene, world, frame: next });
    if (options.pauseDue()) await options.onPause();
  }
  return true;
}

/** Cutting a run between two turns changes nothing in it, so a pause may come at any time. */
async function reach(scene: Scene, world: World, frame: number, options: PlayOptions): Promise<void> {
  const durations = new Map(scene.ensembles.map(({ name, duration }) => [name, duration]));
  const goalOf = ({ name }: Ensemble): Goal => goalOfFrame(durations.get(name) ?? scene.duration, frame, scene.frames);
  for (;;) {
    const pause = new AbortController();
    const onTurn = (): void => {
      options.onTurn?.();
      if (options.pauseDue()) pause.abort();
    };
    const signal = options.signal ? AbortSignal.any([options.signal, pause.signal]) : pause.signal;
    await advance(world, goalOf, { ...options, onTurn, signal });
    if (!pause.signal.aborted || options.signal?.aborted) return;
    await options.onPause();
  }
}
