import { z } from 'zod';
import {
  blobEntropy,
  defaultBandwidth,
  type Energy,
  type JkoStep,
  type JkoStepOptions,
  jkoStep,
  potentialEnergy,
  sumOfEnergies,
} from '../src/energies/index.ts';
import { RunError } from '../src/errors.ts';
import { type Context, defineMethod, type Ensemble } from '../src/world/index.ts';

const parameters = z.strictObject({
  stepSize: z.number().positive().default(0.1).describe('τ of the JKO step, time units; any size is stable'),
  bandwidth: z
    .union([z.number().positive(), z.literal('auto')])
    .default('auto')
    .describe("δ of the blob, in units of the points; 'auto' follows the local spacing of the cloud"),
  solver: z.enum(['newton', 'l-bfgs']).default('newton'),
  tolerance: z
    .number()
    .positive()
    .default(1e-4)
    .describe('root mean square of (X − X^k)/τ + G(X), relative to the forces at X^k; float32 reaches about 1e-6'),
  maxIterations: z.int().positive().default(200).describe('of the solver, per step'),
});

type Parameters = z.output<typeof parameters>;

/** 'auto' takes a new bandwidth when the rule is this far from the one in use, so that noise does not change it. */
const HYSTERESIS = 0.1;
/** How often a step is halved before the run gives up. */
const MOST_HALVINGS = 6;

/**
 * The JKO scheme for KL(ρ | π) with N particles: X^{k+1} = argmin |X − X^k|²/(2τN) + F(X), where F is the blob free energy
 * (1/N) Σᵢ log ρ_δ(xᵢ) − (1/N) Σᵢ log π(xᵢ) and W₂² has the cost |x − y|².
 *
 * `solver.status` is `converged`, or `rounding-limit` where float32 positions and forces allow no better residual than the one reported.
 * A step that the solver cannot finish is done again as two half steps, and those as four; `solver.retries` counts the halvings. If that
 * does not help, the ensemble stops with the reason. `solver` also has the iterations, the residual, the bandwidth
 * and the `dissipation` F(X^k) − F(X^{k+1}) ≥ 0 of the step.
 *
 * `energy` is F after each step. Where 'auto' changes δ, F jumps though nothing moved: the earlier entries are then shifted by the jump. So
 * the last entry is always F(X) at the bandwidth in use, the differences are dissipation, and the curve never rises.
 *
 * Evaluations: each solver iteration takes N densities and N gradients; the Hessian of log π takes d·N more gradient evaluations per
 * iteration of Newton (N per Hessian-vector product above 8 dimensions).
 */
export const blobJko = defineMethod({
  type: 'blob-jko',
  component: 'BlobJko',
  title: 'Blob JKO scheme',
  source: 'Carrillo, Craig & Patacchini 2019 (arXiv 1709.09195); Jordan, Kinderlehrer & Otto 1998',
  parameters,
  needs: { target: true, gradient: true, samples: false },
  flow: 'fokker-planck',
  stepSize: (p) => p.stepSize,
  async advance(context, steps) {
    for (let s = 0; s < steps; s++) await oneStep(context, s);
  },
});

async function oneStep({ ensemble, parameters: p }: Context<Parameters>, already: number): Promise<void> {
  const start = Float64Array.from(await ensemble.columns.position.pull());
  const bandwidth = bandwidthFor(ensemble, start, p.bandwidth);
  // The ensemble counts: the world takes the counts of a failed step back.
  const energy = sumOfEnergies(
    potentialEnergy(ensemble.target!, ensemble),
    blobEntropy({ dimension: ensemble.dimension, bandwidth }),
  );
  const { stepSize, solver, tolerance, maxIterations } = p;
  const done = await patientStep(start, energy, { stepSize, solver, tolerance, maxIterations, reach: bandwidth });
  ensemble.columns.position.write(Float32Array.from(done.points));

  if (bandwidth !== ensemble.memory.get('bandwidth')?.[0]) shiftEnergies(ensemble, done.energyBefore);
  ensemble.memory.set('bandwidth', Float64Array.of(bandwidth));
  ensemble.energy.push([ensemble.time + (already + 1) * stepSize, done.energyAfter]);
  ensemble.solver = {
    status: done.status,
    converged: done.status === 'converged',
    iterations: done.iterations,
    evaluations: done.evaluations,
    hessianProducts: done.hessianProducts,
    residual: done.residual,
    retries: done.retries,
    bandwidth,
    dissipation: done.energyBefore - done.energyAfter,
  };
}

/** The bandwidth of this step: as given, or the one in use as long as the rule is near it. */
function bandwidthFor(ensemble: Ensemble, points: Float64Array, wanted: Parameters['bandwidth']): number {
  if (wanted !== 'auto') return wanted;
  const rule = defaultBandwidth(points, ensemble.dimension);
  const current = ensemble.memory.get('bandwidth')?.[0];
  return current !== undefined && Math.abs(Math.log(rule / current)) < HYSTERESIS ? current : rule;
}

/** Move the energies of this method so far to a new bandwidth, at which the last one is `value`. */
function shiftEnergies(ensemble: Ensemble, value: number): void {
  const since = ensemble.memory.get('firstEnergy')?.[0] ?? ensemble.energy.length;
  ensemble.memory.set('firstEnergy', Float64Array.of(since));
  const own = ensemble.energy.slice(since);
  const jump = value - (own.at(-1)?.[1] ?? value);
  ensemble.energy.splice(since, own.length, ...own.map(([time, energy]): [number, number] => [time, energy + jump]));
}

interface PatientStep extends Omit<JkoStep, 'value'> {
  readonly retries: number;
}

/** A JKO step, or two of half the size where the solver cannot finish it, and so on. @throws RunError when halving does not help. */
async function patientStep(
  start: Float64Array,
  energy: Energy,
  options: JkoStepOptions,
  halvings = 0,
): Promise<PatientStep> {
  const whole = await jkoStep(start, energy, options);
  if (whole.status === 'converged' || whole.status === 'rounding-limit') return { ...whole, retries: 0 };
  if (halvings === MOST_HALVINGS) {
    throw new RunError(
      `the JKO solver ended with ${whole.status} at the residual ${whole.residual.toExponential(1)}, also in ${2 ** halvings} ` +
        `smaller steps (allowed: ${options.tolerance})`,
    );
  }
  const half = { ...options, stepSize: options.stepSize / 2 };
  const first = await patientStep(start, energy, half, halvings + 1);
  const second = await patientStep(first.points, energy, half, halvings + 1);
  return {
    ...second,
    energyBefore: first.energyBefore,
    residual: Math.max(first.residual, second.residual),
    iterations: whole.iterations + first.iterations + second.iterations,
    evaluations: whole.evaluations + first.evaluations + second.evaluations,
    hessianProducts: whole.hessianProducts + first.hessianProducts + second.hessianProducts,
    retries: 1 + first.retries + second.retries,
  };
}
