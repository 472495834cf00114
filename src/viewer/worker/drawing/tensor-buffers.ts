import { Buffer, type WebGPURenderer } from 'pixi.js';
import type { Column, SharedGpu } from '../../../tensor/index.ts';
import type { PointSource } from './cloud.ts';

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

  /** When the device is gone, with all tensors and buffers. */
  get lost(): Promise<GPUDeviceLostInfo> {
    return this.#gpu.device.lost;
  }

  of({ tensor }: Column): Buffer {
    return this.adopted(this.#gpu.bufferOf(tensor));
  }

  /** A buffer of the GPU that somebody else destroys. */
  adopted(gpuBuffer: GPUBuffer): Buffer {
    const known = this.#known.get(gpuBuffer);
    if (known) return known;
    const buffer = new Buffer({ size: gpuBuffer.size, usage: gpuBuffer.usage });
    buffer.autoGarbageCollect = false;
    buffer._gpuData[this.#renderer.uid] = { gpuBuffer, destroy() {} };
    this.#known.set(gpuBuffer, buffer);
    return buffer;
  }

  /** Room that tensors can be copied to and shaders read from. */
  create(size: number): GPUBuffer {
    return this.#gpu.device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST });
  }

  /** Copy the first bytes of positions, wherever they are; those of tensors as they are after `flush`. */
  copy(source: PointSource, to: GPUBuffer, offset: number, bytes: number): void {
    const { device } = this.#gpu;
    if ('positions' in source) {
      device.queue.writeBuffer(to, offset, source.positions as Float32Array<ArrayBuffer>, 0, bytes / 4);
      return;
    }
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(this.#gpu.bufferOf(source.position.tensor), 0, to, offset, bytes);
    device.queue.submit([encoder.finish()]);
  }

  /** Let the GPU compute what the tensors wait for. */
  flush(): void {
    this.#gpu.flush();
  }
}
