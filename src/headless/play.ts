import { Player } from '../playing/index.ts';
import type { AdvanceOptions, Scene, World } from '../world/index.ts';
import type { Observer } from './observer.ts';

export interface PlayOptions extends AdvanceOptions {
  observers: readonly Observer[];
  /** Asked after every turn: whether the run should pause, so that its state can be kept. */
  pauseDue(): boolean;
  /** Called between two turns when a pause is due; the run waits for it. */
  onPause(): Promise<void>;
}

/**
 * Move a world through the frames of its scene from `frame` on: each is that part of the durations.
 * @returns whether it came to the end; an aborted signal stops it between two turns
 */
export async function play(scene: Scene, world: World, frame: number, options: PlayOptions): Promise<boolean> {
  // The first frame shows where methods start, which may be elsewhere than where particles were drawn.
  const player = await Player.resume(scene, world, options);
  for (let next = frame; next <= scene.frames; next++) {
    // The start is recorded whatever happens: there is no report, and no checkpoint to resume from, without a frame.
    if (next === 0) await player.to(0, { onMove: options.onMove });
    else await reach(player, next / scene.frames, options);
    if (options.signal?.aborted && next > 0) return false;
    for (const observer of options.observers) await observer.frame?.({ scene, world, frame: next });
    if (options.pauseDue()) await options.onPause();
  }
  return true;
}

/** Cutting a run between two turns changes nothing in it, so a pause may come at any time. */
async function reach(player: Player, part: number, options: PlayOptions): Promise<void> {
  for (;;) {
    const pause = new AbortController();
    const onTurn = (): void => {
      options.onTurn?.();
      if (options.pauseDue()) pause.abort();
    };
    const signal = options.signal ? AbortSignal.any([options.signal, pause.signal]) : pause.signal;
    const { onMove } = options;
    await player.to(part, { onTurn, onMove, signal });
    if (!pause.signal.aborted || options.signal?.aborted) return;
    await options.onPause();
  }
}
