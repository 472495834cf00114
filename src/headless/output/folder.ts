import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { firstLine, InputError, RunError } from '../../errors.ts';
import { FolderLock } from './lock.ts';

const PARTIAL = /^\..*\.partial$/;
/** Milliseconds. A file that was being written this long ago is of a process that died. */
const ABANDONED = 60 * 60 * 1000;

/**
 * A folder that results go into: every file appears whole or not at all, and what goes wrong is said in one line. Several processes, also of
 * several machines, may write the same files.
 */
export class OutputFolder {
  readonly path: string;
  #lock: FolderLock | undefined;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Make the folder and try to write into it, before anything is computed.
   * @throws InputError when that cannot be done
   */
  static async open(path: string): Promise<OutputFolder> {
    if (path === '') throw new InputError('out: must be a folder, got ""');
    const probe = join(path, `.ottoflow-${process.pid}`);
    await orSayWhy(path, async () => {
      await makeFolder(resolve(path));
      await (await open(probe, 'w')).close();
      // Forced: another run of this process may probe the same folder.
      await rm(probe, { force: true });
      await sweepOut(path);
    });
    return new OutputFolder(path);
  }

  /** Keep other runs out until `unlock`. @throws InputError when one of them is in it */
  async lock(): Promise<void> {
    await orSayWhy(this.path, async () => {
      this.#lock = await FolderLock.take(this.path);
    });
  }

  async unlock(): Promise<void> {
    await this.#lock?.release();
    this.#lock = undefined;
  }

  file = (name: string): string => join(this.path, name);

  /** Write a file under a temporary name and give it its own when it is complete. @throws RunError */
  async write(name: string, content: string | Uint8Array | ((write: WriteChunk) => Promise<void>)): Promise<void> {
    const temporary = this.file(`.${name}.${randomUUID()}.partial`);
    await this.#guard(name, async () => {
      const handle = await open(temporary, 'w');
      try {
        if (typeof content === 'function') await content((chunk) => writeAll(handle, chunk));
        else await writeAll(handle, typeof content === 'string' ? Buffer.from(content) : content);
        await handle.sync();
      } catch (error) {
        // Gives the space back, so that smaller files may still fit on a full disk.
        await handle.close();
        await rm(temporary, { force: true });
        throw error;
      }
      await handle.close();
      await rename(temporary, this.file(name));
    });
  }

  /** The content of a file, or undefined where there is none. */
  async read(name: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.file(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new InputError(`${this.file(name)}: cannot be read (${causeOf(error)})`);
    }
  }

  /** Open a file that grows; the caller closes it. @throws RunError */
  async grow(name: string, flags: 'w+' | 'r+'): Promise<GrowingFile> {
    const handle = await this.#guard(name, () => open(this.file(name), flags));
    const guard = <T>(action: () => Promise<T>): Promise<T> => this.#guard(name, action);
    return {
      append: (chunk, position) => guard(() => writeAll(handle, chunk, position)),
      read: (length, position) => guard(() => readAll(handle, length, position)),
      truncate: (length) => guard(() => handle.truncate(length)),
      size: () => guard(async () => (await handle.stat()).size),
      sync: () => guard(() => handle.datasync()),
      close: () => handle.close(),
    };
  }

  has = async (name: string): Promise<boolean> =>
    stat(this.file(name)).then(
      () => true,
      () => false,
    );

  async remove(name: string): Promise<void> {
    await rm(this.file(name), { force: true });
  }

  async #guard<T>(name: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw new RunError(`${this.file(name)}: cannot be written (${causeOf(error)}); what was written before stays`);
    }
  }
}

export type WriteChunk = (chunk: Uint8Array) => Promise<void>;

/** A file that is appended to while a run goes on. Positions are in bytes. */
export interface GrowingFile {
  append(chunk: Uint8Array, position: number): Promise<void>;
  read(length: number, position: number): Promise<Uint8Array<ArrayBuffer>>;
  truncate(length: number): Promise<void>;
  size(): Promise<number>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** `write` may take only a part, and on a disk that fills up it does. */
async function writeAll(handle: FileHandle, chunk: Uint8Array, position?: number): Promise<void> {
  let done = 0;
  while (done < chunk.length) {
    const at = position === undefined ? null : position + done;
    const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, at);
    done += bytesWritten;
  }
}

async function readAll(handle: FileHandle, length: number, position: number): Promise<Uint8Array<ArrayBuffer>> {
  const out = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(out, done, length - done, position + done);
    if (bytesRead === 0) throw new RunError('a file of recorded frames is shorter than it was');
    done += bytesRead;
  }
  return out;
}

const CAUSES: Record<string, string> = {
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is too large for this disk',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the disk is read-only',
  ENAMETOOLONG: 'the name is too long',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'it is a file',
  EIO: 'the disk reports an error',
};

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string' && 'syscall' in error;

function causeOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return CAUSES[code] ? `${CAUSES[code]}, ${code}` : firstLine(error);
}

/** Remove what processes that died were writing. */
async function sweepOut(path: string): Promise<void> {
  for (const name of (await readdir(path)).filter((each) => PARTIAL.test(each))) {
    const file = join(path, name);
    const age = await stat(file).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > ABANDONED) await rm(file, { force: true });
  }
}

async function orSayWhy(path: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`out: must be a folder that can be written, got ${JSON.stringify(path)} (${causeOf(error)})`);
  }
}

/** `mkdir` with `recursive` never returns where a file system refuses folders with ENOENT, as /proc does; this one throws. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}
