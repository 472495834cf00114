#!/usr/bin/env node
import { firstLine, InputError, RunError } from '../errors.ts';
import { releaseBackend } from '../tensor/index.ts';
import { fail } from './exit-codes.ts';
import { createProgram } from './program.ts';

/** What Node ends with when a module still awaits. */
const NOTHING_LEFT_TO_DO = 13;

// `ottoflow list | head` closes our stdout: that is no error. A full disk behind it is one.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') fail(new RunError(`stdout: cannot be written (${firstLine(error)})`));
  process.exit();
});
// A scene that waits for what never comes leaves Node nothing to do.
process.on('exit', () => {
  if (process.exitCode === NOTHING_LEFT_TO_DO) fail(new InputError('scene: waits for a promise that nothing resolves'));
});

try {
  const words = process.argv.slice(2);
  await createProgram().parseAsync(words.length > 0 ? words : ['help'], { from: 'user' });
} catch (error) {
  fail(error);
} finally {
  releaseBackend();
}
