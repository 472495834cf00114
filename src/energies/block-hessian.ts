/** Above this dimension the blocks would cost more products than they save. */
const LARGEST_BLOCK = 8;

/**
 * The block-diagonal Hessian of a potential: n blocks of d×d. Up to eight dimensions the blocks are computed at the first use, from d
 * products with the unit directions (each one direction for all particles at once), and kept.
 */
export class BlockHessian {
  readonly #dimension: number;
  readonly #product: (p: Float64Array) => Promise<Float64Array>;
  #columns: Float64Array[] | undefined;

  constructor(dimension: number, product: (p: Float64Array) => Promise<Float64Array>) {
    this.#dimension = dimension;
    this.#product = product;
  }

  /** The Hessian times p, row-major [n, d]. */
  async times(p: Float64Array): Promise<Float64Array> {
    const d = this.#dimension;
    if (d > LARGEST_BLOCK) return this.#product(p);
    this.#columns ??= await this.#unitProducts(p.length);
    const out = new Float64Array(p.length);
    for (let row = 0; row < p.length; row += d) {
      for (const [l, column] of this.#columns.entries()) {
        for (let k = 0; k < d; k++) out[row + k]! += column[row + k]! * p[row + l]!;
      }
    }
    return out;
  }

  async #unitProducts(length: number): Promise<Float64Array[]> {
    const columns: Float64Array[] = [];
    for (let l = 0; l < this.#dimension; l++) {
      const unit = new Float64Array(length);
      for (let i = l; i < length; i += this.#dimension) unit[i] = 1;
      columns.push(await this.#product(unit));
    }
    return columns;
  }
}
