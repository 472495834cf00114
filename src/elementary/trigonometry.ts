/**
 * sin x, x in radians, to a unit in the last place where |x| < 8e5; beyond, to that of x. `Math.sin` and `Math.cos` differ between Node and
 * browsers, and a run has the same bits in both: these are the polynomials of fdlibm (Sun Microsystems 1993), in arithmetic that IEEE 754 fixes.
 */
export function sine(x: number): number {
  const [quarter, rest, tail] = reduced(x);
  const value = quarter % 2 === 0 ? sineNearZero(rest, tail) : cosineNearZero(rest, tail);
  return quarter < 2 ? value : -value;
}

/** cos x, as exact as `sine`. */
export function cosine(x: number): number {
  const [quarter, rest, tail] = reduced(x);
  const value = quarter % 2 === 0 ? cosineNearZero(rest, tail) : sineNearZero(rest, tail);
  return quarter === 0 || quarter === 3 ? value : -value;
}

/** π/2 in two parts of 33 bits, whose products with integers up to 2^20 are exact, and the rest. */
const [FIRST, SECOND, REST] = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21];
const FAR = 2 ** 19 * FIRST;

/** x less the nearest multiple of π/2, as a sum of two numbers, and which multiple it is, modulo 4. */
function reduced(angle: number): [quarter: number, rest: number, tail: number] {
  const x = Math.abs(angle) < FAR ? angle : angle % (2 * Math.PI);
  const quarters = Math.round(x * (2 / Math.PI));
  const most = x - quarters * FIRST;
  const next = quarters * SECOND;
  const high = most - next;
  const low = quarters * REST - (most - high - next);
  const rest = high - low;
  return [((quarters % 4) + 4) % 4, rest, high - rest - low];
}

const SINE = [
  -0.16666666666666632, 0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6,
  -2.5050760253406863e-8, 1.58969099521155e-10,
] as const; // biome-ignore format: a table
const COSINE = [
  0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5, -2.7557314351390663e-7,
  2.087572321298175e-9, -1.1359647557788195e-11,
] as const; // biome-ignore format: a table

/** sin(x + tail), |x| ≤ π/4. */
function sineNearZero(x: number, tail: number): number {
  const [s1, s2, s3, s4, s5, s6] = SINE;
  const z = x * x;
  const v = z * x;
  const r = s2 + z * (s3 + z * (s4 + z * (s5 + z * s6)));
  return x - (z * (0.5 * tail - v * r) - tail - v * s1);
}

/** cos(x + tail), |x| ≤ π/4. */
function cosineNearZero(x: number, tail: number): number {
  const [c1, c2, c3, c4, c5, c6] = COSINE;
  const z = x * x;
  const r = z * (c1 + z * (c2 + z * (c3 + z * (c4 + z * (c5 + z * c6)))));
  const half = 0.5 * z;
  const most = 1 - half;
  return most + (1 - most - half + (z * r - x * tail));
}
