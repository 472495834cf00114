import { Container, type Renderer } from 'pixi.js';
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
import { PointList } from './point-list.ts';
import { PulledPoints } from './pulled-points.ts';
import { isWebgpu, openRenderer } from './renderer.ts';
import { TensorBuffers } from './tensor-buffers.ts';

/** One pane as the layer knows it. */
export interface ParticlePane {
  content: PaneContent;
  /** Whether its particles have weights. */
  weighted: boolean;
}

/** What is drawn of one pane: nothing where its rows are cells. */
interface Drawn {
  key: string;
  cloud: PointCloud;
}

/** The canvas of the particles. */
export class ParticleLayer {
  readonly #renderer: Renderer;
  readonly #buffers: TensorBuffers | undefined;
  readonly #stage = new Container();
  #drawn: (Drawn | undefined)[] = [];

  private constructor(renderer: Renderer) {
    this.#renderer = renderer;
    const gpu = sharedGpu();
    if (gpu && isWebgpu(renderer)) this.#buffers = new TensorBuffers(gpu, renderer);
  }

  /** On the GPU of the tensors where they live on one. @throws RunError where the browser gives neither that nor WebGL */
  static async open(canvas: OffscreenCanvas, size: Size): Promise<ParticleLayer> {
    return new ParticleLayer(await openRenderer(canvas, size, sharedGpu()));
  }

  get kind(): 'webgl' | 'webgpu' {
    return this.#buffers ? 'webgpu' : 'webgl';
  }

  /** Whether particles are drawn out of the buffers of tensors, so that their numbers need not come to the host. */
  get drawsTensors(): boolean {
    return this.#buffers !== undefined;
  }

  /** Draw these panes from now on. */
  arrange(panes: readonly ParticlePane[], size: Size, { theme }: Pick<Look, 'theme'>): void {
    this.#renderer.resize(size.width, size.height, size.ratio);
    const before = this.#drawn;
    this.#drawn = panes.map(({ content, weighted }, i) => {
      if (!showsPoints(content)) return undefined;
      const { count, dimension, axes } = content;
      const shape = { count, dimension, axes, weighted };
      const key = JSON.stringify(shape);
      return before[i]?.key === key ? before[i] : { key, cloud: this.#cloudOf(shape) };
    });
    this.#stage.removeChildren();
    for (const old of before) if (old && !this.#drawn.includes(old)) old.cloud.destroy();
    const palette = paletteOf(theme);
    for (const [i, { content }] of panes.entries()) {
      const { plot } = content.place;
      const { size: width, opacity } = pointLook(content.count, plot);
      const colour = colourOf(seriesColour(palette, content.index));
      const cloud = this.#drawn[i]?.cloud;
      cloud?.dress({ colour, opacity, size: width * size.ratio });
      cloud?.place({ plot, window: content.window, canvas: size });
      if (cloud) this.#stage.addChild(cloud.mesh);
    }
  }

  /** @param sources of the panes of `arrange`, in their order */
  render(sources: readonly PointSource[]): void {
    for (const [i, drawn] of this.#drawn.entries()) drawn?.cloud.update(sources[i]!);
    this.#buffers?.flush();
    this.#renderer.render(this.#stage);
  }

  /** Give everything back but the canvas. */
  close(): void {
    for (const drawn of this.#drawn) drawn?.cloud.destroy();
    this.#drawn = [];
    this.#renderer.destroy();
  }

  #cloudOf(shape: CloudShape): PointCloud {
    return this.#buffers ? new PulledPoints(shape, this.#buffers) : new PointList(shape);
  }
}
