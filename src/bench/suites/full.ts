import type { SuiteInput } from '../suite.ts';
import { methods } from './methods.ts';
import { targets } from './targets.ts';

/** Every target and every method. */
export const full: SuiteInput = {
  name: 'full',
  title: 'Samplers at equal budgets: the full suite',
  description:
    'Ten replicates of 1,000 particles from the same start; each particle may evaluate the gradient of the log density (its value, where a method uses no gradients) 2,000 times, the first 30 % for adaptation and burn-in. Methods that evaluate neither take a fixed number of steps.',
  count: 1000,
  budget: 2000,
  targets: Object.values(targets),
  methods: Object.values(methods),
};
