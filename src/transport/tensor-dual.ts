import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { softmin } from '../tensor/index.ts';
import type { Cloud } from './cloud.ts';
import type { Acceleration, Dual } from './dual.ts';
import type { Potentials } from './operator.ts';
import { OverRelaxation } from './over-relaxation.ts';

/** The error is read back once in this many iterations at one ε. */
const MEASURE_EVERY = 5;

/** A cloud on the backend: points [n, d] and log weights [n]; every weight is positive. */
interface DeviceCloud {
  readonly points: Tensor2D;
  readonly weights: Tensor1D;
  readonly logWeights: Tensor1D;
}

function upload(cloud: Cloud): DeviceCloud {
  return {
    points: tf.tensor2d(Float32Array.from(cloud.values), [cloud.count, cloud.dimension]),
    weights: tf.tensor1d(Float32Array.from(cloud.weights)),
    logWeights: tf.tensor1d(Float32Array.from(cloud.weights, Math.log)),
  };
}

/** T(potential) at the points of `from`: −ε log Σ_j w_j exp((p_j − c_ij)/ε). */
function transform(from: DeviceCloud, to: DeviceCloud, potential: Tensor1D, epsilon: number): Tensor1D {
  const h = tf.add(potential, tf.mul(to.logWeights, epsilon)) as Tensor1D;
  return softmin(from.points, to.points, h, epsilon);
}

/** [Σ w exp(−r/ε), Σ w |exp(−r/ε) − 1|]: mass and L1 error of a marginal with this residual. */
function massAndError(weights: Tensor1D, residual: Tensor1D, epsilon: number): Tensor1D {
  const ratio = tf.exp(tf.mul(residual, -1 / epsilon));
  return tf.stack([tf.sum(tf.mul(weights, ratio)), tf.sum(tf.mul(weights, tf.abs(tf.sub(ratio, 1))))]) as Tensor1D;
}

/** One potential per cloud in float32 tensors, over-relaxed; only the error leaves the device. */
export class TensorDual implements Dual {
  pairs = 0;
  readonly #x: DeviceCloud;
  readonly #y: DeviceCloud;
  readonly #relaxation: OverRelaxation | undefined;
  #f: Tensor1D;
  #g: Tensor1D;
  #change: Tensor1D | undefined;
  #epsilon = 0;
  #count = 0;

  constructor(x: Cloud, y: Cloud, potentials: Potentials, acceleration: Acceleration) {
    this.#x = upload(x);
    this.#y = upload(y);
    this.#f = tf.tensor1d(Float32Array.from(potentials.f));
    this.#g = tf.tensor1d(Float32Array.from(potentials.g));
    this.#relaxation = acceleration === 'none' ? undefined : new OverRelaxation();
  }

  async iterate(epsilon: number): Promise<number | undefined> {
    this.#count = epsilon === this.#epsilon ? this.#count + 1 : 0;
    this.#epsilon = epsilon;
    this.pairs += 2 * this.#x.weights.size * this.#y.weights.size;
    const measure = this.#count > 0 && this.#count % MEASURE_EVERY === 0;
    const omega = this.#relaxation?.omega ?? 1;
    const [f, g, change, error] = tf.tidy(() => {
      const g = this.#change ? (tf.add(this.#g, this.#change) as Tensor1D) : this.#g;
      const image = transform(this.#x, this.#y, g, epsilon);
      const f = measure || omega === 1 ? image : (tf.add(this.#f, tf.mul(tf.sub(image, this.#f), omega)) as Tensor1D);
      const residual = tf.sub(transform(this.#y, this.#x, f, epsilon), g) as Tensor1D;
      const error = measure ? massAndError(this.#y.weights, residual, epsilon) : tf.scalar(0);
      return [f, g, tf.mul(residual, omega) as Tensor1D, error] as const;
    });
    this.#replace(f, g, change);
    if (!measure) {
      error.dispose();
      return undefined;
    }
    const measured = (await error.data())[1]!;
    error.dispose();
    this.#relaxation?.observe(measured, MEASURE_EVERY);
    return measured;
  }

  async read(): Promise<Potentials> {
    return { f: Float64Array.from(await this.#f.data()), g: Float64Array.from(await this.#g.data()) };
  }

  dispose(): void {
    tf.dispose(
      [this.#x, this.#y, this.#f, this.#g].flatMap((owned) => ('points' in owned ? Object.values(owned) : owned)),
    );
    this.#change?.dispose();
  }

  #replace(f: Tensor1D, g: Tensor1D, change: Tensor1D): void {
    if (f !== this.#f) this.#f.dispose();
    if (g !== this.#g) this.#g.dispose();
    this.#change?.dispose();
    this.#f = f;
    this.#g = g;
    this.#change = change;
  }
}

/** The potential of a cloud with itself in float32 tensors, by the averaged iteration f ← ½(f + T(f)). */
export class TensorSelfDual implements Dual {
  pairs = 0;
  readonly #x: DeviceCloud;
  #f: Tensor1D;
  #change: Tensor1D | undefined;
  #epsilon = 0;
  #count = 0;
  #excess = 0;

  constructor(x: Cloud, potential: Float64Array) {
    this.#x = upload(x);
    this.#f = tf.tensor1d(Float32Array.from(potential));
  }

  async iterate(epsilon: number): Promise<number | undefined> {
    this.#count = epsilon === this.#epsilon ? this.#count + 1 : 0;
    this.#epsilon = epsilon;
    this.pairs += this.#x.weights.size ** 2;
    const [f, change, masses] = tf.tidy(() => {
      const f = this.#change ? (tf.add(this.#f, this.#change) as Tensor1D) : this.#f;
      const residual = tf.sub(transform(this.#x, this.#x, f, epsilon), f) as Tensor1D;
      return [f, tf.mul(residual, 0.5) as Tensor1D, massAndError(this.#x.weights, residual, epsilon)] as const;
    });
    if (f !== this.#f) this.#f.dispose();
    this.#change?.dispose();
    this.#f = f;
    this.#change = change;
    const measured = this.#count > 0 && this.#count % MEASURE_EVERY === 0 ? await masses.data() : undefined;
    masses.dispose();
    if (!measured) return undefined;
    this.#excess = epsilon * Math.log(measured[0]!);
    return 2 * measured[1]!;
  }

  async read(): Promise<Potentials> {
    const f = Float64Array.from(await this.#f.data()).map((value) => value - this.#excess / 2);
    return { f, g: f };
  }

  dispose(): void {
    tf.dispose([...Object.values(this.#x), this.#f]);
    this.#change?.dispose();
  }
}
