import type { SuiteInput } from '../../src/bench/index.ts';

const start = (dimension: number) => ({ type: 'gaussian', dimension });

/** Two targets and three methods that run in no time. */
export const TINY_SUITE = {
  name: 'tiny',
  title: 'Tiny',
  count: 50,
  budget: 40,
  warmup: 0.25,
  replicates: 2,
  targets: [
    {
      name: 'plane',
      target: {
        type: 'gaussian',
        mean: [1, 0],
        covariance: [
          [1, 0],
          [0, 4],
        ],
      },
      initial: start(2),
    },
    { name: 'line', target: { type: 'gaussian', mean: [2] }, initial: start(1), lengthScale: 0.5 },
  ],
  methods: [
    { name: 'exact', method: { type: 'exact-sampling' }, duration: { steps: 4 } },
    { name: 'langevin', method: { type: 'langevin', stepSize: 0.1 }, scale: { stepSize: 2 } },
    { name: 'hmc', method: { type: 'hmc', stepSize: 0.3, leapfrogs: 3 } },
  ],
} satisfies SuiteInput;

type Method = SuiteInput['methods'][number];
type Target = SuiteInput['targets'][number];

/** The tiny suite with other parts. */
export const suiteWith = (changes: Partial<SuiteInput>): SuiteInput => ({ ...TINY_SUITE, ...changes });

export const planeTarget = TINY_SUITE.targets[0] as Target;
export const methodOf = (type: string, parameters: Record<string, unknown> = {}): Method => ({
  name: type,
  method: { type, ...parameters },
});
