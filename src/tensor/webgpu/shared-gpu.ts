import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The GPU on which tensors live, for whoever draws what is in them without reading it back. */
export interface SharedGpu {
  readonly adapter: GPUAdapter;
  readonly device: GPUDevice;
  /** What a tensor holds, float32, row-major. The buffer belongs to tfjs, which gives it to another tensor once this one is disposed. */
  bufferOf(tensor: Tensor): GPUBuffer;
  /** Submit what was asked of tensors so far: whatever is submitted to the queue afterwards finds their values. */
  flush(): void;
}

export function shareGpu(adapter: GPUAdapter, device: GPUDevice, backend: () => WebGPUBackend): SharedGpu {
  return {
    adapter,
    device,
    bufferOf({ dataId }) {
      // Values that came from the host wait there until somebody needs them.
      backend().uploadToGPU(dataId);
      return backend().tensorMap.get(dataId).resource as GPUBuffer;
    },
    flush() {
      backend().endComputePassEncoder();
      // Private to tfjs; without an encoder there is nothing to submit.
      const { commandEncoder } = backend() as unknown as { commandEncoder?: GPUCommandEncoder | null };
      if (commandEncoder) backend().submitQueue();
    },
  };
}
