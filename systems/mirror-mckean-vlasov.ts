import type { Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { covarianceFault } from '../src/linalg/index.ts';
import {
  buresEstimator,
  gaussianReference,
  type MirrorEstimator,
  monotoneEstimator,
  watchDivergence,
} from '../src/mirror/index.ts';
import { Stream } from '../src/random/index.ts';
import { score, type Target } from '../src/targets/index.ts';
import { Column } from '../src/tensor/index.ts';
import { defineMethod, type Ensemble } from '../src/world/index.ts';

const covariance = z.array(z.array(z.number())).superRefine((rows, context) => {
  const message = covarianceFault(rows);
  if (message) context.addIssue({ code: 'custom', message });
});

/** A `gaussian(...)` target serves as well as its data. */
const reference = z.preprocess(
  (value) => (value as Partial<Target> | undefined)?.spec ?? value,
  z.strictObject({
    type: z.literal('gaussian').default('gaussian'),
    mean: z
      .array(z.number())
      .min(1)
      .optional()
      .describe('ν, default 0; it shifts the mirror coordinates and nothing else'),
    covariance: covariance.optional().describe('Θ, [d, d], default the identity'),
  }),
);

const parameters = z.strictObject({
  stepSize: z.number().positive().default(0.01).describe('h; stable below 2 / the largest eigenvalue of H⁻¹∇²f'),
  estimator: z.enum(['auto', 'bures', 'monotone']).default('auto').describe('of the Brenier potential'),
  bandwidth: z.number().positive().optional().describe('of the monotone estimator; default 1.06 s n^(-1/5)'),
  reference: reference.default({ type: 'gaussian' }).describe('e^{−g} = N(mean, covariance)'),
});
type Parameters = z.output<typeof parameters>;

export const mirrorMcKeanVlasov = defineMethod({
  type: 'mirror-mckean-vlasov',
  component: 'MirrorMcKeanVlasov',
  title: 'Mirror McKean-Vlasov diffusion',
  source: 'Deb, Kim, Pal & Schiebinger 2023, arXiv 2307.16421, section 5',
  parameters,
  needs: { target: true, gradient: true, samples: false },
  stepSize: ({ stepSize }) => stepSize,
  fuse: 16,
  prepare({ ensemble, parameters }) {
    const { count, dimension, columns } = ensemble;
    gaussianReference(dimension, parameters.reference);
    columns.mirrorPosition = new Column(new Float32Array(count * dimension), [count, dimension]);
  },
  async advance({ ensemble, parameters }, steps) {
    const { position, mirrorPosition } = ensemble.columns;
    const estimator = estimatorOf(ensemble, parameters);
    const frame = { reference: gaussianReference(ensemble.dimension, parameters.reference), memory: ensemble.memory };
    let report = {};
    for (let s = 0; s < steps; s++) {
      const move = await estimator.step({
        ...frame,
        position: position.matrix,
        score: (x) => scoreOf(ensemble, x),
        stepSize: parameters.stepSize,
        draw: { key: ensemble.key, step: ensemble.steps + s, stream: Stream.noise },
      });
      position.assign(move.position);
      ensemble.gradientEvaluations += ensemble.count;
      watchDivergence(ensemble.memory, move);
      report = { ...move.report, stiffness: move.stiffness };
    }
    const image = await estimator.image({ ...frame, position: position.matrix });
    mirrorPosition!.assign(image.mirrorPosition);
    ensemble.solver = { ...report, ...image.report };
  },
});

function estimatorOf({ dimension }: Ensemble, { estimator, bandwidth }: Parameters): MirrorEstimator {
  const best = dimension === 1 ? 'monotone' : 'bures';
  switch (estimator === 'auto' ? best : estimator) {
    case 'bures':
      return buresEstimator;
    case 'monotone':
      return monotoneEstimator(bandwidth);
  }
}

function scoreOf({ target }: Ensemble, x: Tensor2D): Tensor2D {
  const { logDensity, gradient } = score(target!, x);
  logDensity.dispose();
  return gradient;
}
