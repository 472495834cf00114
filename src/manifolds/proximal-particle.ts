import { dot, norm, scaled } from '../linalg/index.ts';
import type { Manifold } from './manifold.ts';
import { type AmbientDerivatives, combine, slopeNoise, type TangentModel, tangentModel } from './tangent-model.ts';
import { trustRegionStep } from './trust-region.ts';

export interface NewtonOptions {
  /** η > 0. */
  stepSize: number;
  tolerance: number;
  maxIterations: number;
}

/** `rounding-limit`: it could not go on because of rounding, a few times above what counts as converged. */
export type ParticleStatus = 'converged' | 'rounding-limit' | 'max-iterations' | 'stalled' | 'not-finite';

/** Where the descent of one particle ended. */
export interface Solved {
  readonly x: Float64Array;
  /** V at the start and at x. */
  readonly valueBefore: number;
  readonly value: number;
  /** |grad V(x) − log_x(y)/η| relative to |grad V(y)|, or to the least force that rounding does not hide at this tolerance. */
  readonly residual: number;
  readonly status: ParticleStatus;
}

/** V and ∂V at a point. */
export interface FirstOrder {
  readonly value: number;
  readonly differential: Float64Array;
}

/** V, ∂V and the second derivatives at a point. */
export type State = FirstOrder & AmbientDerivatives;

/** A step is taken when the objective falls by this part of the prediction. */
const ACCEPT = 1e-4;
/** A curvature this much below 0, relative to the largest, tells a saddle from a minimum. */
const SADDLE = 1e-3;
/** A slope this many times that of rounding is still the fault of rounding, where no step helps. */
const ROUNDING = 16;
/** The first trust region of a particle that starts at a saddle, in units of √η, the length that V without units has. */
const LEAST_RADIUS = 1e-3;

const allFinite = ({ value, differential, secondDerivatives }: State): boolean =>
  Number.isFinite(value) && differential.every(Number.isFinite) && secondDerivatives.every(Number.isFinite);

/** One particle on its way down the objective d²(x, y)/2η + V(x): the caller evaluates V, the particle decides. */
export class Particle {
  status: ParticleStatus | undefined;
  readonly #manifold: Manifold;
  readonly #roundoff: number;
  readonly #centre: Float64Array;
  readonly #stepSize: number;
  readonly #valueBefore: number;
  readonly #tolerance: number;
  /** |grad V| at the centre. */
  readonly #force: number;
  #x: Float64Array;
  #state: State;
  #model: TangentModel;
  /** The slope that rounding makes at x. */
  #floor: number;
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
    this.#tolerance = tolerance;
    this.#x = centre;
    this.#state = state;
    this.#valueBefore = state.value;
    if (!allFinite(state)) {
      this.status = 'not-finite';
      this.#model = { curvatures: [], directions: [], slopes: new Float64Array(0) };
      [this.#force, this.#radius, this.#floor] = [0, 0, 0];
      return;
    }
    this.#model = tangentModel(manifold, centre, state, { centre, stepSize });
    this.#force = norm(this.#model.slopes);
    this.#radius = Math.max(stepSize * this.#force, LEAST_RADIUS * Math.sqrt(stepSize));
    this.#floor = this.#noiseOfSlope();
    this.#settle();
  }

  get solved(): Solved {
    const slope = norm(this.#model.slopes);
    const residual = slope > 0 ? slope / Math.max(this.#force, this.#floor / this.#tolerance) : 0;
    return { x: this.#x, valueBefore: this.#valueBefore, value: this.#state.value, residual, status: this.status! };
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
    if (!(decrease > 0) || this.#radius <= 2 ** -50 * norm(this.#x)) {
      this.status = norm(this.#model.slopes) <= ROUNDING * this.#floor ? 'rounding-limit' : 'stalled';
    }
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
    this.#floor = this.#noiseOfSlope();
    this.#settle();
  }

  /** Done where nothing but rounding or the tolerance is left of the slope, and the objective does not curve down. */
  #settle(): void {
    const { slopes, curvatures } = this.#model;
    if (norm(slopes) > Math.max(this.#tolerance * this.#force, this.#floor)) return;
    if (curvatures[0]! >= -SADDLE * Math.max(...curvatures.map(Math.abs))) this.status = 'converged';
  }

  /** That of V, and of x itself in log_x(y)/η, which tiny steps feel. */
  #noiseOfSlope(): number {
    const ofPlace = (4 * 2 ** -53 * norm(this.#x)) / this.#stepSize;
    return slopeNoise(this.#manifold, this.#x, this.#state, this.#roundoff) + ofPlace;
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
