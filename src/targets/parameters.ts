import { z } from 'zod';
import { covarianceFault } from '../linalg/index.ts';

/** The parameters that several targets share, with the checks that need more than a range. */

export const positive = z.number().positive();
export const dimension = z.int().min(1).max(1000);
export const point = z.array(z.number()).min(1);

/** Rows of one length. */
export const points = z
  .array(point)
  .min(1)
  .superRefine((rows, context) => {
    // zod refines a list that is too short all the same.
    const d = rows[0]?.length ?? 0;
    const odd = rows.findIndex((row) => row.length !== d);
    if (odd >= 0)
      context.addIssue({
        code: 'custom',
        path: [odd],
        message: `must have ${d} coordinates like the first, got ${rows[odd]!.length}`,
      });
  });

export const covariance = z.array(z.array(z.number())).superRefine((rows, context) => {
  const message = covarianceFault(rows);
  if (message) context.addIssue({ code: 'custom', message });
});

const SUM_TOLERANCE = 1e-6;

/** Positive numbers that sum to 1 within 1e-6. */
export const weights = z
  .array(positive)
  .min(1)
  .superRefine((values, context) => {
    const sum = values.reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) > SUM_TOLERANCE)
      context.addIssue({ code: 'custom', message: `must sum to 1 within ${SUM_TOLERANCE}, got the sum ${sum}` });
  });

/** The weights scaled to sum to 1 in float64, or uniform ones. */
export function normalisedWeights(count: number, values?: readonly number[]): number[] {
  if (!values) return new Array<number>(count).fill(1 / count);
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}
