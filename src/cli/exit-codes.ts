import { firstLine } from '../errors.ts';

/** What the process ends with. */
export const ExitCode = { done: 0, failed: 1, badInput: 2, interrupted: 130 } as const;

/**
 * What to say of an error, in one line, and the code to end with. By name, not by class: a scene file may bring its own copy of the engine.
 */
export function explain(error: unknown): { line: string; code: number } {
  const { name } = error as Error;
  if (name === 'InputError') return { line: firstLine(error), code: ExitCode.badInput };
  if (name === 'RunError') return { line: firstLine(error), code: ExitCode.failed };
  return { line: `unexpected: ${firstLine(error)} (OTTOFLOW_DEBUG=1 shows the stack)`, code: ExitCode.failed };
}

/** Print the one line of an error on stderr and set the exit code. */
export function fail(error: unknown): void {
  const { line, code } = explain(error);
  process.stderr.write(`${line}\n`);
  if (process.env.OTTOFLOW_DEBUG) process.stderr.write(`${(error as Error).stack ?? error}\n`);
  process.exitCode = code;
}
