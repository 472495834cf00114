import './gradients/index.ts';

export {
  BACKENDS,
  type Backend,
  type BackendEntry,
  type BackendName,
  type BackendOptions,
  backendReport,
  chooseBackend,
  ensureBackend,
  releaseBackend,
} from './backend.ts';
export { Column } from './column.ts';
export * as loops from './cpu/loops.ts';
export { hasKernel } from './has-kernel.ts';
export { blobDensity, blobDensityChange, blobForce, blobForceChange } from './kernels/blob.ts';
export { type KernelSumOptions, kernelSum } from './kernels/kernel-sum.ts';
export { normals, uniforms } from './kernels/normals.ts';
export { type FusedTarget, fusedLangevin, fusedScore } from './kernels/score.ts';
export { softmin } from './kernels/softmin.ts';
export { spatialOrder } from './spatial-order.ts';
export { type WasmEngine, wasmEngine } from './wasm/index.ts';
export { type SharedGpu, sharedGpu } from './webgpu/index.ts';
