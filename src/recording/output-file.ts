import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { firstLine, InputError, RunError } from '../errors.ts';

/** A file that appears whole or not at all. */
export class OutputFile {
  readonly #path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.#path = path;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /** Begin to write it under another name beside it, before anything is computed. @throws InputError when that cannot be done */
  static async open(path: string): Promise<OutputFile> {
    const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
    try {
      if (await isFolder(path)) throw new Error('it is a folder');
      return new OutputFile(path, temporary, await open(temporary, 'w'));
    } catch (error) {
      throw new InputError(`out: must be a file that can be written, got ${JSON.stringify(path)} (${causeOf(error)})`);
    }
  }

  /** All of its content. @throws RunError when it cannot be written */
  async finish(content: Uint8Array): Promise<void> {
    try {
      await this.#handle.writeFile(content);
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#temporary, this.#path);
    } catch (error) {
      await this.discard();
      throw new RunError(`${this.#path}: cannot be written (${causeOf(error)})`);
    }
  }

  /** As if it had never been begun. */
  async discard(): Promise<void> {
    // It may be closed already.
    await this.#handle.close().catch(() => {});
    await rm(this.#temporary, { force: true });
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const CAUSES: Record<string, string> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of the path is a file',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the disk is read-only',
  ENOSPC: 'no space left on the disk',
  ENAMETOOLONG: 'the name is too long',
};

const causeOf = (error: unknown): string => CAUSES[(error as NodeJS.ErrnoException).code ?? ''] ?? firstLine(error);
