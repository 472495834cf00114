import { Buffer, type WebGPURenderer } from 'pixi.js';
import type { SharedGpu } from '../../../tensor/index.ts';

/** Buffers that tensors live in, as resources of a renderer on the same device: nothing is copied, and Pixi never destroys them. */
export class TensorBuffers {
  readonly #gpu: SharedGpu;
  readonly #renderer: WebGPURenderer;
  /** tfjs gives the same few buffers to one tensor after another. */
  readonly #known = new WeakMap<GPUBuffer, Buffer>();

  constructor(gpu: SharedGpu, renderer: WebGPURenderer) {
    this.#gpu = gpu;
    this.#renderer = renderer;
  }

  of(tensor: Parameters<SharedGpu['bufferOf']>[0]): Buffer {
    const gpuBuffer = this.#gpu.bufferOf(tensor);
    const known = this.#known.get(gpuBuffer);
    if (known) return known;
    const buffer = new Buffer({ size: gpuBuffer.size, usage: gpuBuffer.usage });
    buffer.autoGarbageCollect = false;
    buffer._gpuData[this.#renderer.uid] = { gpuBuffer, destroy() {} };
    this.#known.set(gpuBuffer, buffer);
    return buffer;
  }

  /** Let the GPU compute what the tensors wait for. */
  flush(): void {
    this.#gpu.flush();
  }
}
