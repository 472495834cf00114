import { eightSchools, gaussian } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { mala, mirrorMcKeanVlasov, underdampedLangevin } from '../systems/index.ts';

export default defineScene({
  name: 'eight-schools',
  title: 'Eight schools: a hierarchical posterior in ten dimensions',
  description:
    'The effects of coaching in eight schools, with the non-centred parametrisation: mean, log scale and eight standardised effects. An equal budget of gradient evaluations for every ensemble.',
  citation:
    'D. B. Rubin, Estimation in parallel randomized experiments, Journal of Educational Statistics 6 (1981), 377.',
  duration: { gradientEvaluations: 800 },
  frames: 20,
  count: 1000,
  initial: gaussian({ dimension: 10 }),
  target: eightSchools(),
  ensembles: [
    { name: 'mala', method: mala({ stepSize: 0.3 }) },
    { name: 'underdamped', method: underdampedLangevin({ stepSize: 0.4 }) },
    { name: 'mirror', method: mirrorMcKeanVlasov({ stepSize: 0.05 }) },
  ],
});
