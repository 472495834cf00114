import { type Ensemble, mostParticles, type Scene, type World } from '../../world/index.ts';
import type { GrowingFile, OutputFolder } from './folder.ts';
import { recordedOf } from './recorded.ts';

/** What was recorded of one ensemble at one frame. */
export interface RecordedFrame {
  /** Physical time. */
  time: number;
  /** [recorded], of the whole ensemble: they sum to less than 1 where not every particle is recorded. */
  weights: Float32Array;
  /** Row-major [recorded, dimension]. */
  positions: Float32Array;
}

/** One ensemble as the file lays it out. */
export interface RecordedEnsemble {
  name: string;
  dimension: number;
  /** At most the first so many particles are recorded: there may be fewer before some come in. */
  recorded: number;
}

/** Bytes before the weights: time and number of rows. */
const HEAD = 16;

/**
 * The frames of a run while it goes on: one block of fixed size per frame, so that memory holds one frame at most, an interrupted run keeps
 * what it has, and a resumed one goes on behind it. Per ensemble: time and number of rows (float64), weights, positions (float32).
 */
export class FrameFile {
  static readonly name = 'frames.partial';
  readonly ensembles: readonly RecordedEnsemble[];
  readonly #file: GrowingFile;
  readonly #offsets: number[];
  readonly #frameBytes: number;
  #frames: number;

  private constructor(file: GrowingFile, ensembles: RecordedEnsemble[], frames: number) {
    this.#file = file;
    this.ensembles = ensembles;
    this.#offsets = [];
    this.#frameBytes = ensembles.reduce((offset, { recorded, dimension }) => {
      this.#offsets.push(offset);
      return offset + HEAD + 4 * recorded * (1 + dimension);
    }, 0);
    this.#frames = frames;
  }

  /**
   * @param most particles recorded per ensemble; of sites all are
   * @param keep so many frames of an earlier run stay; undefined when the file has fewer
   */
  static async open(
    folder: OutputFolder,
    { scene, world }: { scene: Scene; world: World },
    most: number,
    keep: number,
  ): Promise<FrameFile | undefined> {
    if (keep > 0 && !(await folder.has(FrameFile.name))) return undefined;
    const file = await folder.grow(FrameFile.name, keep > 0 ? 'r+' : 'w+');
    const frames = new FrameFile(file, [...world.ensembles.values()].map(layoutOf(scene, most)), keep);
    if ((await file.size()) < keep * frames.#frameBytes) {
      await file.close();
      return undefined;
    }
    await file.truncate(keep * frames.#frameBytes);
    return frames;
  }

  /** How many frames there are. */
  get frames(): number {
    return this.#frames;
  }

  async append(world: World): Promise<void> {
    const block = new Uint8Array(this.#frameBytes);
    for (const [i, ensemble] of [...world.ensembles.values()].entries()) await this.#fill(block, i, ensemble);
    await this.#file.append(block, this.#frames * this.#frameBytes);
    this.#frames++;
  }

  async read(frame: number, ensemble: number): Promise<RecordedFrame> {
    const { recorded, dimension } = this.ensembles[ensemble]!;
    const start = frame * this.#frameBytes + this.#offsets[ensemble]!;
    const { buffer } = await this.#file.read(HEAD + 4 * recorded * (1 + dimension), start);
    const [time, rows] = new Float64Array(buffer, 0, 2) as unknown as [number, number];
    return {
      time,
      weights: new Float32Array(buffer, HEAD, rows),
      positions: new Float32Array(buffer, HEAD + 4 * rows, rows * dimension),
    };
  }

  /** Cut off what a failed `append` left, which gives its space back. */
  dropTorn = (): Promise<void> => this.#file.truncate(this.#frames * this.#frameBytes);
  sync = (): Promise<void> => this.#file.sync();
  close = (): Promise<void> => this.#file.close();

  async #fill(block: Uint8Array, i: number, { columns, count, time }: Ensemble): Promise<void> {
    const { recorded, dimension } = this.ensembles[i]!;
    const rows = Math.min(count, recorded);
    const weights = columns.weight
      ? (await columns.weight.pull()).subarray(0, rows)
      : new Float32Array(rows).fill(1 / count);
    const positions = (await columns.position.pull()).subarray(0, rows * dimension);
    let offset = this.#offsets[i]!;
    for (const values of [Float64Array.of(time, rows), weights, positions]) {
      block.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
      offset += values.byteLength;
    }
  }
}

const layoutOf =
  (scene: Scene, most: number) =>
  (ensemble: Ensemble): RecordedEnsemble => ({
    name: ensemble.name,
    dimension: ensemble.dimension,
    recorded: recordedOf({ sites: ensemble.sites, count: mostParticles(scene, ensemble) }, most),
  });
