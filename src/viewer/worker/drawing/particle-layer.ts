import { Container, DOMAdapter, WebGLRenderer, WebWorkerAdapter } from 'pixi.js';
import type { Size } from '../../protocol.ts';
import type { PointCloud } from './point-cloud.ts';

DOMAdapter.set(WebWorkerAdapter);

/** The canvas of the particles. */
export class ParticleLayer {
  readonly #renderer: WebGLRenderer;
  readonly #stage = new Container();

  private constructor(renderer: WebGLRenderer) {
    this.#renderer = renderer;
  }

  static async open(canvas: OffscreenCanvas, { width, height, ratio }: Size): Promise<ParticleLayer> {
    const renderer = new WebGLRenderer();
    await renderer.init({ canvas, width, height, resolution: ratio, backgroundAlpha: 0, antialias: false });
    return new ParticleLayer(renderer);
  }

  show(clouds: readonly PointCloud[]): void {
    this.#stage.removeChildren();
    for (const { mesh } of clouds) this.#stage.addChild(mesh);
  }

  resize({ width, height, ratio }: Size): void {
    this.#renderer.resize(width, height, ratio);
  }

  render(): void {
    this.#renderer.render(this.#stage);
  }
}
