import { z } from 'zod';
import { diagonal } from '../linalg/index.ts';
import { covariance, points, positive, weights } from './parameters.ts';

/** The parameters of a mixture: `means`, `weights`, and one matrix a component under `matrices` or one common `scale`. */
export function components<K extends 'covariances' | 'scaleMatrices', S extends z.ZodRawShape>(
  matrices: K,
  more: z.ZodObject<S>,
) {
  const field = { [matrices]: z.array(covariance).min(1).optional() } as Record<
    K,
    z.ZodOptional<z.ZodArray<typeof covariance>>
  >;
  return z
    .strictObject({ means: points, weights: weights.optional(), scale: positive.optional(), ...field, ...more.shape })
    .superRefine((parameters, context) => {
      const { means, weights: masses, scale, ...rest } = parameters as ComponentFields;
      const given = rest[matrices];
      const fail = (path: (string | number)[], message: string): void =>
        context.addIssue({ code: 'custom', path, message });
      if (masses && masses.length !== means.length)
        fail(['weights'], `must have one weight for each of the ${means.length} means, got ${masses.length}`);
      if ((given === undefined) === (scale === undefined)) fail([], `needs either ${matrices} or scale`);
      if (!given || means.length === 0) return;
      if (given.length !== means.length)
        fail([matrices], `must have one matrix for each of the ${means.length} means, got ${given.length}`);
      given.forEach((matrix, k) => {
        if (matrix.length !== means[0]!.length)
          fail(
            [matrices, k],
            `must be ${means[0]!.length} × ${means[0]!.length} like the means, got ${matrix.length} rows`,
          );
      });
    });
}

interface ComponentFields {
  means: number[][];
  weights?: number[];
  scale?: number;
  covariances?: number[][][];
  scaleMatrices?: number[][][];
}

/** One [d, d] matrix a component: those given, or scale² I. */
export function scaleMatrices(means: number[][], matrices: number[][][] | undefined, scale = 1): number[][][] {
  return matrices ?? means.map((mean) => diagonal(mean.map(() => scale ** 2)).to2DArray());
}
