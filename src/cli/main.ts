#!/usr/bin/env node
import { releaseBackend } from '../tensor/index.ts';
import { fail } from './exit-codes.ts';
import { createProgram } from './program.ts';

// `ottoflow list | head` closes our stdout: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  const words = process.argv.slice(2);
  await createProgram().parseAsync(words.length > 0 ? words : ['help'], { from: 'user' });
} catch (error) {
  fail(error);
} finally {
  releaseBackend();
}
