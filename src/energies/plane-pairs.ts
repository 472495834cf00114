import { fromAxes, toAxes } from './axes.ts';
import type { RadialTerm } from './kernels/radial-term.ts';
import type { PairEnergy, PairSums } from './pair-sums.ts';
import { eachTile, TILE } from './pair-tiles.ts';

/**
 * What `RadialPairs` is, for the plane, where clouds are large: all numbers of a pair are plain local ones, which is several times as fast.
 */
export class PlanePairs implements PairSums {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #term: RadialTerm;

  constructor(points: Float64Array, term: RadialTerm) {
    [this.#x, this.#y] = toAxes(points, 2) as [Float64Array, Float64Array];
    this.#term = term;
  }

  energy(): PairEnergy {
    const [x, y, term] = [this.#x, this.#y, this.#term];
    const n = x.length;
    const forces = new Sums(n);
    const sizes = new Sums(n);
    const squared = new Float64Array(TILE);
    const firsts = Float64Array.of(term.first(0), ...new Float64Array(TILE - 1));
    const self = term.sum(squared, firsts, 1);
    let value = 0.5 * n * self.sum;
    let magnitude = 0.5 * n * self.size;
    eachTile(n, (i, from, to) => {
      addForces(x, y, term, i, from, to, squared, firsts, forces, sizes);
      const { sum, size } = term.sum(squared, firsts, to - from);
      value += sum;
      magnitude += size;
    });
    return {
      value: value / (n * n),
      magnitude: magnitude / (n * n),
      gradient: forces.mean(),
      uncancelled: sizes.mean(),
    };
  }

  hessianVector(p: Float64Array): Float64Array {
    const [x, y, term] = [this.#x, this.#y, this.#term];
    const [px, py] = toAxes(p, 2) as [Float64Array, Float64Array];
    const sums = new Sums(x.length);
    eachTile(x.length, (i, from, to) => addProducts(x, y, px, py, term, i, from, to, sums));
    return sums.mean();
  }

  hessianChange(p: Float64Array, q: Float64Array): Float64Array {
    const [x, y, term] = [this.#x, this.#y, this.#term];
    const [px, py] = toAxes(p, 2) as [Float64Array, Float64Array];
    const [qx, qy] = toAxes(q, 2) as [Float64Array, Float64Array];
    const sums = new Sums(x.length);
    eachTile(x.length, (i, from, to) => addChanges(x, y, px, py, qx, qy, term, i, from, to, sums));
    return sums.mean();
  }
}

/** A vector for each particle. */
class Sums {
  readonly x: Float64Array;
  readonly y: Float64Array;

  constructor(n: number) {
    this.x = new Float64Array(n);
    this.y = new Float64Array(n);
  }

  /** Row-major, over the number of particles. */
  mean(): Float64Array {
    return fromAxes([this.x, this.y], 1 / this.x.length);
  }
}

function addForces(
  x: Float64Array,
  y: Float64Array,
  term: RadialTerm,
  i: number,
  from: number,
  to: number,
  squared: Float64Array,
  firsts: Float64Array,
  forces: Sums,
  sizes: Sums,
): void {
  const { x: forcesX, y: forcesY } = forces;
  const { x: sizesX, y: sizesY } = sizes;
  const [xi, yi] = [x[i]!, y[i]!];
  let [forceX, forceY, sizeX, sizeY] = [0, 0, 0, 0];
  for (let j = from; j < to; j++) {
    const zx = xi - x[j]!;
    const zy = yi - y[j]!;
    const s = zx * zx + zy * zy;
    squared[j - from] = s;
    const first = term.first(s);
    firsts[j - from] = first;
    const partX = first * zx;
    const partY = first * zy;
    forceX += partX;
    forceY += partY;
    forcesX[j]! -= partX;
    forcesY[j]! -= partY;
    sizeX += Math.abs(partX);
    sizeY += Math.abs(partY);
    sizesX[j]! += Math.abs(partX);
    sizesY[j]! += Math.abs(partY);
  }
  forcesX[i]! += forceX;
  forcesY[i]! += forceY;
  sizesX[i]! += sizeX;
  sizesY[i]! += sizeY;
}

function addProducts(
  x: Float64Array,
  y: Float64Array,
  px: Float64Array,
  py: Float64Array,
  term: RadialTerm,
  i: number,
  from: number,
  to: number,
  sums: Sums,
): void {
  const { x: sumsX, y: sumsY } = sums;
  const [xi, yi, pxi, pyi] = [x[i]!, y[i]!, px[i]!, py[i]!];
  let [sumX, sumY] = [0, 0];
  for (let j = from; j < to; j++) {
    const zx = xi - x[j]!;
    const zy = yi - y[j]!;
    const dx = pxi - px[j]!;
    const dy = pyi - py[j]!;
    const s = zx * zx + zy * zy;
    const first = term.first(s);
    const alongZ = term.second(s, first) * (zx * dx + zy * dy);
    const partX = first * dx + alongZ * zx;
    const partY = first * dy + alongZ * zy;
    sumX += partX;
    sumY += partY;
    sumsX[j]! -= partX;
    sumsY[j]! -= partY;
  }
  sumsX[i]! += sumX;
  sumsY[i]! += sumY;
}

function addChanges(
  x: Float64Array,
  y: Float64Array,
  px: Float64Array,
  py: Float64Array,
  qx: Float64Array,
  qy: Float64Array,
  term: RadialTerm,
  i: number,
  from: number,
  to: number,
  sums: Sums,
): void {
  const { x: sumsX, y: sumsY } = sums;
  const [xi, yi, pxi, pyi, qxi, qyi] = [x[i]!, y[i]!, px[i]!, py[i]!, qx[i]!, qy[i]!];
  let [sumX, sumY] = [0, 0];
  for (let j = from; j < to; j++) {
    const zx = xi - x[j]!;
    const zy = yi - y[j]!;
    const dx = pxi - px[j]!;
    const dy = pyi - py[j]!;
    const ex = qxi - qx[j]!;
    const ey = qyi - qy[j]!;
    const s = zx * zx + zy * zy;
    const second = term.second(s, term.first(s));
    const zp = zx * dx + zy * dy;
    const zq = zx * ex + zy * ey;
    const alongZ = second * (dx * ex + dy * ey) + term.third(s, second) * zp * zq;
    const partX = second * (zp * ex + zq * dx) + alongZ * zx;
    const partY = second * (zp * ey + zq * dy) + alongZ * zy;
    sumX += partX;
    sumY += partY;
    sumsX[j]! -= partX;
    sumsY[j]! -= partY;
  }
  sumsX[i]! += sumX;
  sumsY[i]! += sumY;
}
