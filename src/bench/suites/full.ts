import type { SuiteInput } from '../suite.ts';
import { methods } from './methods.ts';
import { targets } from './targets.ts';

/** Every target and every method: hours on two cores, most of them with methods whose particles act on each other, the reason for 500 of them. */
export const full: SuiteInput = {
  name: 'full',
  title: 'Samplers at equal budgets: the full suite',
  description:
    'Every target and every method. Methods that evaluate neither the log density nor its gradient take a fixed number of steps.',
  count: 500,
  budget: 2000,
  targets: Object.values(targets),
  methods: Object.values(methods),
};
