/* The Euler steps of the Sinkhorn flow between Gaussians: both entropic maps are affine, so the law stays Gaussian. */

/** The matrix of the entropic map from N(·, a) to N(·, b) in one dimension, cost ½|x − y|². */
const mapSlope = (a: number, b: number, epsilon: number): number =>
  (Math.sqrt(4 * a * b + epsilon ** 2) - epsilon) / (2 * a);

export interface Normal {
  mean: number;
  variance: number;
}

/** One Euler step of the flow of N(mean, variance) to N(b): both entropic maps are affine. */
function eulerStep({ mean, variance }: Normal, b: Normal, epsilon: number, h: number): Normal {
  const slope = mapSlope(variance, b.variance, epsilon) - mapSlope(variance, variance, epsilon);
  return { mean: mean + h * (b.mean - mean), variance: (1 + h * slope) ** 2 * variance };
}

export function afterSteps(start: Normal, b: Normal, epsilon: number, h: number, steps: number): Normal {
  let law = start;
  for (let s = 0; s < steps; s++) law = eulerStep(law, b, epsilon, h);
  return law;
}

/** N(mean, variance) as 121 weighted points of a regular grid: its moments are those of the law to 1e-7. */
export function gridOf({ mean, variance }: Normal): { points: number[][]; weights: number[] } {
  const z = Array.from({ length: 121 }, (_, i) => (i - 60) / 10);
  const masses = z.map((value) => Math.exp(-0.5 * value ** 2));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return {
    points: z.map((value) => [mean + Math.sqrt(variance) * value]),
    weights: masses.map((mass) => mass / total),
  };
}

type Square = number[][];
const times = (a: Square, b: Square): Square =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
const plus = (a: Square, b: Square, scale = 1): Square =>
  a.map((row, i) => row.map((value, j) => value + scale * b[i]![j]!));
const identity = (scale: number): Square => [
  [scale, 0],
  [0, scale],
];
const inverse = ([[a, b], [c, d]]: Square): Square => {
  const determinant = a! * d! - b! * c!;
  return [
    [d! / determinant, -b! / determinant],
    [-c! / determinant, a! / determinant],
  ];
};
/** The square root of a symmetric positive definite 2 × 2 matrix: (M + √det I)/√(tr + 2√det). */
const root = (m: Square): Square => {
  const s = Math.sqrt(m[0]![0]! * m[1]![1]! - m[0]![1]! * m[1]![0]!);
  const t = Math.sqrt(m[0]![0]! + m[1]![1]! + 2 * s);
  return plus(m, identity(s)).map((row) => row.map((value) => value / t));
};
/** A^−½ (½D − ½ε) A^−½ with D = (4 A^½ B A^½ + ε²)^½. */
function mapMatrix(a: Square, b: Square, epsilon: number): Square {
  const half = root(a);
  const product = times(times(half, b), half).map((row) => row.map((value) => 4 * value));
  const inner = plus(root(plus(product, identity(epsilon ** 2))), identity(-epsilon)).map((row) =>
    row.map((v) => v / 2),
  );
  return times(times(inverse(half), inner), inverse(half));
}
export function covarianceAfter(start: Square, destination: Square, epsilon: number, h: number, steps: number): Square {
  let a = start;
  for (let s = 0; s < steps; s++) {
    const slope = plus(mapMatrix(a, destination, epsilon), mapMatrix(a, a, epsilon), -1);
    const step = plus(identity(1), slope, h);
    a = times(times(step, a), step);
  }
  return a;
}
