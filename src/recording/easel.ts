import type { Canvas } from '@napi-rs/canvas';
import { exactMomentsAt } from '../exact-law/index.ts';
import {
  isOutgrown,
  type Look,
  momentOf,
  type PaneContent,
  type PaneMoment,
  paintPicture,
  paneContentsOf,
  type Size,
} from '../picture/index.ts';
import type { Player } from '../playing/index.ts';
import type { Ensemble } from '../world/index.ts';

/** Pixels of a canvas that text and lines are made for; on larger ones they grow. */
const USUAL = { width: 1280, height: 720 };

/** A canvas on which a scene is painted as it is now. */
export class Easel {
  readonly canvas: Canvas;
  readonly #player: Player;
  readonly #look: Look;
  readonly #size: Size;
  #contents: PaneContent[] | undefined;

  constructor(canvas: Canvas, player: Player, look: Look) {
    this.canvas = canvas;
    this.#player = player;
    this.#look = look;
    const ratio = Math.max(1, Math.min(canvas.width / USUAL.width, canvas.height / USUAL.height));
    this.#size = { width: canvas.width / ratio, height: canvas.height / ratio, ratio };
  }

  async paint(): Promise<void> {
    const { world } = this.#player;
    const moments = await Promise.all([...world.ensembles.values()].map(momentWithLaw));
    if (!this.#contents || isOutgrown(this.#contents, moments)) {
      const frame = { size: this.#size, look: this.#look, view: this.#player.scene.view };
      this.#contents = await paneContentsOf(world, { ...frame, before: this.#contents });
    }
    paintPicture(this.canvas.getContext('2d'), this.#size, this.#contents, moments, this.#look);
  }
}

/** The moment of an ensemble with the law that its method approximates, where that is known. */
async function momentWithLaw(ensemble: Ensemble): Promise<PaneMoment> {
  const moment = await momentOf(ensemble);
  // Who was steered does not follow the law of a start any more.
  const exact = ensemble.dimension > 1 && !ensemble.steered ? exactMomentsAt(ensemble, ensemble.time) : undefined;
  return { ...moment, ...(exact && { exact }) };
}
