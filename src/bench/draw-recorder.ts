import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import { Adaptation } from '../adaptation/index.ts';
import type { Means } from '../metrics/index.ts';
import { score } from '../targets/index.ts';
import { checkMethod, type Ensemble } from '../world/index.ts';
import { packArray } from './packed-array.ts';
import { PooledMeans } from './pooled-means.ts';
import type { Draws, PackedArray } from './result.ts';

/** Draws of a chain that are kept: enough for its effective sample size. */
const MOST_DRAWS = 512;
/** Chains whose effective sample size is taken: so many that it costs less than the run. */
const [LEAST_CHAINS, MOST_CHAINS] = [4, 64];
const MOST_NUMBERS = 500_000;
/** Chains that go into the record, as far as they fit into it. */
const MOST_RECORDED_CHAINS = 8;
const MOST_RECORDED_NUMBERS = 32_768;

/** What a method says of single chains, in `memory`. */
const STATISTICS = ['acceptStat', 'treeDepth', 'leapfrogs', 'divergent', 'energy'];

/**
 * The draws of independent chains after warm-up: the positions of the first chains after every so many steps. Where a run takes more steps than were
 * expected, every second draw is dropped and the stride doubles.
 */
export class DrawRecorder {
  readonly #ensemble: Ensemble;
  readonly #chains: number;
  #stride: number;
  #draws: Draw[] = [];
  readonly #pool: PooledMeans;
  #nextStep: number;

  /** @param steps about how many are to come */
  constructor(ensemble: Ensemble, steps: number) {
    this.#ensemble = ensemble;
    this.#pool = new PooledMeans(ensemble.dimension);
    this.#stride = Math.max(1, Math.ceil(steps / MOST_DRAWS));
    const fitting = Math.floor(MOST_NUMBERS / (Math.min(steps, MOST_DRAWS) * ensemble.dimension));
    this.#chains = Math.min(ensemble.count, Math.max(LEAST_CHAINS, Math.min(MOST_CHAINS, fitting)));
    this.#nextStep = ensemble.steps + this.#stride;
  }

  /** The number of the step after which the next draw is due. */
  get nextStep(): number {
    return this.#nextStep;
  }

  /** Keep a draw if one is due. */
  async visit(): Promise<void> {
    const { columns, steps, dimension, memory } = this.#ensemble;
    if (steps < this.#nextStep) return;
    const all = await columns.position.pull();
    this.#pool.add(all);
    const positions = all.slice(0, this.#chains * dimension);
    const statistics = STATISTICS.flatMap((name) => {
      const values = memory.get(name);
      return values ? [[name, Float32Array.from(values.subarray(0, this.#chains))] as const] : [];
    });
    this.#draws.push({ positions, statistics: new Map(statistics) });
    if (this.#draws.length >= 2 * MOST_DRAWS) {
      this.#draws = this.#draws.filter((_, i) => i % 2 === 1);
      this.#stride *= 2;
    }
    this.#nextStep = steps + this.#stride;
  }

  /** Over every draw of every chain, also of those that are not kept; nothing before the first draw. */
  get means(): Means | undefined {
    return this.#pool.means;
  }

  /** All that was kept, [chain, draw, d]. */
  chains(): { values: Float32Array; shape: [chains: number, draws: number, dimension: number] } {
    const { dimension } = this.#ensemble;
    return {
      values: this.#ordered(this.#chains, ({ positions }) => positions, dimension),
      shape: [this.#chains, this.#draws.length, dimension],
    };
  }

  /** What goes into the record; nothing where there is no draw. */
  async result(): Promise<Draws | undefined> {
    const draws = this.#draws.length;
    if (draws === 0) return undefined;
    const { dimension } = this.#ensemble;
    const fitting = Math.floor(MOST_RECORDED_NUMBERS / (draws * dimension));
    const chains = Math.max(1, Math.min(this.#chains, MOST_RECORDED_CHAINS, fitting));
    const positions = this.#ordered(chains, (draw) => draw.positions, dimension);
    const statistics = [...this.#draws[0]!.statistics.keys()].map((name): [string, PackedArray] => [
      name,
      packArray(
        this.#ordered(chains, (draw) => draw.statistics.get(name)!, 1),
        [chains, draws],
      ),
    ]);
    return {
      positions: packArray(positions, [chains, draws, dimension]),
      logDensity: packArray(await this.#logDensities(positions), [chains, draws]),
      ...(statistics.length > 0 && { stats: Object.fromEntries(statistics) }),
      ...this.#mass(),
      stride: this.#stride,
    };
  }

  /** What took the place of the variances; ones where there was no warm-up to learn them. */
  #mass(): { inverseMass?: PackedArray } {
    const { memory, dimension, method } = this.#ensemble;
    const learnt = Adaptation.inverseMassIn(memory, dimension);
    if (!learnt || checkMethod(method).parameters.mass !== 'diagonal') return {};
    return { inverseMass: packArray(Float32Array.from(learnt), [dimension]) };
  }

  /** [chain, draw, width] of rows that were noted as [chain, width], draw by draw. */
  #ordered(chains: number, valuesOf: (draw: Draw) => Float32Array, width: number): Float32Array {
    const draws = this.#draws.length;
    const out = new Float32Array(chains * draws * width);
    for (const [t, draw] of this.#draws.entries())
      for (let chain = 0; chain < chains; chain++)
        out.set(valuesOf(draw).subarray(chain * width, (chain + 1) * width), (chain * draws + t) * width);
    return out;
  }

  async #logDensities(positions: Float32Array): Promise<Float32Array> {
    const { target, dimension } = this.#ensemble;
    const logDensity = tidy(
      () => score(target!, tensor2d(positions, [positions.length / dimension, dimension])).logDensity,
    );
    const values = (await logDensity.data()).slice() as Float32Array;
    logDensity.dispose();
    return values;
  }
}

interface Draw {
  /** [chain, d] */
  positions: Float32Array;
  /** [chain] each. */
  statistics: Map<string, Float32Array>;
}
