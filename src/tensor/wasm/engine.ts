import { InputError, RunError } from '../../errors.ts';
import { Allocator } from './allocator.ts';
import { kernels } from './binary.ts';
import { CONTROL_BYTES, Crew } from './crew.ts';

const PAGE = 65_536;
/** Most memory asked for, in pages, best first: some browsers refuse to reserve 2 GiB of address space. */
const LIMITS = [32_768, 8_192, 2_048];
const MOST_DEFAULT_THREADS = 8;

/**
 * Our WASM kernels, a memory that all threads share, and the threads. It is a device: one per process, no state of a run. Pointers are
 * byte addresses; a view of the memory must be taken afresh after anything that allocates, because the memory may have grown.
 */
export interface WasmEngine {
  /** Threads that work on `parallel` calls, the calling one included. */
  readonly threads: number;
  readonly memory: WebAssembly.Memory;
  f32(): Float32Array;
  f64(): Float64Array;
  i32(): Int32Array;
  /** A scratch block, aligned to 64 bytes and of arbitrary content, that lasts until `release` of an earlier mark. */
  alloc(bytes: number): number;
  mark(): number;
  release(mark: number): void;
  /** Runs `work` and releases the scratch blocks that it allocated. */
  scratch<T>(work: () => T): T;
  /** A block that lasts until `free`. */
  reserve(bytes: number): number;
  free(pointer: number): void;
  /** Calls an export on this thread. */
  call(name: string, ...values: number[]): number;
  /**
   * Calls the export `name(thread, firstRow, endRow, ...values)` on chunks of at most `chunk` of the rows 0 … rows − 1, on all threads.
   * Each row belongs to one call, so where a row's result depends on that row only it has the same bits for any number of threads.
   */
  parallel(name: string, rows: number, chunk: number, values: readonly number[]): void;
  /** Ends the threads. The engine must not be used afterwards. */
  dispose(): void;
}

/** Why the kernels run on the number of threads they do, for `ottoflow info`; undefined where nothing stands in the way. */
export function threadLimit(): string | undefined {
  if (typeof crossOriginIsolated === 'boolean' && !crossOriginIsolated) {
    return 'one thread: the page is not cross-origin isolated (send the COOP and COEP headers)';
  }
  return undefined;
}

/** min(cores, 8), or the environment variable OTTOFLOW_THREADS. @throws InputError when that is not a whole number above 0 */
export function defaultThreads(): number {
  if (threadLimit()) return 1;
  const asked = typeof process === 'undefined' ? undefined : process.env?.OTTOFLOW_THREADS;
  if (asked) return checkThreads(Number(asked), 'OTTOFLOW_THREADS', asked);
  const cores = typeof navigator === 'undefined' ? 1 : (navigator.hardwareConcurrency ?? 1);
  return Math.max(1, Math.min(availableCores() ?? cores, MOST_DEFAULT_THREADS));
}

function availableCores(): number | undefined {
  if (typeof process === 'undefined' || !process.versions?.node) return undefined;
  return process.getBuiltinModule('node:os').availableParallelism();
}

function checkThreads(threads: number, field: string, shown: unknown): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= 256) return threads;
  throw new InputError(`${field}: ${shown} is not a number of threads (a whole number from 1 to 256)`);
}

function createMemory(): WebAssembly.Memory {
  for (const maximum of LIMITS) {
    try {
      return new WebAssembly.Memory({ initial: 16, maximum, shared: true });
    } catch {}
  }
  throw new RunError('this environment refuses shared WebAssembly memory; choose the backend cpu');
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** A new engine with its own memory and threads. Most code wants the one of the process: `wasmEngine()`. */
export function createWasmEngine(options: { threads?: number } = {}): WasmEngine {
  const threads = checkThreads(options.threads ?? defaultThreads(), 'threads', options.threads);
  const memory = createMemory();
  const module = new WebAssembly.Module(bytesOf(kernels));
  const exports = new WebAssembly.Instance(module, { env: { memory, abort } }).exports as Record<
    string,
    (...values: number[]) => number
  >;
  const control = exports.heapBase!();
  const crew = new Crew(module, memory, exports, control, threads);
  const allocator = new Allocator(control + CONTROL_BYTES, (end) => grow(memory, end));
  const scratch: number[] = [];

  const engine: WasmEngine = {
    threads,
    memory,
    f32: viewer(memory, Float32Array),
    f64: viewer(memory, Float64Array),
    i32: viewer(memory, Int32Array),
    alloc(bytes) {
      const pointer = allocator.allocate(bytes);
      scratch.push(pointer);
      return pointer;
    },
    mark: () => scratch.length,
    release(mark) {
      while (scratch.length > mark) allocator.free(scratch.pop()!);
    },
    scratch(work) {
      const mark = engine.mark();
      try {
        return work();
      } finally {
        engine.release(mark);
      }
    },
    reserve: (bytes) => allocator.allocate(bytes),
    free: (pointer) => allocator.free(pointer),
    call: (name, ...values) => exports[known(exports, name)]!(...values),
    parallel: (name, rows, chunk, values) => crew.run(known(exports, name), rows, chunk, values),
    dispose: () => crew.terminate(),
  };
  return engine;
}

function known(exports: object, name: string): string {
  if (Object.hasOwn(exports, name)) return name;
  throw new Error(`the wasm module has no export ${name}: run npm run wasm`);
}

function abort(): never {
  throw new Error('the wasm module gave up');
}

function grow(memory: WebAssembly.Memory, end: number): void {
  const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch {
    throw new RunError(`the wasm kernels need ${Math.ceil(end / 2 ** 20)} MiB and cannot get them`);
  }
}

/** A function that gives the current view of the memory, made anew only when the memory has grown. */
function viewer<V extends { buffer: ArrayBufferLike }>(
  memory: WebAssembly.Memory,
  View: new (buffer: ArrayBufferLike) => V,
): () => V {
  let view = new View(memory.buffer);
  return () => {
    if (view.buffer !== memory.buffer) view = new View(memory.buffer);
    return view;
  };
}

let shared: WasmEngine | undefined;

/** The engine of this process, started at the first call. */
export function wasmEngine(): WasmEngine {
  shared ??= createWasmEngine();
  return shared;
}
