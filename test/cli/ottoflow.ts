import { type ChildProcess, spawn } from 'node:child_process';
import { MAIN } from './built.ts';

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface SpawnOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** Flags for node itself. */
  node?: string[];
  /** Called with the process as soon as it runs. */
  meanwhile?(child: ChildProcess): void;
}

/** Run the built command line to its end. */
export function ottoflow(words: readonly string[], { cwd, env, node = [], meanwhile }: SpawnOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...node, MAIN, ...words], { cwd, env: { ...process.env, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    meanwhile?.(child);
  });
}
