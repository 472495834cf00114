import { eightGaussians, gaussian, logisticRegression, type Target } from '../src/targets/index.ts';
import { defineScene, type MethodSpec } from '../src/world/index.ts';
import { blobJko, langevin, mirrorMcKeanVlasov, sinkhornCoupling } from '../systems/index.ts';

const ring = eightGaussians();
const posterior = logisticRegression();

/** Evaluations of ∇ log π that each particle may spend. */
const BUDGET = 300;
/** The Sinkhorn coupling evaluates no gradient: it walks half of the way that is left, this often. */
const COUPLED_STEPS = 40;

/** The four methods on one target, from the standard Gaussian. */
function fourWays(label: string, target: Target, methods: Record<string, MethodSpec>) {
  return Object.entries(methods).map(([method, spec]) => ({
    name: `${label}-${method}`,
    target,
    initial: gaussian({ dimension: target.dimension }),
    method: spec,
    ...(spec.type === 'sinkhorn-coupling' && { duration: { steps: COUPLED_STEPS } }),
  }));
}

export default defineScene({
  name: 'flagship',
  title: 'Four ways to a target, for the same number of gradients',
  description:
    'Langevin dynamics, the mirror McKean-Vlasov diffusion, the Sinkhorn coupling and the blob JKO scheme move 1000 particles each from the ' +
    'standard Gaussian to a ring of eight Gaussians and to the posterior of a logistic regression: which Adélie penguins are male, by ' +
    'the depth of their beaks and the length of their flippers. Every particle may evaluate the gradient of the log density 300 times. The Sinkhorn coupling ' +
    'evaluates none, but it needs exact samples of the target, which is what the others are after.',
  citation:
    'Roberts & Tweedie 1996; Deb, Kim, Pal & Schiebinger 2023 (arXiv 2307.16421); Feydy et al. 2019; Carrillo, Craig & Patacchini 2019 ' +
    '(arXiv 1709.09195)',
  duration: { gradientEvaluations: BUDGET },
  frames: 30,
  count: 1000,
  ensembles: [
    ...fourWays('ring', ring, {
      langevin: langevin({ stepSize: 0.02 }),
      mirror: mirrorMcKeanVlasov({ stepSize: 0.01 }),
      sinkhorn: sinkhornCoupling({ stepSize: 0.5 }),
      jko: blobJko({ stepSize: 0.2 }),
    }),
    ...fourWays('penguins', posterior, {
      langevin: langevin({ stepSize: 0.01 }),
      mirror: mirrorMcKeanVlasov({ stepSize: 0.02 }),
      sinkhorn: sinkhornCoupling({ stepSize: 0.5 }),
      jko: blobJko({ stepSize: 0.05 }),
    }),
  ],
});
