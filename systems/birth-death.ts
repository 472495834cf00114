import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { defaultBandwidth } from '../src/energies/index.ts';
import { InputError, RunError } from '../src/errors.ts';
import { type Draw, Stream, uniforms } from '../src/random/index.ts';
import { langevinSteps } from '../src/targets/index.ts';
import { Column, softmin } from '../src/tensor/index.ts';
import { defineMethod, type Ensemble } from '../src/world/index.ts';

/** 'auto' measures the bandwidth once in so many steps. */
const STRIDE = 10;

/**
 * Birth-death dynamics ∂ρ/∂t = −ρ (Λ − mean of Λ), Λ = log ρ − log π, alone or with Langevin dynamics: mass is born where it is missing, and so
 * crosses barriers that particles cannot. Splitting: a step of Langevin dynamics over h, then births and deaths over h. Weak order 1.
 *
 * The density of the particles is that of their kernels, ρ̂ = ρ ∗ N(0, δ²I), each with its own, so that the law at rest is a little too narrow: on
 * N(μ, v) the variance is v − δ² without Langevin dynamics, and less biased with them.
 *
 * `jumps`: row by row a particle with Λ above the mean dies with probability 1 − e^{−|Λ − mean|h} and goes on as a copy of another one, and one
 * below the mean is born again with that probability in place of another one; the other one is drawn uniformly. A copy has the Λ of its original.
 * Every row keeps its entity and its randomness. A step reads the n values of Λ back from the device. Where log π is −∞ a particle surely dies.
 *
 * `weights`: no particle jumps, masses move, w_i ← w_i e^{−hΛ_i}/Σ. This has no noise of its own, but the masses gather on ever fewer
 * particles where the start has few of them: `solver.effectiveCount` is 1/Σw².
 *
 * Without Langevin dynamics no particle ever comes to a new place, so that π is found only where the start has particles; δ is then measured once.
 *
 * Cost: n densities, n² kernels and with Langevin dynamics n gradients a step, in O(n) memory.
 */
export const birthDeath = defineMethod({
  type: 'birth-death',
  component: 'BirthDeath',
  title: 'Birth-death Langevin dynamics',
  source: 'Lu, Lu & Nolen 2019 (arXiv 1905.09863), algorithm 1',
  parameters: z.strictObject({
    stepSize: z
      .number()
      .positive()
      .default(0.05)
      .describe('h, time units; Langevin is stable below 2 / the largest curvature'),
    bandwidth: z
      .union([z.number().positive(), z.literal('auto')])
      .default('auto')
      .describe("δ of the density of the particles; 'auto' follows their local spacing, at every tenth step"),
    langevin: z.boolean().default(true).describe('whether particles also move, by Langevin dynamics'),
    form: z.enum(['jumps', 'weights']).default('jumps').describe('particles die and are born, or their masses change'),
  }),
  needs: ({ langevin }) => ({ target: true, gradient: langevin, density: true, samples: false }),
  independentChains: false,
  flow: 'birth-death',
  stepSize: ({ stepSize }) => stepSize,
  prepare({ ensemble: { name, columns, count }, parameters: { form } }) {
    if (form === 'weights') columns.weight ??= new Column(new Float32Array(count).fill(1 / count), [count]);
    else if (columns.weight) {
      throw new InputError(`form: must be 'weights' for ${name}, whose particles have masses of their own`, {
        path: ['form'],
      });
    }
  },
  async advance({ ensemble, parameters: { stepSize, bandwidth: wanted, langevin, form } }) {
    if (langevin) diffuse(ensemble, stepSize);
    const bandwidth = wanted === 'auto' ? await followed(ensemble, langevin) : wanted;
    const rates = ratesOf(ensemble, bandwidth);
    const change =
      form === 'weights' ? await reweigh(ensemble, rates, stepSize) : await jump(ensemble, rates, stepSize);
    rates.dispose();
    ensemble.solver = { bandwidth, ...change };
  },
});

function diffuse(ensemble: Ensemble, stepSize: number): void {
  const { columns, key, target, steps, count } = ensemble;
  columns.position.assign(
    langevinSteps(target!, columns.position.matrix, { stepSize, key, firstStep: steps, steps: 1 }),
  );
  ensemble.gradientEvaluations += count;
}

/** The bandwidth of the blob energies. Copies in one place would make it too small: where nothing moves, the start decides. */
async function followed({ columns, dimension, memory, steps }: Ensemble, langevin: boolean): Promise<number> {
  const known = memory.get('bandwidth')?.[0];
  if (known !== undefined && !(langevin && steps % STRIDE === 0)) return known;
  const bandwidth = defaultBandwidth(Float64Array.from(await columns.position.pull()), dimension);
  memory.set('bandwidth', Float64Array.of(bandwidth));
  return bandwidth;
}

/** Λ up to a constant, [n]. */
function ratesOf(ensemble: Ensemble, bandwidth: number): tf.Tensor1D {
  const { columns, target, count } = ensemble;
  const epsilon = bandwidth * bandwidth;
  ensemble.densityEvaluations += count;
  return tf.tidy(() => {
    const x = columns.position.matrix;
    const potentials = columns.weight ? tf.mul(tf.log(columns.weight.vector), epsilon) : tf.zeros([count]);
    const logDensity = tf.div(softmin(x, x, potentials as tf.Tensor1D, epsilon), -epsilon);
    return tf.sub(logDensity, target!.logDensity(x)) as tf.Tensor1D;
  });
}

/** w ← w e^{−hΛ}, normalised. */
async function reweigh({ columns }: Ensemble, rates: tf.Tensor1D, stepSize: number) {
  const weight = columns.weight!;
  weight.assign(tf.tidy(() => tf.softmax(tf.sub(tf.log(weight.vector), tf.mul(rates, stepSize)))));
  const squares = tf.tidy(() => tf.sum(tf.square(weight.vector)));
  const [sum] = await squares.data();
  squares.dispose();
  if (!(sum! > 0)) throw new RunError(NO_DENSITY);
  return { effectiveCount: 1 / sum! };
}

const NO_DENSITY = 'log density is NaN at a particle, or −∞ at all of them';

/** One sweep of births and deaths. */
async function jump({ columns, key, steps }: Ensemble, rates: tf.Tensor1D, stepSize: number) {
  const { origin, births, deaths } = sweep(await rates.data(), stepSize, { key, step: steps, stream: Stream.jump });
  if (births + deaths > 0) {
    columns.position.assign(tf.tidy(() => tf.gather(columns.position.matrix, tf.tensor1d(origin, 'int32'))));
  }
  return { births, deaths };
}

/** Which row every row is a copy of afterwards. @throws RunError when a rate is NaN, or all are infinite */
function sweep(rates: ArrayLike<number>, stepSize: number, draw: Draw) {
  const count = rates.length;
  const mean = meanOfFinite(rates);
  const uniform = uniforms(count, 2, draw);
  const origin = Int32Array.from({ length: count }, (_, row) => row);
  let [births, deaths] = [0, 0];
  for (let row = 0; row < count; row++) {
    const rate = rates[origin[row]!]! - mean;
    if (uniform[2 * row]! >= -Math.expm1(-Math.abs(rate) * stepSize)) continue;
    // One of the other rows.
    const other = (row + 1 + Math.floor(uniform[2 * row + 1]! * (count - 1))) % count;
    if (rate > 0) {
      origin[row] = origin[other]!;
      deaths++;
    } else {
      origin[other] = origin[row]!;
      births++;
    }
  }
  return { origin, births, deaths };
}

/** A particle where π vanishes has an infinite rate, and dies. */
function meanOfFinite(rates: ArrayLike<number>): number {
  let [sum, finite] = [0, 0];
  for (let i = 0; i < rates.length; i++) {
    const rate = rates[i]!;
    if (rate === Number.POSITIVE_INFINITY) continue;
    sum += rate;
    finite++;
  }
  if (finite > 0 && Number.isFinite(sum)) return sum / finite;
  throw new RunError(NO_DENSITY);
}
