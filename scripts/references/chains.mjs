// Chains of Hamiltonian Monte Carlo in float64 on the posterior of a log-Gaussian Cox process.
import { keyOf, normals, Stream, uniforms } from '../../dist/src/random/index.js';
import { laplace } from '../../dist/src/targets/laplace.js';

const warmup = 200;
const leaps = 4;
const stepSize = 0.4;
const jitter = 0.2;

const squared = (z) => z.reduce((sum, value) => sum + value * value, 0);

/** out = start + Aw for a lower triangular A, row-major. */
function affine(start, matrix, w) {
  const d = start.length;
  const out = new Float64Array(d);
  for (let i = 0; i < d; i++) {
    let sum = start[i];
    for (let j = 0, at = i * d; j <= i; j++) sum += matrix[at + j] * w[j];
    out[i] = sum;
  }
  return out;
}

/** out += Aᵀv. */
function addTransposed(out, matrix, v) {
  const d = out.length;
  for (let i = 0; i < d; i++) {
    const value = v[i];
    for (let j = 0, at = i * d; j <= i; j++) out[j] += matrix[at + j] * value;
  }
}

/**
 * The posterior in w, where the whitened z = mode + Cw and CCᵀ is the inverse curvature at the mode: w is nearly standard normal.
 * `evaluate(w)` has x, z, the log density of z and its gradient in w; `logRatio` is that less the log density of z for a standard normal w.
 */
function preconditioned(lattice) {
  const { mode, lower } = laplace(lattice.posterior('whitened'));
  const flat = (matrix) => Float64Array.from(matrix.to1DArray());
  const centre = lattice.field(mode);
  const fieldFactor = flat(lattice.lower.mmul(lower));
  const factor = flat(lower);
  const logDiagonal = lower.diagonal().reduce((sum, value) => sum + Math.log(value), 0);
  const logVolume = logDiagonal + (mode.length / 2) * Math.log(2 * Math.PI);
  return {
    evaluate(w) {
      const x = affine(centre, fieldFactor, w);
      const z = affine(mode, factor, w);
      const gradient = new Float64Array(w.length);
      const pull = x.map((value, i) => lattice.counts[i] - lattice.area * Math.exp(value));
      addTransposed(gradient, fieldFactor, pull);
      addTransposed(
        gradient,
        factor,
        z.map((value) => -value),
      );
      return { w, x, z, gradient, logDensity: lattice.logLikelihood(x) - 0.5 * squared(z) };
    },
    logRatio: ({ w, logDensity }) => logDensity + 0.5 * squared(w) + logVolume,
  };
}

function leapfrog(evaluate, start, momentum, h) {
  const kick = ({ gradient }) => {
    for (const [k, slope] of gradient.entries()) momentum[k] += 0.5 * h * slope;
  };
  let at = start;
  for (let leap = 0; leap < leaps; leap++) {
    kick(at);
    at = evaluate(at.w.map((value, k) => value + h * momentum[k]));
    kick(at);
  }
  return at;
}

/**
 * So many chains of so many draws, each from a start wider than the posterior. Of each chain: the accepted fraction, the means `powers` of z, z², z⁴, x, x²
 * and x⁴, those of both its `halves`, the mean `outer` of products of z (lower triangle), and log ratios of its draws and of as many of the Gaussian.
 */
export function hamiltonianChains(lattice, { chains, draws, seed }) {
  const posterior = preconditioned(lattice);
  return Array.from({ length: chains }, (_, index) =>
    chain(lattice.dimension, posterior, draws, keyOf(seed, String(index))),
  );
}

function chain(d, { evaluate, logRatio }, draws, key) {
  const draw = { key, stream: Stream.sample };
  let at = evaluate(normals(1, d, { ...draw, step: 0 }).map((value) => 1.5 * value));
  const half = () => Object.fromEntries(['z', 'z2', 'z4', 'x', 'x2', 'x4'].map((name) => [name, new Float64Array(d)]));
  const [halves, outer, ratios] = [[half(), half()], new Float64Array(d * d), []];
  let accepted = 0;
  for (let step = -warmup; step < draws; step++) {
    const counter = { ...draw, step: step + warmup + 1 };
    const [accept, jittered] = uniforms(1, 2, { ...counter, stream: Stream.accept });
    const momentum = normals(1, d, counter);
    const h = stepSize * (1 + jitter * (2 * jittered - 1)) * (step < -warmup / 2 ? 0.5 : 1);
    const energy = at.logDensity - 0.5 * squared(momentum);
    const next = leapfrog(evaluate, at, momentum, h);
    const moves = Math.log(accept) < next.logDensity - 0.5 * squared(momentum) - energy;
    if (moves) at = next;
    if (step < 0) continue;
    if (moves) accepted++;
    addPowers(halves[2 * step < draws ? 0 : 1], at, draws / 2);
    addProducts(outer, at.z, draws);
    if (step % 10 === 0) ratios.push(logRatio(at));
  }
  const gaussianRatios = ratios.map((_, row) =>
    logRatio(evaluate(normals(1, d, { ...draw, step: draws + warmup + 1 + row }))),
  );
  const whole = ([name, means]) => [name, means.map((mean, k) => (mean + halves[1][name][k]) / 2)];
  const powers = Object.fromEntries(Object.entries(halves[0]).map(whole));
  return { acceptance: accepted / draws, powers, halves, outer, ratios, gaussianRatios };
}

function addPowers(means, at, count) {
  for (const name of ['z', 'x'])
    at[name].forEach((value, k) => {
      const square = value * value;
      means[name][k] += value / count;
      means[`${name}2`][k] += square / count;
      means[`${name}4`][k] += (square * square) / count;
    });
}

function addProducts(outer, z, count) {
  for (let k = 0; k < z.length; k++) {
    const share = z[k] / count;
    for (let j = 0, row = k * z.length; j <= k; j++) outer[row + j] += share * z[j];
  }
}
