import type { Goal } from '../world/index.ts';

/**
 * The goal of a frame: its part of an ensemble's own duration, so that all ensembles reach their last frame together however long their
 * steps are. Steps round up; the last frame is the whole duration.
 */
export function goalOfFrame({ steps, time, gradientEvaluations }: Goal, frame: number, frames: number): Goal {
  const part = frame / frames;
  return {
    ...(steps !== undefined && { steps: Math.ceil(steps * part) }),
    ...(time !== undefined && { time: time * part }),
    ...(gradientEvaluations !== undefined && { gradientEvaluations: gradientEvaluations * part }),
  };
}
