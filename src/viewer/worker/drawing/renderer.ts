import { DOMAdapter, type Renderer, WebGLRenderer, WebGPURenderer, WebWorkerAdapter } from 'pixi.js';
import { RunError } from '../../../errors.ts';
import type { Size } from '../../../picture/index.ts';
import type { SharedGpu } from '../../../tensor/index.ts';

DOMAdapter.set(WebWorkerAdapter);

export const isWebgpu = (renderer: Renderer): renderer is WebGPURenderer => renderer instanceof WebGPURenderer;

/**
 * A renderer of Pixi for a canvas: on the GPU that tensors live on, else by WebGL.
 * @throws RunError where the browser gives no WebGL
 */
export async function openRenderer(canvas: OffscreenCanvas, size: Size, gpu?: SharedGpu): Promise<Renderer> {
  const { width, height, ratio: resolution } = size;
  const options = { canvas, width, height, resolution, backgroundAlpha: 0, antialias: false, clearBeforeRender: true };
  if (gpu) {
    const renderer = new WebGPURenderer();
    await renderer.init({ ...options, gpu: { adapter: gpu.adapter, device: gpu.device } as never });
    return renderer;
  }
  const renderer = new WebGLRenderer();
  try {
    await renderer.init(options);
  } catch (cause) {
    throw new RunError(
      'this browser gives no WebGL 2, which particles are drawn with: switch on hardware acceleration',
      {
        cause,
      },
    );
  }
  return renderer;
}
