export { createWasmEngine, defaultThreads, threadLimit, type WasmEngine, wasmEngine } from './engine.ts';
export { registerWasmKernels } from './register.ts';
export { useWasm } from './use-wasm.ts';
