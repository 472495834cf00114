import type { SuiteInput } from '../suite.ts';
import { methods } from './methods.ts';
import { targets } from './targets.ts';

/** A few minutes on two cores. */
export const small: SuiteInput = {
  name: 'small',
  title: 'Samplers at equal budgets: the small suite',
  description:
    'Ten replicates of 400 particles from the same start; each particle may evaluate the gradient of the log density (its value, where a method uses no gradients) 400 times, the first 30 % for adaptation and burn-in.',
  count: 400,
  budget: 400,
  targets: [
    targets.ringOfEight,
    targets.banana,
    targets.lineMixture,
    targets.funnel,
    targets.eightSchools,
    targets.correlatedGaussian,
  ],
  methods: [
    methods.exact,
    methods.randomWalk,
    methods.langevin,
    methods.mala,
    methods.underdamped,
    methods.hmc,
    methods.nuts,
    methods.svgd,
    methods.birthDeath,
    methods.blobJko,
    methods.mirror,
  ],
};
