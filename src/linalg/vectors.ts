/** xᵀy. */
export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** ‖x‖₂. */
export const norm = (x: Float64Array): number => Math.sqrt(dot(x, x));

/** x + a·y, in a new array. */
export function plus(x: Float64Array, a: number, y: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) out[i] = x[i]! + a * y[i]!;
  return out;
}

/** y ← y + a·x. */
export function addTo(y: Float64Array, a: number, x: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i]! += a * x[i]!;
}

/** √(Σx²/n); 0 for an empty array. */
export const rootMeanSquare = (x: Float64Array): number => (x.length > 0 ? Math.sqrt(dot(x, x) / x.length) : 0);

/** a·x, in a new array. */
export const scaled = (a: number, x: Float64Array): Float64Array => x.map((value) => a * value);
