import '../../../systems/index.ts';
import { scenes } from '../../../scenes/index.ts';
import { InputError } from '../../errors.ts';
import { Player } from '../../playing/index.ts';
import { type BackendName, chooseBackend } from '../../tensor/index.ts';
import { defineScene, type Ensemble, type Scene, sceneToJson } from '../../world/index.ts';
import { paneRects, plotOf } from '../layout.ts';
import type { Command, EnsembleState, Report, Size } from '../protocol.ts';
import { ParticleLayer } from './drawing/particle-layer.ts';
import { PointCloud, type Window } from './drawing/point-cloud.ts';

/** What one pane shows. */
interface Pane {
  ensemble: Ensemble;
  cloud: PointCloud;
  window: Window;
}

type Start = Extract<Command, { type: 'start' }>;

/** Plays scenes on the canvases of the page. */
export class Show {
  readonly #post: (report: Report) => void;
  readonly #particles: ParticleLayer;
  readonly #backend: BackendName;
  #size: Size;
  #player: Player | undefined;
  #panes: Pane[] = [];
  #playing = false;
  #seconds = 12;

  private constructor(particles: ParticleLayer, { size }: Start, backend: BackendName, post: (report: Report) => void) {
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
      const { count, dimension, columns, target, initial } = ensemble;
      const cloud = new PointCloud({ count, dimension, axes: [0, 1], weighted: columns.weight !== undefined });
      cloud.dress({ colour: [0.2, 0.6, 1], opacity: 0.8, size: 4 });
      const [x, y] = (target ?? initial).bounds;
      return { ensemble, cloud, window: [x!, y ?? [0, 1]] };
    });
    this.#particles.show(this.#panes.map(({ cloud }) => cloud));
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

  async #draw(): Promise<void> {
    const rects = paneRects(this.#panes.length, this.#size).map(plotOf);
    for (const [i, { ensemble, cloud, window }] of this.#panes.entries()) {
      const { position, weight } = ensemble.columns;
      cloud.update(await position.pull(), await weight?.pull());
      cloud.place(rects[i]!, this.#size, window);
    }
    this.#particles.render();
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
