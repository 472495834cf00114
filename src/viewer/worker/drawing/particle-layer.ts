import { Container, type Renderer } from 'pixi.js';
import { firstLine } from '../../../errors.ts';
import {
  colourOf,
  type PaneContent,
  paletteOf,
  pointLook,
  type Size,
  seriesColour,
  showsPoints,
} from '../../../picture/index.ts';
import { sharedGpu } from '../../../tensor/index.ts';
import type { Look } from '../../protocol.ts';
import type { CloudShape, PointCloud, PointSource } from './cloud.ts';
import { LineTrail } from './line-trail.ts';
import { PointList } from './point-list.ts';
import { PulledPoints } from './pulled-points.ts';
import { PulledTrail } from './pulled-trail.ts';
import { isWebgpu, openRenderer } from './renderer.ts';
import { TensorBuffers } from './tensor-buffers.ts';
import type { Trail } from './trail.ts';

/** One pane as the layer knows it. */
export interface ParticlePane {
  content: Pick<PaneContent, 'index' | 'count' | 'dimension' | 'axes' | 'place' | 'window' | 'cells' | 'turn'>;
  /** Whether its particles have weights. */
  weighted: boolean;
}

/** Told when the browser takes the graphics away. */
export interface LossWatcher {
  /** @param isFinal whether this layer will never draw again: another one can be opened on the canvas once there is a new GPU device */
  lost(message: string, isFinal: boolean): void;
  /** WebGL is back: draw again. */
  restored(): void;
}

/** Milliseconds in which a browser says that a device was lost. */
const NOTICE = 200;

/** What is drawn of one pane: nothing where its rows are cells. */
interface Drawn {
  key: string;
  cloud: PointCloud;
  trail?: Trail;
}

/** The canvas of the particles. */
export class ParticleLayer {
  readonly #renderer: Renderer;
  readonly #buffers: TensorBuffers | undefined;
  readonly #stage = new Container();
  #drawn: (Drawn | undefined)[] = [];
  #isLost = false;
  #isClosed = false;

  private constructor(renderer: Renderer) {
    this.#renderer = renderer;
    const gpu = sharedGpu();
    if (gpu && isWebgpu(renderer)) this.#buffers = new TensorBuffers(gpu, renderer);
  }

  /** On the GPU of the tensors where they live on one. @throws RunError where the browser gives neither that nor WebGL */
  static async open(canvas: OffscreenCanvas, size: Size, watcher?: LossWatcher): Promise<ParticleLayer> {
    const layer = new ParticleLayer(await openRenderer(canvas, size, sharedGpu()));
    if (watcher) layer.#watch(canvas, watcher);
    return layer;
  }

  get kind(): 'webgl' | 'webgpu' {
    return this.#buffers ? 'webgpu' : 'webgl';
  }

  /** Whether particles are drawn out of the buffers of tensors, so that their numbers need not come to the host. */
  get drawsTensors(): boolean {
    return this.#buffers !== undefined;
  }

  /** Whether the graphics are gone: what fails for that reason may fail a little before the browser says so. */
  async isLost(): Promise<boolean> {
    if (this.#isLost || !this.#buffers) return this.#isLost;
    const soon = new Promise<boolean>((resolve) => setTimeout(() => resolve(this.#isLost), NOTICE));
    return Promise.race([soon, this.#buffers.lost.then(() => true)]);
  }

  /** Draw these panes from now on. */
  arrange(panes: readonly ParticlePane[], size: Size, { theme, trails }: Pick<Look, 'theme' | 'trails'>): void {
    this.#renderer.resize(size.width, size.height, size.ratio);
    const before = this.#drawn;
    this.#drawn = panes.map((pane, i) => {
      if (!showsPoints(pane.content)) return undefined;
      const shape = shapeOf(pane);
      const key = JSON.stringify([shape, trails]);
      return before[i]?.key === key ? before[i] : { key, ...this.#draw(shape, trails) };
    });
    this.#stage.removeChildren();
    for (const old of before) if (old && !this.#drawn.includes(old)) destroy(old);
    const palette = paletteOf(theme);
    for (const [i, { content }] of panes.entries()) {
      const { plot } = content.place;
      const { size: width, opacity } = pointLook(content.count, plot);
      const colour = colourOf(seriesColour(palette, content.index));
      const { cloud, trail } = this.#drawn[i] ?? {};
      for (const each of [trail, cloud]) {
        if (!each) continue;
        each.dress({ colour, opacity, size: width * size.ratio });
        each.place({ plot, window: content.window, canvas: size });
        this.#stage.addChild(each.mesh);
      }
    }
  }

  /** @param sources of the panes of `arrange`, in their order */
  render(sources: readonly PointSource[]): void {
    if (this.#isLost) return;
    for (const [i, drawn] of this.#drawn.entries()) drawn?.cloud.update(sources[i]!);
    this.#buffers?.flush();
    for (const [i, drawn] of this.#drawn.entries()) drawn?.trail?.follow(sources[i]!);
    this.#renderer.render(this.#stage);
  }

  /** Give everything back but the canvas. */
  close(): void {
    for (const drawn of this.#drawn) if (drawn) destroy(drawn);
    this.#drawn = [];
    this.#isClosed = true;
    this.#renderer.destroy();
  }

  #watch(canvas: OffscreenCanvas, watcher: LossWatcher): void {
    const lose = (message: string, isFinal: boolean): void => {
      if (this.#isClosed) return;
      this.#isLost = true;
      watcher.lost(message, isFinal);
    };
    if (this.#buffers) {
      this.#buffers.lost.then(({ message }) =>
        lose(`the GPU was lost (${firstLine(message).replace(/\.$/, '')})`, true),
      );
      return;
    }
    // Pixi asks for the context back, and makes buffers and programs anew from what it holds on the host.
    canvas.addEventListener('webglcontextlost', () => lose('the browser took WebGL away', false));
    canvas.addEventListener('webglcontextrestored', () => {
      this.#isLost = false;
      if (!this.#isClosed) watcher.restored();
    });
  }

  #draw(shape: CloudShape, trails: boolean): Omit<Drawn, 'key'> {
    const buffers = this.#buffers;
    const cloud = buffers ? new PulledPoints(shape, buffers) : new PointList(shape);
    // On a line particles move along it: there is nothing to see beside them.
    if (!trails || shape.axes.length === 1) return { cloud };
    return { cloud, trail: buffers ? new PulledTrail(shape, buffers) : new LineTrail(shape) };
  }
}

/** Of a sphere all three coordinates are drawn. */
const shapeOf = ({ content: { count, dimension, axes, turn }, weighted }: ParticlePane): CloudShape => ({
  ...{ count, dimension, weighted },
  ...(turn ? { axes: [0, 1, 2], turn } : { axes }),
});

function destroy({ cloud, trail }: Drawn): void {
  cloud.destroy();
  trail?.destroy();
}
