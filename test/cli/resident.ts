import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { MAIN } from './built.ts';
import type { Outcome } from './ottoflow.ts';

/** The built command line in one process for many calls, which run one after the other. */
export class Resident {
  readonly #child: ChildProcess;
  #last: Promise<unknown>;

  /** @param cwd where it is started */
  constructor(cwd: string) {
    this.#child = fork(join(import.meta.dirname, 'resident.mjs'), [dirname(MAIN)], { cwd, execArgv: [] });
    this.#last = once(this.#child, 'message');
  }

  run(words: readonly string[]): Promise<Outcome> {
    const outcome = this.#last.then(async () => {
      const answer = once(this.#child, 'message') as Promise<[Outcome]>;
      this.#child.send({ words });
      const [{ code, stdout, stderr }] = await answer;
      return { code, stdout, stderr };
    });
    this.#last = outcome;
    return outcome;
  }

  close(): void {
    this.#child.disconnect();
  }
}
