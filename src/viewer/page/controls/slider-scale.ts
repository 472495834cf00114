import type { Field } from '../../protocol.ts';

/** How the place of a slider, 0 … 1, is a number. */
export interface SliderScale {
  placeOf(value: number): number;
  valueAt(place: number): number;
}

type NumberField = Extract<Field, { kind: 'number' }>;

/** A slider goes so many times as far as the usual value, and as many times less far. */
const REACH = 100;
/** Two slides over the whole range pass no more different numbers than this, so that they are short. */
const DIGITS = 3;

/** Linear between two bounds; else logarithmic around what is usual. Nothing where a parameter has neither. */
export function sliderScale({ low, high, initial, integer }: NumberField, value: number): SliderScale | undefined {
  const rounded = (raw: number): number => (integer ? Math.max(1, Math.round(raw)) : Number(raw.toPrecision(DIGITS)));
  if (low !== undefined && high !== undefined && low < high && high <= 1000 * Math.max(1, Math.abs(low))) {
    return {
      placeOf: (at) => clamped((at - low) / (high - low)),
      valueAt: (place) => Math.min(high, Math.max(low, rounded(low + place * (high - low)))),
    };
  }
  const usual = [initial, value].find((each) => each !== undefined && each > 0);
  if (usual === undefined) return undefined;
  const [from, to] = [Math.min(usual / REACH, value || usual), Math.max(usual * REACH, value)].map(Math.log);
  return {
    placeOf: (at) => (at > 0 ? clamped((Math.log(at) - from!) / (to! - from!)) : 0),
    valueAt: (place) => rounded(Math.exp(from! + place * (to! - from!))),
  };
}

const clamped = (place: number): number => Math.min(1, Math.max(0, place));
