import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { InputError } from '../../errors.ts';

const NAME = '.ottoflow.lock';

/** The locks of this process, by absolute path. */
const held = new Set<string>();

/**
 * Keeps a second run out of a folder: two runs that share a file of frames would write a mixture of both. A lock whose process is gone is
 * taken over.
 */
export class FolderLock {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** @throws InputError when another run holds the folder, and what the file system throws when it cannot be written */
  static async take(folder: string): Promise<FolderLock> {
    const path = resolve(folder, NAME);
    const refuse = (holder: string): never => {
      throw new InputError(
        `out: another run writes into ${JSON.stringify(folder)} (process ${holder}); wait for its end, or remove ${join(folder, NAME)}`,
      );
    };
    if (held.has(path)) refuse(String(process.pid));
    held.add(path);
    try {
      const holder = await holderOf(path);
      if (holder !== undefined) refuse(holder);
      await rm(path, { force: true });
      await writeFile(path, `${hostname()} ${process.pid}`, { flag: 'wx' });
    } catch (error) {
      held.delete(path);
      throw error;
    }
    return new FolderLock(path);
  }

  async release(): Promise<void> {
    await rm(this.#path, { force: true });
    held.delete(this.#path);
  }
}

/** The process that holds a lock, if it is still there; that of another machine counts as there. */
async function holderOf(path: string): Promise<string | undefined> {
  const [host, pid] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
  if (!host || !pid) return undefined;
  if (host !== hostname()) return `${pid} on ${host}`;
  return Number(pid) !== process.pid && isAlive(Number(pid)) ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
