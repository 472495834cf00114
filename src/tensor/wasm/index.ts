export { createWasmEngine, defaultThreads, threadLimit, type WasmEngine, wasmEngine } from './engine.ts';
