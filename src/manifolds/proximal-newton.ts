import type { Manifold } from './manifold.ts';
import type { PointPotential, PotentialModel } from './potential.ts';
import { type AmbientDerivatives, combine, slopeNoise, type TangentModel, tangentModel } from './tangent-model.ts';
import { trustRegionStep } from './trust-region.ts';
import { dot, norm, rowOf, scaled } from './vectors.ts';

export interface NewtonOptions {
  /** η > 0. */
  stepSize: number;
  tolerance: number;
  maxIterations: number;
}

export type ParticleStatus = 'converged' | 'rounding-limit' | 'max-iterations' | 'stalled' | 'not-finite';

/** Where the descent of one particle ended. */
export interface Solved {
  readonly x: Float64Array;
  /** V at the start and at x. */
  readonly valueBefore: number;
  readonly value: number;
  /** |grad V(x) − log_x(y)/η| relative to |grad V(y)|; 0 where y does not move. */
  readonly residual: number;
  readonly status: ParticleStatus;
}

export interface Descent {
  readonly particles: Solved[];
  /** Iterations of the particle that took most. */
  readonly iterations: number;
  /** Points at which V was evaluated, and at which its second derivatives were. */
  readonly evaluations: number;
  readonly hessians: number;
}

/** A step is taken when the objective falls by this part of the prediction. */
const ACCEPT = 1e-4;
/** A curvature this much below 0, relative to the largest, tells a saddle from a minimum. */
const SADDLE = 1e-3;
/** The first trust region of a particle that starts at a saddle, in units of √η, the length that V without units has. */
const LEAST_RADIUS = 1e-3;

/**
 * The objective d²(x, y)/2η + V(x) of each point y, minimised by Riemannian Newton steps x ← exp_x(s) in a trust region of its own, from
 * x = y on: no step raises it by more than rounding, and it ends in a minimum (a saddle is left along its negative curvature). All particles
 * that are not done go through each iteration in one evaluation.
 *
 * Source: Absil, Mahony & Sepulchre, "Optimization Algorithms on Matrix Manifolds" (2008), algorithm 10, with the exact subproblem.
 */
export async function descend(
  manifold: Manifold,
  potential: PointPotential,
  start: Float64Array,
  options: NewtonOptions,
): Promise<Descent> {
  const { dimension: d } = manifold;
  const points = Array.from({ length: start.length / d }, (_, i) => rowOf(start, d, i));
  const first = await potential.at(start);
  const seconds = await first.secondDerivatives(points.map((_, i) => i));
  const particles = points.map(
    (y, i) => new Particle(manifold, potential.roundoff, y, stateOf(first, seconds, i, i, d), options),
  );
  let iterations = 0;
  let evaluations = points.length;
  let hessians = points.length;
  for (;;) {
    const active = particles.filter((particle) => particle.status === undefined);
    if (active.length === 0) break;
    if (iterations++ === options.maxIterations) {
      for (const particle of active) particle.status = 'max-iterations';
      break;
    }
    const trials = active.map((particle) => particle.propose());
    const model = await potential.at(Float64Array.from(trials.flatMap((trial) => Array.from(trial))));
    const taken = active.flatMap((particle, i) => (particle.accepts(firstOrderOf(model, i, d)) ? [i] : []));
    const second = taken.length > 0 ? await model.secondDerivatives(taken) : new Float64Array(0);
    for (const [k, i] of taken.entries()) active[i]!.move(stateOf(model, second, i, k, d));
    evaluations += active.length;
    hessians += taken.length;
  }
  return { particles: particles.map((particle) => particle.solved), iterations, evaluations, hessians };
}

interface FirstOrder {
  readonly value: number;
  readonly differential: Float64Array;
}

type State = FirstOrder & AmbientDerivatives;

const firstOrderOf = (model: PotentialModel, row: number, d: number): FirstOrder => ({
  value: model.values[row]!,
  differential: rowOf(model.differentials, d, row),
});

const stateOf = (model: PotentialModel, seconds: Float64Array, row: number, block: number, d: number): State => ({
  ...firstOrderOf(model, row, d),
  secondDerivatives: rowOf(seconds, d * d, block),
});

const allFinite = ({ value, differential, secondDerivatives }: State): boolean =>
  Number.isFinite(value) && differential.every(Number.isFinite) && secondDerivatives.every(Number.isFinite);

/** One particle on its way down. */
class Particle {
  status: ParticleStatus | undefined;
  readonly #manifold: Manifold;
  readonly #roundoff: number;
  readonly #centre: Float64Array;
  readonly #stepSize: number;
  readonly #valueBefore: number;
  /** |grad V| at the centre, and the slope of the objective that counts as none. */
  readonly #force: number;
  readonly #bound: number;
  #x: Float64Array;
  #state: State;
  #model: TangentModel;
  #radius: number;
  #trial!: { x: Float64Array; slope: number; decrease: number; length: number; onBoundary: boolean };

  constructor(
    manifold: Manifold,
    roundoff: number,
    centre: Float64Array,
    state: State,
    { stepSize, tolerance }: NewtonOptions,
  ) {
    this.#manifold = manifold;
    this.#roundoff = roundoff;
    this.#centre = centre;
    this.#stepSize = stepSize;
    this.#x = centre;
    this.#state = state;
    this.#valueBefore = state.value;
    if (!allFinite(state)) {
      this.status = 'not-finite';
      this.#model = { curvatures: [], directions: [], slopes: new Float64Array(0) };
      [this.#force, this.#bound, this.#radius] = [0, 0, 0];
      return;
    }
    this.#model = tangentModel(manifold, centre, state, { centre, stepSize });
    this.#force = norm(this.#model.slopes);
    this.#bound = tolerance * this.#force;
    this.#radius = Math.max(stepSize * this.#force, LEAST_RADIUS * Math.sqrt(stepSize));
    this.#settle();
  }

  get solved(): Solved {
    const residual = this.#force > 0 ? norm(this.#model.slopes) / this.#force : 0;
    return {
      x: this.#x,
      valueBefore: this.#valueBefore,
      value: this.#state.value,
      residual,
      status: this.status!,
    };
  }

  /** The next point to look at. */
  propose(): Float64Array {
    const { slopes, curvatures, directions } = this.#model;
    const radius = Math.min(this.#radius, this.#manifold.injectivityRadius / 2);
    const { step, decrease, onBoundary } = trustRegionStep(slopes, curvatures, radius);
    const x = this.#manifold.exp(
      this.#x,
      combine(directions, (k) => step[k]!),
    );
    this.#trial = { x, slope: dot(slopes, step), decrease, length: norm(step), onBoundary };
    return x;
  }

  /** Whether the proposed point, where V is this, is to be taken; the trust region is adapted. */
  accepts(trial: FirstOrder): boolean {
    const { decrease, length, onBoundary } = this.#trial;
    const ratio = this.#agreement(trial);
    if (!(ratio >= 0.25)) this.#radius = 0.25 * Math.min(this.#radius, length);
    else if (ratio > 0.9 && onBoundary) this.#radius = 2 * this.#radius;
    if (ratio > ACCEPT) return true;
    if (!(decrease > 0) || this.#radius <= 2 ** -50 * norm(this.#x)) this.status = 'stalled';
    return false;
  }

  move(state: State): void {
    if (!allFinite(state)) {
      this.#radius /= 4;
      return;
    }
    this.#x = this.#trial.x;
    this.#state = state;
    this.#model = tangentModel(this.#manifold, this.#x, state, { centre: this.#centre, stepSize: this.#stepSize });
    this.#settle();
  }

  /** Done where nothing but rounding or the tolerance is left of the slope, and the objective does not curve down. */
  #settle(): void {
    const { slopes, curvatures } = this.#model;
    const slope = norm(slopes);
    const floor = slopeNoise(this.#manifold, this.#x, this.#state, this.#roundoff);
    if (slope > Math.max(this.#bound, floor)) return;
    if (curvatures[0]! < -SADDLE * Math.max(...curvatures.map(Math.abs))) return;
    this.status = slope <= this.#bound ? 'converged' : 'rounding-limit';
  }

  /** Actual over predicted decrease; below the noise of the values the actual one is taken from the slopes at both ends of the step. */
  #agreement(trial: FirstOrder): number {
    const { x, slope, decrease } = this.#trial;
    if (!Number.isFinite(trial.value) || !trial.differential.every(Number.isFinite)) return Number.NEGATIVE_INFINITY;
    const difference = this.#objective(this.#x, this.#state) - this.#objective(x, trial);
    const noise = this.#noise(this.#x, this.#state) + this.#noise(x, trial);
    if (decrease > 10 * noise || difference < -noise) return difference / decrease;
    const manifold = this.#manifold;
    const pull = scaled(-1 / this.#stepSize, manifold.log(x, this.#centre));
    const gradient = manifold.gradient(x, trial.differential).map((value, i) => value + pull[i]!);
    const back = manifold.log(x, this.#x);
    return (-0.5 * (slope - manifold.inner(x, gradient, back))) / decrease;
  }

  #objective(x: Float64Array, { value }: FirstOrder): number {
    return value + this.#manifold.distance(x, this.#centre) ** 2 / (2 * this.#stepSize);
  }

  #noise(x: Float64Array, { value, differential }: FirstOrder): number {
    return 4 * this.#roundoff * (Math.abs(value) + norm(differential) * norm(x));
  }
}
