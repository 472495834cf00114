import type { Cloud } from './cloud.ts';

/** The squared diagonal of the box around both clouds: at this ε the plan is nearly the product. */
export function squaredDiameter(x: Cloud, y: Cloud): number {
  let sum = 0;
  for (let k = 0; k < x.dimension; k++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const { values, dimension } of [x, y]) {
      for (let at = k; at < values.length; at += dimension) {
        low = Math.min(low, values[at]!);
        high = Math.max(high, values[at]!);
      }
    }
    sum += (high - low) ** 2;
  }
  return sum;
}
