import { env, getKernel, setBackend } from '@tensorflow/tfjs-core';
import { RunError } from '../../errors.ts';
import { inNode } from '../runtime.ts';
import { wasmEngine } from './engine.ts';
import { registerWasmKernels } from './register.ts';
import { registerWasmTargets } from './register-targets.ts';

/**
 * Makes `wasm` the tfjs backend, with our kernels registered.
 *
 * @param options.path where a page finds the `.wasm` files of tfjs (a folder with a closing slash); Node finds them itself
 * @returns the number of threads of our kernels
 */
export async function useWasm(options: { path?: string } = {}): Promise<number> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const path = options.path ?? installedPath();
  if (path) setWasmPaths(path);
  // Its threads start from the text of a function, which a bundler breaks. Node has none either, so both compute the same bits.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const engine = wasmEngine();
  if (!getKernel('OttoSoftmin', 'wasm')) {
    registerWasmKernels(engine);
    registerWasmTargets(engine);
  }
  // tfjs reports a failure here, and with `ready` it would silently take another backend.
  if (!(await setBackend('wasm')))
    throw new RunError(`tfjs could not load its .wasm files from ${path ?? 'this page'}`);
  return engine.threads;
}

/** The folder of the `.wasm` files in node_modules. */
function installedPath(): string | undefined {
  if (!inNode) return undefined;
  const { createRequire } = process.getBuiltinModule('node:module');
  const file = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm');
  return file.slice(0, -'tfjs-backend-wasm.wasm'.length);
}
