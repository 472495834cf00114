import {
  hasMovingGround,
  isOutgrown,
  momentOf,
  type PaneContent,
  type PaneMoment,
  paintGround,
  paintInk,
  paneContentsOf,
} from '../../picture/index.ts';
import type { Ensemble, Scene, World } from '../../world/index.ts';
import type { Command, Look, PanePlace, Size, Spot } from '../protocol.ts';
import { type LossWatcher, ParticleLayer, type PointSource } from './drawing/index.ts';
import { withExactLaw } from './exact-overlay.ts';
import { Plans } from './plans.ts';

/** What one pane shows. */
interface Pane {
  ensemble: Ensemble;
  content: PaneContent;
}

/** Milliseconds between two looks at numbers that a GPU has to send. */
const GLANCE = 250;

/** A place of the canvases in the coordinates of the pane that is there. */
export interface SpotInPane {
  ensemble: Ensemble;
  content: PaneContent;
  /** In the coordinates shown. */
  point: number[];
}

/** The canvases of the page, and the panes on them. */
export class Stage {
  #particles: ParticleLayer;
  readonly #canvas: OffscreenCanvas;
  readonly #watcher: LossWatcher;
  readonly #ground: OffscreenCanvasRenderingContext2D;
  readonly #ink: OffscreenCanvasRenderingContext2D;
  readonly #plans = new Plans();
  #look: Look;
  #size: Size;
  #panes: Pane[] = [];
  #world: World | undefined;
  #view: Scene['view'];
  #lastMoments = Number.NEGATIVE_INFINITY;

  private constructor(particles: ParticleLayer, { size, look, canvases }: Start, watcher: LossWatcher) {
    this.#canvas = canvases.particles;
    this.#watcher = watcher;
    this.#ground = canvases.ground.getContext('2d')!;
    this.#ink = canvases.ink.getContext('2d')!;
    this.#look = look;
    this.#size = size;
    this.#particles = particles;
  }

  static async open(start: Start, watcher: LossWatcher): Promise<Stage> {
    return new Stage(await ParticleLayer.open(start.canvases.particles, start.size, watcher), start, watcher);
  }

  /** Draw particles on another device than before. */
  async reopen(): Promise<void> {
    this.#particles.close();
    this.#particles = await ParticleLayer.open(this.#canvas, this.#size, this.#watcher);
  }

  get places(): PanePlace[] {
    return this.#panes.map(({ ensemble: { name }, content: { place, line, isMirror } }) => ({
      ensemble: name,
      pane: place.pane,
      plot: place.plot,
      ...{ line, isMirror },
    }));
  }

  /** Make panes for the ensembles of a world. */
  async show(world: World, view: Scene['view']): Promise<void> {
    const before = world === this.#world ? this.#contents : [];
    this.#world = world;
    this.#view = view;
    await this.arrange({ before });
  }

  /** Make the panes anew for the size, the look and the particles there are. */
  async arrange({
    size = this.#size,
    look = this.#look,
    before = this.#contents,
  }: {
    size?: Size;
    look?: Look;
    before?: readonly PaneContent[];
  }): Promise<void> {
    this.#size = size;
    this.#look = look;
    if (!this.#world) return;
    const contents = await paneContentsOf(this.#world, { size, look, view: this.#view, before });
    const ensembles = [...this.#world.ensembles.values()];
    this.#panes = contents.map((content) => ({ ensemble: ensembles[content.index]!, content }));
    const panes = this.#panes.map(({ ensemble: { columns }, content }) => ({ content, weighted: !!columns.weight }));
    this.#particles.arrange(panes, size, look);
    for (const { canvas } of [this.#ground, this.#ink]) {
      canvas.width = Math.round(size.width * size.ratio);
      canvas.height = Math.round(size.height * size.ratio);
    }
    const moments = await Promise.all(ensembles.map(momentOf));
    paintGround(this.#ground, size, contents, moments, look);
  }

  /**
   * Draw one moment of every ensemble: how it is while it moves, how it is at rest, or how it was.
   * @returns whether the panes had to be made anew
   */
  async draw(all: readonly PaneMoment[], when: 'moving' | 'still' | 'past'): Promise<boolean> {
    const coupled = this.#look.coupling && when !== 'past' ? await this.#coupled(all, when === 'still') : all;
    const moments = this.#look.exact ? this.#lawed(coupled) : coupled;
    const outgrown = isOutgrown(this.#contents, moments);
    if (outgrown) await this.arrange({});
    this.#particles.render(this.#contents.map((content) => sourceIn(content, moments[content.index]!)));
    this.#lastMoments = performance.now();
    const contents = this.#contents;
    if (contents.some(hasMovingGround)) paintGround(this.#ground, this.#size, contents, moments, this.#look);
    paintInk(this.#ink, this.#size, contents, moments, this.#look);
    return outgrown;
  }

  #lawed(moments: readonly PaneMoment[]): PaneMoment[] {
    const ensembles = [...(this.#world?.ensembles.values() ?? [])];
    return moments.map((moment, i) => withExactLaw(ensembles[i]!, moment));
  }

  /** Draw the particles where they are now, out of their tensors; the rest stays as it is until the next moment. */
  drawParticles(): void {
    const sources = this.#panes.map(({ ensemble: { columns, steps }, content: { isMirror } }) => ({
      ...{ steps, weight: columns.weight },
      position: (isMirror && columns.mirrorPosition) || columns.position,
    }));
    this.#particles.render(sources);
  }

  /** Whether a moment should come to the host: always where numbers are there anyway, a few times a second where a GPU has to send them. */
  get wantsMoments(): boolean {
    return !this.#particles.drawsTensors || performance.now() - this.#lastMoments > GLANCE;
  }

  /** Whether what failed did so because the GPU is gone. */
  isLost(): Promise<boolean> {
    return this.#particles.isLost();
  }

  get renderer(): string {
    return this.#particles.kind;
  }

  /** What is at a spot; nothing outside of the plots, in mirror coordinates and on a sphere. Of overlaid ensembles, the first one. */
  at([x, y]: Spot): SpotInPane | undefined {
    const pane = this.#panes.find(({ content: { place, isMirror, turn } }) => {
      const { plot } = place;
      return !isMirror && !turn && x >= plot.x && y >= plot.y && x <= plot.x + plot.width && y <= plot.y + plot.height;
    });
    return pane && this.in(pane.ensemble.name, [x, y]);
  }

  /** A spot in the coordinates of the pane of an ensemble, also beyond its edges. */
  in(name: string, [x, y]: Spot): SpotInPane | undefined {
    const pane = this.#panes.find(({ ensemble }) => ensemble.name === name);
    if (!pane) return undefined;
    const { ensemble, content } = pane;
    const { plot } = content.place;
    const [across, along] = content.window;
    const parts = [(x - plot.x) / plot.width, 1 - (y - plot.y) / plot.height];
    const point = [across, along].map(([low, high], k) => low + parts[k]! * (high - low));
    return { ensemble, content, point: point.slice(0, content.axes.length) };
  }

  #coupled(moments: readonly PaneMoment[], isIdle: boolean): Promise<PaneMoment[]> {
    const ensembles = [...this.#world!.ensembles.values()];
    const coupled = async (moment: PaneMoment, i: number): Promise<PaneMoment> => {
      const pairs = await this.#plans.linesOf(this.#world!, ensembles[i]!, isIdle);
      return { ...moment, ...(pairs && { pairs }) };
    };
    return Promise.all(moments.map(coupled));
  }

  get #contents(): PaneContent[] {
    return this.#panes.map(({ content }) => content);
  }
}

/** Points are turned where they are drawn. */
const sourceIn = ({ isMirror }: PaneContent, { mirror, positions, weights, steps }: PaneMoment): PointSource => ({
  ...{ steps, weights },
  positions: (isMirror && mirror) || positions,
});

type Start = Extract<Command, { type: 'start' }>;
