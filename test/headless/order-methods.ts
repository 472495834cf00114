import { mul, scalar, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { InputError, RunError } from '../../src/errors.ts';
import { defineMethod } from '../../src/world/index.ts';

const parameters = z.strictObject({ stepSize: z.number().positive().default(0.1) });
const common = {
  source: 'test',
  parameters,
  needs: { target: false, gradient: false, samples: false },
  stepSize: ({ stepSize }: z.output<typeof parameters>) => stepSize,
};

/** x' = −x, every step multiplying by `factor(h)`: the order is that of the factor against e^{−h}. */
const decay = (type: string, component: string, factor: (h: number) => number) =>
  defineMethod({
    ...common,
    ...{ type, component, title: `x' = −x: ${type}` },
    advance({ ensemble: { columns }, parameters: { stepSize } }, steps) {
      for (let s = 0; s < steps; s++)
        columns.position.assign(tidy(() => mul(columns.position.matrix, scalar(factor(stepSize))) as Tensor2D));
    },
  });

export const exactDecay = decay('exact-decay', 'ExactDecay', (h) => Math.exp(-h));
export const eulerDecay = decay('euler-decay', 'EulerDecay', (h) => 1 - h);
export const midpointDecay = decay('midpoint-decay', 'MidpointDecay', (h) => 1 - h + h ** 2 / 2);
/** NaN for steps of more than 0.15. */
export const brittleDecay = decay('brittle-decay', 'BrittleDecay', (h) => (h > 0.15 ? Number.NaN : 1 - h));

/** Throws a RunError at its third step. */
export const failing = defineMethod({
  ...common,
  ...{ type: 'failing', component: 'Failing', title: 'Fails' },
  advance({ ensemble }) {
    if (ensemble.steps === 2) throw new RunError('the solver ended with stalled');
  },
});

/** Refuses to get ready. */
export const refusing = defineMethod({
  ...common,
  ...{ type: 'refusing', component: 'Refusing', title: 'Refuses' },
  prepare() {
    throw new InputError('refusing: works on no cloud');
  },
  advance() {},
});
