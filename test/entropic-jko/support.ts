import { lawOfMasses, type SiteEnergy, type SiteKernel, type SiteLaw, siteKernel } from '../../src/sites/index.ts';

/** A step's kernel, law and energy on the line: `nodes` sites on [low, high], both ends included. */
export interface OnTheLine {
  x: Float64Array;
  kernel: SiteKernel;
  law: SiteLaw;
  energy: SiteEnergy;
}

export async function onTheLine(options: {
  interval: [low: number, high: number];
  nodes: number;
  epsilon: number;
  density: (x: number) => number;
  potential: (x: number) => number;
}): Promise<OnTheLine> {
  const { interval, nodes, epsilon, density, potential } = options;
  const [low, high] = interval;
  const x = Float64Array.from({ length: nodes }, (_, i) => low + ((high - low) * i) / (nodes - 1));
  const kernel = siteKernel({ sites: x, dimension: 1, epsilon });
  return {
    x,
    kernel,
    law: await lawOfMasses(kernel, x.map(density)),
    energy: { potential: x.map(potential), entropy: 0, volumes: x.map(() => (high - low) / (nodes - 1)) },
  };
}

/** exp(−(x − mean)²/(2 deviation²)). */
export const bell =
  (deviation: number, mean = 0) =>
  (x: number): number =>
    Math.exp(-((x - mean) ** 2) / (2 * deviation ** 2));

export const expectation = (masses: Float64Array, values: Float64Array): number =>
  masses.reduce((sum, mass, i) => sum + mass * values[i]!, 0);

export const varianceOf = (masses: Float64Array, x: Float64Array): number =>
  expectation(
    masses,
    x.map((value) => value * value),
  ) -
  expectation(masses, x) ** 2;

/** G of sites as rows. */
export function gibbs({ sites, dimension, epsilon, count }: SiteKernel): number[][] {
  const squared = (i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < dimension; k++) sum += (sites[i * dimension + k]! - sites[j * dimension + k]!) ** 2;
    return sum;
  };
  const indices = Array.from({ length: count }, (_, i) => i);
  return indices.map((i) => indices.map((j) => Math.exp(-squared(i, j) / epsilon)));
}

const times = (matrix: number[][], v: ArrayLike<number>): Float64Array =>
  Float64Array.from(matrix, (row) => row.reduce((sum, value, j) => sum + value * v[j]!, 0));

/** Expectation maximisation from equal masses: m ← m ⊙ E ⊙ G(μ/G(E ⊙ m)). */
export function expectationMaximisation(
  { kernel, law, energy }: Omit<OnTheLine, 'x'>,
  stepSize: number,
  iterations: number,
): Float64Array {
  const matrix = gibbs(kernel);
  const lowest = Math.min(...energy.potential);
  const factors = energy.potential.map((value) => Math.exp((-2 * stepSize * (value - lowest)) / kernel.epsilon));
  let m = new Float64Array(kernel.count).fill(1 / kernel.count);
  for (let k = 0; k < iterations; k++) {
    const image = times(
      matrix,
      m.map((value, i) => factors[i]! * value),
    );
    const pull = times(
      matrix,
      law.masses.map((mass, j) => mass / image[j]!),
    );
    m = m.map((value, i) => value * factors[i]! * pull[i]!);
  }
  return m;
}

/** min Σ π c + ε KL(π | μ⊗ν) over the plans of μ and ν, by Sinkhorn iterations on the sites that have mass. */
export function entropicCost(kernel: SiteKernel, mu: Float64Array, nu: Float64Array): number {
  const matrix = gibbs(kernel);
  let u = new Float64Array(kernel.count).fill(1);
  let v = u;
  const weighted = (masses: Float64Array, scales: Float64Array) => masses.map((mass, i) => mass * scales[i]!);
  for (let k = 0; k < 3000; k++) {
    v = times(matrix, weighted(mu, u)).map((value) => 1 / value);
    u = times(matrix, weighted(nu, v)).map((value) => 1 / value);
  }
  const dual = (masses: Float64Array, scales: Float64Array): number => expectation(masses, scales.map(Math.log));
  return kernel.epsilon * (dual(mu, u) + dual(nu, v));
}
