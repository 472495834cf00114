import type { Command, Report } from '../protocol.ts';

type Of<T extends Report['type']> = Extract<Report, { type: T }>;
type Listener = (report: Report) => void;

/** The page's end of the worker. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #listeners = new Map<string, Listener[]>();
  #heard = performance.now();
  #isOpening = false;

  /** @param crash hears in one line of a worker that cannot go on */
  constructor(crash: (message: string) => void) {
    this.#worker = new Worker(new URL('../worker/main.ts', import.meta.url), { type: 'module', name: 'ottoflow' });
    this.#worker.onmessage = ({ data }: MessageEvent<Report>) => {
      this.#heard = performance.now();
      for (const listener of this.#listeners.get(data.type) ?? []) listener(data);
      if (data.type === 'opened' || data.type === 'failed') this.#isOpening = false;
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      crash(event.message || 'the engine could not be loaded');
    };
    this.#worker.onmessageerror = () => crash('a message of the engine could not be read');
  }

  /** Whether a scene was asked for that has neither come nor failed. Listeners to its report still find it so. */
  get isOpening(): boolean {
    return this.#isOpening;
  }

  /** Milliseconds since the worker said something. */
  get silence(): number {
    return performance.now() - this.#heard;
  }

  tell(command: Command, transfer: Transferable[] = []): void {
    if (command.type === 'open') this.#isOpening = true;
    this.#worker.postMessage(command, transfer);
  }

  on<T extends Report['type']>(type: T, listener: (report: Of<T>) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener as Listener]);
  }
}
