import type { Worker as NodeWorker } from 'node:worker_threads';

/*
 * The threads of the engine. A job is an export called on chunks of rows, which every thread claims from one atomic counter until none is
 * left. No thread has to turn up: the caller opens a job, works on it itself, closes it, and waits only for those that joined before it
 * closed. A thread that is still starting, or that the operating system has put aside, costs nothing.
 */

/** Words of the control block, an Int32Array at the start of `control`. The arguments follow as float64 at byte ARGUMENTS. */
const Word = { job: 0, open: 1, active: 2, next: 3, rows: 4, chunk: 5, name: 6, count: 7, failed: 8 } as const;
const ARGUMENTS = 64;
const MOST_ARGUMENTS = 32;
export const CONTROL_BYTES = ARGUMENTS + 8 * MOST_ARGUMENTS;

/** Checks of a flag before a thread goes to sleep on it: about the time that the wake-up would take. */
const SPINS = 4000;

/**
 * The code of one worker, as text so that no bundler or loader has to find a file. `data` is {module, memory, address, thread}.
 * It claims chunks exactly as `Crew.#work` does.
 */
const workerSource = `
const { job, open, active, next, rows, chunk, name, count, failed } = ${JSON.stringify(Word)};
function start({ module, memory, address, thread }) {
  const exports = new WebAssembly.Instance(module, { env: { memory, abort() { throw new Error('abort'); } } }).exports;
  const names = Object.keys(exports);
  const control = new Int32Array(memory.buffer, address, 16);
  const values = new Float64Array(memory.buffer, address + ${ARGUMENTS}, ${MOST_ARGUMENTS});
  let seen = 0;
  for (;;) {
    for (let spin = 0; spin < ${SPINS} && Atomics.load(control, job) === seen; spin++);
    Atomics.wait(control, job, seen);
    seen = Atomics.load(control, job);
    Atomics.add(control, active, 1);
    if (Atomics.load(control, open)) {
      try {
        const kernel = exports[names[control[name]]];
        const rest = Array.from(values.subarray(0, control[count]));
        const end = control[rows];
        const size = control[chunk];
        for (;;) {
          const first = Atomics.add(control, next, size);
          if (first >= end) break;
          kernel(thread, first, Math.min(first + size, end), ...rest);
        }
      } catch { Atomics.store(control, failed, 1); }
    }
    Atomics.sub(control, active, 1);
    Atomics.notify(control, active);
  }
}
`;

type Kernel = (...values: number[]) => number;

export class Crew {
  readonly threads: number;
  readonly #control: Int32Array;
  readonly #values: Float64Array;
  readonly #exports: Record<string, Kernel>;
  readonly #names: Map<string, number>;
  readonly #workers: { terminate(): unknown }[] = [];
  readonly #mayWait: boolean;

  constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    exports: object,
    address: number,
    threads: number,
  ) {
    this.threads = threads;
    this.#control = new Int32Array(memory.buffer, address, 16).fill(0);
    this.#values = new Float64Array(memory.buffer, address + ARGUMENTS, MOST_ARGUMENTS);
    this.#exports = exports as Record<string, Kernel>;
    this.#names = new Map(Object.keys(exports).map((name, index) => [name, index]));
    // A page's main thread must not sleep; everywhere else waiting beats spinning.
    this.#mayWait = typeof document === 'undefined';
    for (let thread = 1; thread < threads; thread++) {
      this.#workers.push(startWorker({ module, memory, address, thread }));
    }
  }

  run(name: string, rows: number, chunk: number, values: readonly number[]): void {
    if (values.length > MOST_ARGUMENTS) throw new Error(`${name}: more than ${MOST_ARGUMENTS} arguments`);
    const kernel = this.#exports[name]!;
    if (this.threads === 1 || rows <= chunk) {
      for (let first = 0; first < rows; first += chunk) kernel(0, first, Math.min(first + chunk, rows), ...values);
      return;
    }
    this.#open(name, rows, chunk, values);
    try {
      this.#work(kernel, rows, chunk, values);
    } finally {
      this.#close();
    }
    if (Atomics.load(this.#control, Word.failed)) throw new Error(`wasm kernel ${name} failed`);
  }

  terminate(): void {
    for (const worker of this.#workers.splice(0)) worker.terminate();
  }

  #open(name: string, rows: number, chunk: number, values: readonly number[]): void {
    const control = this.#control;
    control[Word.name] = this.#names.get(name)!;
    control[Word.rows] = rows;
    control[Word.chunk] = chunk;
    control[Word.count] = values.length;
    this.#values.set(values);
    control[Word.failed] = 0;
    Atomics.store(control, Word.next, 0);
    Atomics.store(control, Word.open, 1);
    Atomics.add(control, Word.job, 1);
    Atomics.notify(control, Word.job);
  }

  #work(kernel: Kernel, rows: number, chunk: number, values: readonly number[]): void {
    for (;;) {
      const first = Atomics.add(this.#control, Word.next, chunk);
      if (first >= rows) return;
      kernel(0, first, Math.min(first + chunk, rows), ...values);
    }
  }

  /** A worker counts itself as active before it looks whether the job is open: so after this, none can still touch it. */
  #close(): void {
    const control = this.#control;
    Atomics.store(control, Word.open, 0);
    for (let spin = 0; ; spin++) {
      const active = Atomics.load(control, Word.active);
      if (active === 0) return;
      if (this.#mayWait && spin > SPINS) Atomics.wait(control, Word.active, active, 1);
    }
  }
}

interface WorkerData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  address: number;
  thread: number;
}

function startWorker(data: WorkerData): { terminate(): unknown } {
  if (typeof process !== 'undefined' && process.versions?.node) {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const source = `${workerSource}\nstart(require('node:worker_threads').workerData);`;
    // Without execArgv: [] a worker would inherit loaders and inspectors that have nothing to do with it.
    const worker: NodeWorker = new Worker(source, { eval: true, workerData: data, execArgv: [] });
    worker.unref();
    return worker;
  }
  const source = `${workerSource}\nonmessage = ({ data }) => start(data);`;
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.postMessage(data);
  return worker;
}
