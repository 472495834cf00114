import { backend, getBackend, ready, setBackend } from '@tensorflow/tfjs-core';
import { firstLine, InputError } from '../errors.ts';
import { useCpu } from './cpu/use-cpu.ts';
import { MissingBackend } from './missing-backend.ts';
import { inNode } from './runtime.ts';
import { describeTensorflow, useTensorflow } from './tensorflow.ts';
import { defaultThreads, threadLimit, useWasm } from './wasm/index.ts';
import { describeWebgpu, releaseWebgpu, useWebgpu } from './webgpu/index.ts';

export type BackendName = 'tensorflow' | 'webgpu' | 'wasm' | 'cpu';

/** In the order in which `auto` tries them. */
export const BACKENDS: readonly BackendName[] = ['tensorflow', 'webgpu', 'wasm', 'cpu'];

export interface Backend {
  name: BackendName;
  /** Why this one: a sentence for `ottoflow info` and the summary. */
  reason: string;
  /** Threads of our own kernels, the main thread included. */
  threads: number;
}

export interface BackendOptions {
  /** Where a page finds the files `@tensorflow/tfjs-backend-wasm/dist/*.wasm`: a folder with a closing slash. Node finds them itself. */
  wasmPath?: string;
}

export interface BackendEntry {
  name: BackendName;
  available: boolean;
  /** The package, the adapter, the number of threads; or what is missing. */
  detail: string;
}

/**
 * Make `wanted` the tfjs backend, with our kernels registered. `auto` takes the first of `BACKENDS` that is there; a GPU that is only
 * emulated on the CPU (SwiftShader, llvmpipe) counts as absent unless `webgpu` is asked for by name.
 *
 * @throws InputError when the backend asked for is unknown or not there: which, why, and what to install
 */
export async function chooseBackend(
  wanted: BackendName | 'auto' = 'auto',
  options: BackendOptions = {},
): Promise<Backend> {
  if (wanted === 'auto') return chooseFirst(options);
  if (!BACKENDS.includes(wanted)) {
    throw new InputError(`backend is "${wanted}"; allowed: auto, ${BACKENDS.join(', ')}`);
  }
  const { threads, detail } = await use(wanted, { byName: true, ...options });
  return { name: wanted, reason: `asked for by name: ${detail}`, threads };
}

let ensuring: Promise<unknown> | undefined;

/** Keep the backend there is, be it the caller's own; take `auto` where nobody has chosen or registered one. */
export async function ensureBackend(): Promise<void> {
  // Calls at one time must end with one backend: while `auto` looks around, others are current for a moment.
  if (!getBackend()) ensuring ??= ready().catch(() => chooseBackend());
  await ensuring;
}

async function chooseFirst(options: BackendOptions): Promise<Backend> {
  const absent: string[] = [];
  for (const name of BACKENDS) {
    try {
      const { threads, detail } = await use(name, { byName: false, ...options });
      return { name, reason: [`first that is there: ${detail}`, ...absent].join('; '), threads };
    } catch (error) {
      if (!(error instanceof MissingBackend)) throw error;
      absent.push(error.message);
    }
  }
  throw new InputError(absent.join('; '));
}

async function use(
  name: BackendName,
  { byName, wasmPath }: BackendOptions & { byName: boolean },
): Promise<{ threads: number; detail: string }> {
  switch (name) {
    case 'tensorflow':
      return { detail: await useTensorflow(), threads: processors() };
    case 'webgpu':
      return { detail: await useWebgpu({ acceptSoftware: byName }), threads: 1 };
    case 'wasm': {
      const threads = await openWasm(wasmPath);
      return { detail: threaded(threads), threads };
    }
    case 'cpu':
      await useCpu();
      // Else its first tensor prints five lines of advice on stderr.
      (backend() as unknown as { firstUse: boolean }).firstUse = false;
      return { detail: 'plain JavaScript, 1 thread', threads: 1 };
  }
}

async function openWasm(path: string | undefined): Promise<number> {
  try {
    return await useWasm(path ? { path } : {});
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new MissingBackend('wasm', firstLine(error));
  }
}

/** Every backend: is it there, and if not, what is missing. The current backend stays. */
export async function backendReport(): Promise<BackendEntry[]> {
  const current = getBackend();
  try {
    return [
      { name: 'tensorflow', ...(await describeTensorflow()) },
      { name: 'webgpu', ...(await describeWebgpu()) },
      { name: 'wasm', available: true, detail: threaded(defaultThreads()) },
      { name: 'cpu', available: true, detail: 'plain JavaScript, 1 thread' },
    ];
  } finally {
    if (current) await setBackend(current);
  }
}

/** Give the GPU back, so that a process can end. Tensors on it are lost; `chooseBackend` may be called again. */
export function releaseBackend(): void {
  releaseWebgpu();
}

const threaded = (threads: number, limit = threadLimit()): string =>
  `SIMD, ${limit ?? `${threads} ${threads === 1 ? 'thread' : 'threads'}`}`;

function processors(): number {
  if (!inNode) return navigator.hardwareConcurrency;
  return process.getBuiltinModule('node:os').availableParallelism();
}
