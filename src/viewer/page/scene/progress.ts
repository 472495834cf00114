import type { SceneInput } from '../../protocol.ts';
import { figure, percent } from '../text.ts';

/** How far a run is, in the units of its duration. */
export function progressOf(duration: SceneInput['duration'] | undefined, part: number): string {
  const { time, steps, gradientEvaluations, densityEvaluations } = duration ?? {};
  if (time !== undefined) return `t = ${fixed(time * part, time)} of ${figure(time)}`;
  if (steps !== undefined) return `step ${Math.ceil(steps * part)} of ${steps}`;
  if (gradientEvaluations !== undefined) {
    return `${Math.round(gradientEvaluations * part)} of ${gradientEvaluations} gradients`;
  }
  if (densityEvaluations !== undefined) {
    return `${Math.round(densityEvaluations * part)} of ${densityEvaluations} densities`;
  }
  return percent(part);
}

/** Three digits of the whole, so that the text does not jump. */
const fixed = (value: number, whole: number): string =>
  value.toFixed(Math.max(0, 2 - Math.floor(Math.log10(whole) + 1e-9)));
