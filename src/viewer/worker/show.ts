import '../../../systems/index.ts';
import { scenes } from '../../../scenes/index.ts';
import { InputError } from '../../errors.ts';
import {
  colourOf,
  hasMovingGround,
  isOutgrown,
  momentOf,
  type PaneContent,
  paintGround,
  paintInk,
  paletteOf,
  paneContentsOf,
  pointLook,
  seriesColour,
  showsPoints,
} from '../../picture/index.ts';
import { Player } from '../../playing/index.ts';
import { type BackendName, chooseBackend } from '../../tensor/index.ts';
import { defineScene, type Ensemble, type Scene, sceneToJson } from '../../world/index.ts';
import type { Command, EnsembleState, Look, Report, Size } from '../protocol.ts';
import { ParticleLayer } from './drawing/particle-layer.ts';
import { PointCloud } from './drawing/point-cloud.ts';

/** What one pane shows. */
interface Pane {
  ensemble: Ensemble;
  cloud: PointCloud;
  content: PaneContent;
}

type Start = Extract<Command, { type: 'start' }>;

/** Plays scenes on the canvases of the page. */
export class Show {
  readonly #post: (report: Report) => void;
  readonly #particles: ParticleLayer;
  readonly #backend: BackendName;
  readonly #ground: OffscreenCanvasRenderingContext2D;
  readonly #ink: OffscreenCanvasRenderingContext2D;
  #look: Look;
  #size: Size;
  #player: Player | undefined;
  #panes: Pane[] = [];
  #playing = false;
  #seconds = 12;

  private constructor(
    particles: ParticleLayer,
    { size, look, canvases }: Start,
    backend: BackendName,
    post: (report: Report) => void,
  ) {
    this.#ground = canvases.ground.getContext('2d')!;
    this.#ink = canvases.ink.getContext('2d')!;
    this.#look = look;
    this.#particles = particles;
    this.#size = size;
    this.#backend = backend;
    this.#post = post;
  }

  static async start(start: Start, post: (report: Report) => void): Promise<Show> {
    const backend = await chooseBackend(start.backend, { wasmPath: start.wasmPath });
    const particles = await ParticleLayer.open(start.canvases.particles, start.size);
    post({ type: 'ready', backend: backend.name, renderer: 'webgl' });
    return new Show(particles, start, backend.name, post);
  }

  async obey(command: Exclude<Command, Start>): Promise<void> {
    switch (command.type) {
      case 'open':
        return this.#open(sceneOf(command.scene), command.seed);
      case 'play':
        return this.#play();
      case 'pause':
        this.#playing = false;
        return;
      case 'resize':
        this.#size = command.size;
        this.#particles.resize(command.size);
        await this.#lookAgain();
        return this.#draw();
      case 'look':
        this.#look = command.look;
        await this.#lookAgain();
        return this.#draw();
    }
  }

  async #open(scene: Scene, seed?: string): Promise<void> {
    this.#playing = false;
    const player = await Player.open({ ...scene, ...(seed !== undefined && { seed }) }, { backend: this.#backend });
    this.#player?.dispose();
    for (const { cloud } of this.#panes) cloud.destroy();
    this.#player = player;
    this.#panes = [...player.world.ensembles.values()].map((ensemble) => {
      const { count, dimension, columns } = ensemble;
      const cloud = new PointCloud({ count, dimension, axes: [0, 1], weighted: columns.weight !== undefined });
      return { ensemble, cloud, content: undefined as never };
    });
    await this.#lookAgain();
    this.#particles.show(this.#panes.filter(({ content }) => showsPoints(content)).map(({ cloud }) => cloud));
    this.#post({ type: 'opened', scene: sceneToJson(scene) as never });
    await this.#draw();
  }

  async #play(): Promise<void> {
    const player = this.#player;
    if (!player || this.#playing) return;
    this.#playing = true;
    let last = performance.now();
    while (this.#playing && player === this.#player && player.part < 1) {
      const now = await nextFrame();
      const part = Math.min(1, player.part + (now - last) / 1000 / this.#seconds);
      last = now;
      await player.to(part);
      await this.#draw();
    }
    this.#playing = false;
  }

  /** Make the panes for the size, the look and the particles there are. */
  async #lookAgain(): Promise<void> {
    if (!this.#player) return;
    const before = this.#panes.map(({ content }) => content).filter((content) => content !== undefined);
    const [size, look] = [this.#size, this.#look];
    const contents = await paneContentsOf(this.#player.world, { size, look, before });
    const palette = paletteOf(look.theme);
    for (const [i, pane] of this.#panes.entries()) {
      pane.content = contents[i]!;
      const { plot } = pane.content.place;
      const { size: width, opacity } = pointLook(pane.ensemble.count, plot);
      const colour = colourOf(seriesColour(palette, i));
      pane.cloud.dress({ colour, opacity, size: width * this.#size.ratio });
      pane.cloud.place(plot, this.#size, pane.content.window);
    }
    for (const { canvas } of [this.#ground, this.#ink]) {
      canvas.width = Math.round(size.width * size.ratio);
      canvas.height = Math.round(size.height * size.ratio);
    }
    const moments = await Promise.all(this.#panes.map(({ ensemble }) => momentOf(ensemble)));
    paintGround(this.#ground, size, contents, moments, look);
  }

  async #draw(): Promise<void> {
    const moments = await Promise.all(this.#panes.map(({ ensemble }) => momentOf(ensemble)));
    const positions = moments.map((moment) => moment.positions);
    const contentsNow = (): PaneContent[] => this.#panes.map(({ content }) => content);
    if (isOutgrown(contentsNow(), positions)) await this.#lookAgain();
    const contents = contentsNow();
    for (const [i, { cloud }] of this.#panes.entries()) cloud.update(moments[i]!.positions, moments[i]!.weights);
    this.#particles.render();
    if (contents.some(hasMovingGround)) paintGround(this.#ground, this.#size, contents, moments, this.#look);
    paintInk(this.#ink, this.#size, contents, moments, this.#look);
    const ensembles = this.#panes.map(({ ensemble }) => stateOf(ensemble));
    this.#post({ type: 'moment', part: this.#player?.part ?? 0, playing: this.#playing, ensembles });
  }
}

function stateOf({ name, method, status, reason, steps, time, energy }: Ensemble): EnsembleState {
  const last = energy.at(-1)?.[1];
  return {
    ...{ name, method: method.type, status, steps, time },
    ...(reason !== undefined && { reason }),
    ...(last !== undefined && { energy: last }),
  };
}

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

function sceneOf(scene: string | Parameters<typeof defineScene>[0]): Scene {
  if (typeof scene !== 'string') return defineScene(scene);
  const found = scenes.find(({ name }) => name === scene);
  if (found) return found;
  throw new InputError(`scene: must be one of ${scenes.map(({ name }) => name).join(', ')}, got "${scene}"`);
}
