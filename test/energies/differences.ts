import type { Energy } from '../../src/energies/index.ts';

/** N ∂F/∂X and N (Hess F) p by central differences of the value and of the gradient. */
export async function differences(energy: Energy, x: Float64Array, p: Float64Array, h: number) {
  const count = x.length / energy.dimension;
  const gradient = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const [up, down] = [x.slice(), x.slice()];
    up[i]! += h;
    down[i]! -= h;
    gradient[i] = (count * ((await energy.at(up)).value - (await energy.at(down)).value)) / (2 * h);
  }
  const product = await slopeAlong(x, p, h, async (at) => (await energy.at(at)).gradient);
  return { gradient, product };
}

/** N D³F[p, q] by central differences of the Hessian-vector product. */
export const hessianDifference = (energy: Energy, x: Float64Array, p: Float64Array, q: Float64Array, h: number) =>
  slopeAlong(x, p, h, async (at) => (await energy.at(at)).hessianVector(q));

async function slopeAlong(
  x: Float64Array,
  p: Float64Array,
  h: number,
  f: (x: Float64Array) => Promise<Float64Array>,
): Promise<Float64Array> {
  const ahead = await f(x.map((value, i) => value + h * p[i]!));
  const behind = await f(x.map((value, i) => value - h * p[i]!));
  return ahead.map((value, i) => (value - behind[i]!) / (2 * h));
}
