import type { Command, Report } from '../protocol.ts';

type Of<T extends Report['type']> = Extract<Report, { type: T }>;
type Listener = (report: Report) => void;

/** The page's end of the worker. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #listeners = new Map<string, Listener[]>();

  /** @param crash hears in one line of a worker that cannot go on */
  constructor(crash: (message: string) => void) {
    this.#worker = new Worker(new URL('../worker/main.ts', import.meta.url), { type: 'module', name: 'ottoflow' });
    this.#worker.onmessage = ({ data }: MessageEvent<Report>) => {
      for (const listener of this.#listeners.get(data.type) ?? []) listener(data);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      crash(event.message || 'the engine could not be loaded');
    };
    this.#worker.onmessageerror = () => crash('a message of the engine could not be read');
  }

  tell(command: Command, transfer: Transferable[] = []): void {
    this.#worker.postMessage(command, transfer);
  }

  on<T extends Report['type']>(type: T, listener: (report: Of<T>) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener as Listener]);
  }
}
