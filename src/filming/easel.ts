import { exactMomentsAt } from '../exact-law/index.ts';
import {
  isOutgrown,
  type Look,
  momentOf,
  type PaneContent,
  type PaneMoment,
  paintPicture,
  pairsOf,
  paneContentsOf,
  planOf,
  type Size,
} from '../picture/index.ts';
import type { Player } from '../playing/index.ts';
import type { Ensemble, World } from '../world/index.ts';
import type { Sheet } from './frame.ts';

/** How a film looks. */
export interface FilmLook extends Look {
  /** The law that the method approximates, where there is a closed form. Default true. */
  exact?: boolean;
  /** Lines of the Sinkhorn plan that a method follows. Default true. */
  coupling?: boolean;
}

/** Pixels of a canvas that text and lines are made for; on larger ones they grow. */
const USUAL = { width: 1280, height: 720 };

/** A sheet on which a scene is painted as it is now. */
export class Easel {
  readonly sheet: Sheet;
  readonly #look: FilmLook;
  readonly #size: Size;
  #contents: PaneContent[] | undefined;

  constructor(sheet: Sheet, look: FilmLook) {
    this.sheet = sheet;
    this.#look = look;
    const ratio = Math.max(1, Math.min(sheet.width / USUAL.width, sheet.height / USUAL.height));
    this.#size = { width: sheet.width / ratio, height: sheet.height / ratio, ratio };
  }

  /** @param past moments of the ensembles, in place of those of now */
  async paint({ world, scene }: Pick<Player, 'world' | 'scene'>, past?: readonly PaneMoment[]): Promise<void> {
    const moments =
      past ?? (await Promise.all([...world.ensembles.values()].map((each) => this.#momentOf(world, each))));
    if (!this.#contents || isOutgrown(this.#contents, moments)) {
      const frame = { size: this.#size, look: this.#look, view: scene.view };
      this.#contents = await paneContentsOf(world, { ...frame, before: this.#contents });
    }
    paintPicture(this.sheet.painter, this.#size, this.#contents, moments, this.#look);
  }

  async #momentOf(world: World, ensemble: Ensemble): Promise<PaneMoment> {
    const { exact = true, coupling = true } = this.#look;
    const [moment, law] = [await momentOf(ensemble), exact ? exactLawOf(ensemble) : undefined];
    // A plan of this very frame: how fast a machine is must not be seen in a film.
    const plan = coupling ? await planOf(world, ensemble) : undefined;
    return { ...moment, ...(law && { exact: law }), ...(plan && { pairs: await pairsOf(plan, ensemble) }) };
  }
}

/** Who was steered does not follow the law of a start any more. */
const exactLawOf = (ensemble: Ensemble): PaneMoment['exact'] =>
  ensemble.dimension > 1 && !ensemble.steered ? exactMomentsAt(ensemble, ensemble.time) : undefined;
