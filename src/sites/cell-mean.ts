import { power } from '../elementary/index.ts';
import { unitBallVolume } from '../energies/index.ts';

/** Double-exponential quadrature (Takahasi & Mori 1974): from s = 1e-79 on, so that s^−.9 is integrated as well, and not from less, where powers overflow. */
const STEP = 1 / 16;
const FIRST = -76;
const LAST = 64;

/**
 * The mean of W(x − y) over independent uniform x, y in a ball of a volume: what the mass of a cell does to itself. W may be infinite at 0.
 *
 * With radius R and s = |x − y|/2R the density of s is d 2^d s^{d−1} J(s)/J(0), J(s) = ∫_s^1 (1 − t²)^{(d−1)/2} dt, the part of the ball that
 * it shares with itself moved by 2Rs. In one dimension the ball is the cell.
 *
 * @param value W of |z|²
 */
export function meanOverCell(value: (squared: number) => number, volume: number, dimension: number): number {
  const diameter = 2 * power(volume / unitBallVolume(dimension), 1 / dimension);
  const whole = sharedPart(0, dimension - 1);
  let mean = 0;
  for (let node = FIRST; node <= LAST; node++) {
    const x = node * STEP;
    const s = 1 / (1 + Math.exp(-Math.PI * Math.sinh(x)));
    const rest = 1 / (1 + Math.exp(Math.PI * Math.sinh(x)));
    const density = dimension * 2 ** dimension * power(s, dimension - 1) * (sharedPart(s, dimension - 1) / whole);
    mean += STEP * Math.PI * Math.cosh(x) * s * rest * density * value((diameter * s) ** 2);
  }
  return mean;
}

/** J(s) = ∫_s^1 (1 − t²)^{m/2} dt, by parts. */
function sharedPart(s: number, m: number): number {
  if (m === -1) return Math.acos(s);
  if (m === 0) return 1 - s;
  return (m * sharedPart(s, m - 2) - s * power(1 - s * s, m / 2)) / (m + 1);
}
