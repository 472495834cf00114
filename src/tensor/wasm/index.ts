export { blobWasm } from './blob.ts';
export { createWasmEngine, defaultThreads, threadLimit, type WasmEngine, wasmEngine } from './engine.ts';
export { kernelSumWasm } from './kernel-sum.ts';
export { randomWasm } from './random.ts';
export { registerWasmKernels } from './register.ts';
export { langevinWasm, registerWasmTargets, scoreWasm } from './register-targets.ts';
export { softminWasm } from './softmin.ts';
export { useWasm } from './use-wasm.ts';
