import { InputError, RunError } from '../errors.ts';
import type { Manifold } from './manifold.ts';
import type { PointPotential } from './potential.ts';
import { type Descent, descend } from './proximal-newton.ts';
import type { Solved } from './proximal-particle.ts';
import { meanOf, rowOf } from './rows.ts';

export interface ProximalOptions {
  /** η > 0, in units of time. */
  stepSize: number;
  /**
   * A particle is solved when |grad V(x) − log_x(y)/η| is at most this part of |grad V(y)|, or no more than rounding makes it. > 0, default 1e-6.
   */
  tolerance?: number;
  /** Most Newton steps of a particle. Default 100. */
  maxIterations?: number;
}

export interface ProximalPoint {
  /** Row-major [n, d]. */
  readonly points: Float64Array;
  /** Mean V over the particles before and after the step. */
  readonly energyBefore: number;
  readonly energyAfter: number;
  /** `rounding-limit` where `unconverged` particles could not go on because of rounding, a few times above it. */
  readonly status: 'converged' | 'rounding-limit';
  readonly unconverged: number;
  /** The largest |grad V(x) − log_x(y)/η|, relative to |grad V(y)| or to the least force that rounding does not hide at this tolerance. */
  readonly residual: number;
  readonly iterations: number;
  /** Points at which V was evaluated, and at which its second derivatives were. */
  readonly evaluations: number;
  readonly hessians: number;
  /** How many times a particle was done again in two half steps. */
  readonly retries: number;
}

/** How often a step is halved before the run gives up. */
const MOST_HALVINGS = 6;

/**
 * One proximal point step of each particle, which is the JKO step of a Dirac mass: x = argmin d²(x, y)/2η + V(x) over the manifold, d the
 * geodesic distance. The minimum is the one that a descent from y comes to, which is the only one while η is below the inverse of the
 * most negative curvature of V; so V(x) ≤ V(y). A minimum never lies on the cut locus of y, where d² has a concave kink.
 *
 * A particle that the solver cannot finish takes two steps of half the size, and so on.
 *
 * Source: Martinet 1970, Rockafellar 1976; on manifolds Ferreira & Oliveira, Optimization 51 (2002); "Implicit bias of the JKO scheme" (arXiv
 * 2511.14827) for the bias of V by −(η/4)|grad V|².
 *
 * @param start row-major [n, d], on the manifold, not changed
 * @throws InputError on an option that makes no sense
 * @throws RunError when halving does not help
 */
export async function proximalPoint(
  manifold: Manifold,
  potential: PointPotential,
  start: Float64Array,
  options: ProximalOptions,
): Promise<ProximalPoint> {
  const { stepSize, tolerance = 1e-6, maxIterations = 100 } = options;
  for (const [name, value] of Object.entries({ stepSize, tolerance, maxIterations })) {
    if (!(value > 0 && Number.isFinite(value))) throw new InputError(`${name}: must be a number > 0, got ${value}`);
  }
  return summary(await patientDescent(manifold, potential, start, { stepSize, tolerance, maxIterations }));
}

type PatientDescent = Descent & { readonly retries: number };

const isDone = ({ status }: Solved): boolean => status === 'converged' || status === 'rounding-limit';

async function patientDescent(
  manifold: Manifold,
  potential: PointPotential,
  start: Float64Array,
  options: Required<ProximalOptions>,
  halvings = 0,
): Promise<PatientDescent> {
  const { dimension: d } = manifold;
  const whole = await descend(manifold, potential, start, options);
  const failed = whole.particles.flatMap((particle, i) => (isDone(particle) ? [] : [i]));
  if (failed.length === 0) return { ...whole, retries: 0 };
  const faulty = whole.particles.findIndex(({ status }) => status === 'not-finite');
  if (faulty >= 0) throw new RunError(`V or its derivatives are not finite at [${rowOf(start, d, faulty).join(', ')}]`);
  if (halvings === MOST_HALVINGS) throw new RunError(hopeless(whole, failed, halvings));

  const half = { ...options, stepSize: options.stepSize / 2 };
  const again = failed.flatMap((i) => Array.from(rowOf(start, d, i)));
  const first = await patientDescent(manifold, potential, Float64Array.from(again), half, halvings + 1);
  const middle = Float64Array.from(first.particles.flatMap(({ x }) => Array.from(x)));
  const second = await patientDescent(manifold, potential, middle, half, halvings + 1);
  const particles = [...whole.particles];
  for (const [k, i] of failed.entries()) {
    particles[i] = { ...second.particles[k]!, valueBefore: whole.particles[i]!.valueBefore };
  }
  return {
    particles,
    iterations: whole.iterations + first.iterations + second.iterations,
    evaluations: whole.evaluations + first.evaluations + second.evaluations,
    hessians: whole.hessians + first.hessians + second.hessians,
    retries: failed.length + first.retries + second.retries,
  };
}

function hopeless({ particles }: Descent, failed: number[], halvings: number): string {
  const worst = failed.reduce((a, b) => (particles[a]!.residual > particles[b]!.residual ? a : b));
  const { status, residual } = particles[worst]!;
  return (
    `the proximal step of ${failed.length} particles ended with ${status} at residuals up to ${residual.toExponential(1)}, ` +
    `also in ${2 ** halvings} smaller steps`
  );
}

function summary({ particles, iterations, evaluations, hessians, retries }: PatientDescent): ProximalPoint {
  const unconverged = particles.filter(({ status }) => status !== 'converged').length;
  return {
    points: Float64Array.from(particles.flatMap(({ x }) => Array.from(x))),
    energyBefore: meanOf(Float64Array.from(particles, ({ valueBefore }) => valueBefore)),
    energyAfter: meanOf(Float64Array.from(particles, ({ value }) => value)),
    status: unconverged > 0 ? 'rounding-limit' : 'converged',
    unconverged,
    residual: particles.reduce((largest, { residual }) => Math.max(largest, residual), 0),
    ...{ iterations, evaluations, hessians, retries },
  };
}
