import { keyOf, Stream, uniforms } from '../../src/random/index.ts';
import { lawOfMasses, type SiteKernel, type SiteLaw, siteKernel } from '../../src/sites/index.ts';

/** Sites at equal distances on [low, high], both ends included. */
export function line(count: number, low: number, high: number, epsilon: number): SiteKernel {
  const sites = Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
  return siteKernel({ sites, dimension: 1, epsilon });
}

/** Twelve points of the unit square that fill it evenly, and two laws on them; the first has no mass at site 3. */
export async function cloud(epsilon: number): Promise<{ kernel: SiteKernel; first: SiteLaw; second: SiteLaw }> {
  const fraction = (x: number): number => x - Math.floor(x);
  const sites = Float64Array.from({ length: 24 }, (_, at) =>
    fraction((Math.floor(at / 2) + 1) * (at % 2 === 0 ? 0.7548776662466927 : 0.5698402909980532)),
  );
  const kernel = siteKernel({ sites, dimension: 2, epsilon });
  const first = bySites(kernel, (x, y) => 1 + 0.8 * Math.sin(5 * x + 2 * y!));
  first[3] = 0;
  return {
    kernel,
    first: await lawOfMasses(kernel, first),
    second: await lawOfMasses(
      kernel,
      bySites(kernel, (x) => 0.2 + x * x),
    ),
  };
}

/** A function of the coordinates at every site. */
export function bySites({ sites, dimension, count }: SiteKernel, f: (...x: number[]) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => f(...sites.subarray(i * dimension, (i + 1) * dimension)));
}

/** N(mean, deviation²) at the sites of a line. */
export const bell = (kernel: SiteKernel, mean: number, deviation: number): Promise<SiteLaw> =>
  lawOfMasses(
    kernel,
    bySites(kernel, (x) => Math.exp(-((x - mean) ** 2) / (2 * deviation ** 2))),
  );

/** All mass at one site. */
export function dirac({ count }: SiteKernel, site: number): SiteLaw {
  const masses = new Float64Array(count);
  masses[site] = 1;
  return { masses, coefficients: masses };
}

/** As many numbers in (0, 1) as there are sites. */
export const randomNumbers = ({ count }: SiteKernel, seed: string): Float64Array =>
  uniforms(count, 1, { key: keyOf(seed), step: 0, stream: Stream.choice });

/** A law with very unequal masses. */
export const randomLaw = (kernel: SiteKernel, seed: string): Promise<SiteLaw> =>
  lawOfMasses(
    kernel,
    randomNumbers(kernel, seed).map((u) => u ** 3),
  );

/** v − μΣv: a velocity that keeps the mass. */
export function tangent({ masses }: SiteLaw, values: Float64Array): Float64Array {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value, i) => value - masses[i]! * sum);
}

/** The order p of errors that shrink like h^p, from those at h and h/2. */
export const orderOf = (coarse: number, fine: number): number => Math.log2(Math.abs(coarse / fine));

/** ∫_0^b f by Simpson's rule on 2000 intervals. */
export function integral(f: (x: number) => number, b: number): number {
  const n = 2000;
  let sum = f(0) + f(b);
  for (let i = 1; i < n; i++) sum += (i % 2 === 1 ? 4 : 2) * f((b * i) / n);
  return (sum * b) / (3 * n);
}
