import type { Awaitable, SiteKernel } from '../sites/index.ts';

/** Sums below this may have lost terms to underflow. */
const SMALLEST = 1e-280;

/**
 * x → G(m ⊙ x)/(Gm), the means of x, [n], under the measure m as every site sees it: positive numbers stay so, and 1 stays 1.
 *
 * @param logMasses log m, [n], not all −∞
 * @param logImage log Gm, [n]
 */
export function markovOperator(
  kernel: SiteKernel,
  logMasses: Float64Array,
  logImage: Float64Array,
): (x: Float64Array) => Awaitable<Float64Array> {
  const top = logMasses.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
  const masses = logMasses.map((value) => Math.exp(value - top));
  const image = logImage.map((value) => Math.exp(value - top));
  if (image.every((value) => value > SMALLEST)) {
    return async (x) => (await kernel.apply(x.map((value, i) => value * masses[i]!))).map((sum, i) => sum / image[i]!);
  }
  const meanOf = async (x: Float64Array): Promise<Float64Array> =>
    (await kernel.logApply(x.map((value, i) => Math.log(value) + logMasses[i]!))).map((log, i) =>
      Math.exp(log - logImage[i]!),
    );
  return async (x) => {
    const [gains, losses] = [await meanOf(x.map((v) => Math.max(v, 0))), await meanOf(x.map((v) => Math.max(-v, 0)))];
    return gains.map((gain, i) => gain - losses[i]!);
  };
}
