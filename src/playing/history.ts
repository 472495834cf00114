import type { Ensemble, World } from '../world/index.ts';
import { type Kept, Timeline } from './timeline.ts';

/** What a picture of one ensemble at one moment needs. */
export interface PastEnsemble {
  name: string;
  count: number;
  dimension: number;
  steps: number;
  /** Physical time. */
  time: number;
  /** Row-major, as they were: `position`, and `weight`, `pressure`, `mirrorPosition` where the ensemble had them. */
  columns: { position: Float32Array; [attribute: string]: Float32Array };
}

const SHOWN = ['position', 'weight', 'pressure', 'mirrorPosition'];
const BUDGET = 256 * 2 ** 20;

/** The pictures of a run so far, to scrub through. `Player.rewind` goes back with the world itself. */
export class History {
  readonly #timeline: Timeline<PastEnsemble[]>;

  /** @param budget bytes; default 256 MiB */
  constructor(budget: number = BUDGET) {
    this.#timeline = new Timeline(budget);
  }

  /** The parts that there are pictures of, ascending. */
  get parts(): number[] {
    return this.#timeline.moments.map(({ part }) => part);
  }

  get bytes(): number {
    return this.#timeline.bytes;
  }

  /** Keep what the ensembles are now, at a part that is not before the last one. */
  async record(part: number, world: World): Promise<void> {
    const ensembles = await Promise.all([...world.ensembles.values()].map(pastOf));
    const arrays = ensembles.flatMap(({ columns }) => Object.values(columns));
    const bytes = arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.#timeline.add(part, ensembles, bytes);
  }

  /** The ensembles at the recorded part that is nearest to this one; nothing where nothing was recorded. */
  at(part: number): Kept<readonly PastEnsemble[]> | undefined {
    return this.#timeline.nearest(part);
  }

  /** Forget what comes after a part, when the run goes on from there in another way. */
  cut(part: number): void {
    this.#timeline.cut(part);
  }
}

async function pastOf({ name, count, dimension, steps, time, columns }: Ensemble): Promise<PastEnsemble> {
  const shown = SHOWN.filter((attribute) => columns[attribute] !== undefined);
  const values = shown.map(async (attribute) => [attribute, (await columns[attribute]!.pull()).slice()] as const);
  const { position, ...others } = Object.fromEntries(await Promise.all(values));
  return { name, count, dimension, steps, time, columns: { position: position!, ...others } };
}
