import { empirical } from '../src/targets/index.ts';
import { defineScene, type SceneInput } from '../src/world/index.ts';
import { euclideanMirrorFlow } from '../systems/index.ts';

const objective = { type: 'quadratic' } as const;
const MIRRORS = ['quadratic', 'quartic', 'reciprocal'] as const;
/** ε of mirror descent, and the step between two looks at the flow itself. */
const stepSize = 0.1;

const flow = (mirror: string) => euclideanMirrorFlow({ mirror, objective, stepSize, integrator: 'runge-kutta' });
const descent = (mirror: string) => euclideanMirrorFlow({ mirror, objective, stepSize });

const study = (mirror: string): NonNullable<SceneInput['orders']>[number] => ({
  name: `mirror descent - ${mirror}`,
  expected: 1,
  method: descent(mirror),
  against: flow(mirror),
  stepSizes: [0.1, 0.05, 0.025, 0.0125],
  time: 1,
});

export default defineScene({
  name: 'mirror-euclidean',
  title: 'Euclidean mirror flows: three mirrors, three rates',
  description:
    'The mirror flow d/dt u′(Z) = −F′(Z) of F = x²/2 from 1. With u = x²/2 it is the gradient flow e^{−t}; with u = x⁴ it is √(1 − t/6), which gets to 0 at ' +
    't = 6 and stays; with u = 1/x it goes as (1 + 3t/2)^{−1/3}. Mirror descent in steps of ε = .1 is of order 1 behind all three, and after t = 6 it jumps to ' +
    'and fro over 0 with x⁴, |x| = √(ε/8), for ever.',
  citation:
    'N. Deb, Y.-H. Kim, S. Pal and G. Schiebinger, Wasserstein mirror gradient flow as the limit of the Sinkhorn algorithm, arXiv:2307.16421 (2023).',
  duration: { time: 8 },
  frames: 16,
  count: 1,
  initial: empirical({ points: [[1]] }),
  ensembles: MIRRORS.flatMap((mirror) => [
    { name: mirror, method: flow(mirror) },
    { name: `${mirror}-descent`, method: descent(mirror) },
  ]),
  orders: MIRRORS.map(study),
});
