import type { SuiteInput } from '../suite.ts';
import { methods } from './methods.ts';
import { correlatedGaussian, targets } from './targets.ts';

/** Under three minutes on two cores: half of that are methods whose particles act on each other, the reason for 250 of them and for 32 dimensions. */
export const small: SuiteInput = {
  name: 'small',
  title: 'Samplers at equal budgets: the small suite',
  description: 'Targets with one mode and with several; under three minutes on two cores.',
  count: 250,
  budget: 400,
  targets: [
    targets.ringOfEight,
    targets.banana,
    targets.lineMixture,
    targets.funnel,
    targets.eightSchools,
    correlatedGaussian(32),
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
