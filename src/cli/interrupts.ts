import { ExitCode } from './exit-codes.ts';

/** A signal that the first Ctrl-C (or another of `signals`) aborts; the second one ends the process at once. */
export function onInterrupt(signals: readonly NodeJS.Signals[] = ['SIGINT']): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    controller.abort();
  };
  for (const each of signals) process.on(each, interrupt);
  const release = (): void => {
    for (const each of signals) process.off(each, interrupt);
  };
  return { signal: controller.signal, release };
}
