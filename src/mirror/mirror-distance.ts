import { symmetricInverse } from '../linalg/index.ts';
import { normalCdf } from '../random/index.ts';
import type { Report } from './estimator.ts';
import type { ReferenceLaw } from './flow/reference-law.ts';
import { lineReference } from './line-reference.ts';
import { covarianceError } from './reference.ts';
import { affineRows, momentsOfRows } from './rows.ts';

/** Rows of each cloud that an energy distance looks at. */
const MOST_ROWS = 500;
/** E KS·√n of an exact sample of n on the line. */
const KOLMOGOROV_MEAN = 0.8687;

/**
 * How far the law of the mirror coordinates y [n, d] is from the reference:
 * - `mirrorCovarianceError`, the largest entry of Θ^−½Cov(Y)Θ^−½ − I, 0 for the Bures map by construction;
 * - `mirrorKurtosisExcess`, E|S^−½(Y − m)|⁴/(d(d + 2)) − 1 (Mardia 1970), 0 for a Gaussian reference;
 * - on the line `mirrorKolmogorovSmirnov`, and its mean for an exact sample, `mirrorKolmogorovFloor`;
 * - else `mirrorEnergyDistance`, 2E|Y − R| − E|Y − Y′| − E|R − R′| (Székely & Rizzo 2013) for up to 500 of the y and as many points R of the reference, and its
 *   mean for two exact samples, `mirrorEnergyFloor`.
 */
export function mirrorDistance(y: Float64Array, reference: ReferenceLaw): Report {
  const { dimension } = reference.gaussian;
  return {
    mirrorCovarianceError: covarianceError(y, reference.gaussian),
    mirrorKurtosisExcess: kurtosisExcess(y, dimension),
    ...(dimension === 1 ? kolmogorovSmirnov(y, reference) : energyDistance(y, reference)),
  };
}

function kolmogorovSmirnov(y: Float64Array, reference: ReferenceLaw): Report {
  const n = y.length;
  const largest = y
    .map(lineReference(reference).normalScore)
    .sort()
    .reduce((found, score, i) => {
      const expected = normalCdf(score);
      return Math.max(found, expected - i / n, (i + 1) / n - expected);
    }, 0);
  return { mirrorKolmogorovSmirnov: largest, mirrorKolmogorovFloor: KOLMOGOROV_MEAN / Math.sqrt(n) };
}

function energyDistance(y: Float64Array, { gaussian: { dimension: d }, points }: ReferenceLaw): Report {
  if (!points) return {};
  const own = thinned(y, d);
  const exact = points(own.length / d);
  const width = meanDistance(exact, exact, d);
  const distance = 2 * meanDistance(own, exact, d) - meanDistance(own, own, d) - width;
  return { mirrorEnergyDistance: distance, mirrorEnergyFloor: (2 * width * d) / own.length };
}

function kurtosisExcess(y: Float64Array, d: number): number {
  const { mean, covariance } = momentsOfRows(y, d);
  const centred = affineRows(y, symmetricInverse(covariance), mean);
  const count = y.length / d;
  let fourth = 0;
  for (let start = 0; start < y.length; start += d) {
    let squared = 0;
    for (let k = 0; k < d; k++) squared += centred[start + k]! * (y[start + k]! - mean[k]!);
    fourth += squared ** 2 / count;
  }
  return fourth / (d * (d + 2)) - 1;
}

function thinned(y: Float64Array, d: number): Float64Array {
  const stride = Math.ceil(y.length / d / MOST_ROWS);
  return y.filter((_, at) => Math.floor(at / d) % stride === 0);
}

function meanDistance(x: Float64Array, y: Float64Array, d: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i += d) {
    for (let j = 0; j < y.length; j += d) {
      let squared = 0;
      for (let k = 0; k < d; k++) squared += (x[i + k]! - y[j + k]!) ** 2;
      sum += Math.sqrt(squared);
    }
  }
  return (sum * d * d) / (x.length * y.length);
}
