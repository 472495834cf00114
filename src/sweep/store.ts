import { access, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { firstLine, InputError } from '../errors.ts';
import { OutputFolder } from '../headless/index.ts';
import type { CellRecord } from './cell.ts';
import { parseRecord } from './job.ts';
import { fromJson, toJson } from './json.ts';
import { fingerprint } from './key.ts';

const FOLDER = 'cells';
const ENDING = '.json';

export type Warn = (line: string) => void;
const onStderr: Warn = (line) => process.stderr.write(`${line}\n`);

/**
 * The records of sweeps, `DIR/cells/<key>.json`. Every file appears whole or not at all, and several processes may share the folder. A file
 * that was cut off or edited counts as absent: it is moved to `<key>.json.damaged`, with one line of warning.
 */
export class CellStore {
  readonly #path: string;
  /** Undefined where records are only read. */
  readonly #folder: OutputFolder | undefined;
  readonly #warn: Warn;

  private constructor(path: string, folder: OutputFolder | undefined, warn: Warn) {
    this.#path = path;
    this.#folder = folder;
    this.#warn = warn;
  }

  /** Make the folder where it is missing. @throws InputError when it cannot be written */
  static async open(dir: string, { warn = onStderr }: { warn?: Warn } = {}): Promise<CellStore> {
    const path = dir === '' ? '' : join(dir, FOLDER);
    return new CellStore(path, await OutputFolder.open(path), warn);
  }

  /** The store of an earlier sweep, to be read. @throws InputError when there is none */
  static async existing(dir: string, { warn = onStderr }: { warn?: Warn } = {}): Promise<CellStore> {
    const path = join(dir, FOLDER);
    const isThere = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isThere)
      throw new InputError(`${JSON.stringify(dir)}: must be the folder of a sweep, but has no folder ${FOLDER}`);
    return new CellStore(path, undefined, warn);
  }

  has = (key: string): Promise<boolean> =>
    access(this.#file(key)).then(
      () => true,
      () => false,
    );

  /** The keys of all files, in order. */
  async keys(): Promise<string[]> {
    const names = await readdir(this.#path);
    return names
      .filter((name) => /^[0-9a-f]{32}\.json$/.test(name))
      .map((name) => name.slice(0, -ENDING.length))
      .sort();
  }

  /** The record of a key; undefined where there is none, or a damaged one. @throws InputError when the file is there but cannot be read */
  async read(key: string): Promise<CellRecord | undefined> {
    const text = await readText(this.#file(key));
    if (text === undefined) return undefined;
    try {
      return open(text, key);
    } catch (error) {
      await this.#setAside(key, firstLine(error));
      return undefined;
    }
  }

  /** The records of these keys, in their order, without those that are absent or damaged. */
  async readAll(keys?: Iterable<string>): Promise<CellRecord[]> {
    const records: CellRecord[] = [];
    for (const key of keys ?? (await this.keys())) {
      const record = await this.read(key);
      if (record) records.push(record);
    }
    return records;
  }

  /** @throws RunError when the disk does not take it; InputError when the store was opened to be read */
  async write(record: CellRecord): Promise<void> {
    if (!this.#folder) throw new InputError(`${this.#path}: was opened to be read`);
    await this.#folder.write(`${record.key}${ENDING}`, seal(record));
  }

  #file = (key: string): string => join(this.#path, `${key}${ENDING}`);

  async #setAside(key: string, cause: string): Promise<void> {
    const file = this.#file(key);
    // Where the folder is only read, or another process was faster, it stays.
    const moved = await rename(file, `${file}.damaged`).then(
      () => true,
      () => false,
    );
    this.#warn(`${file}: damaged (${cause}); it counts as absent${moved ? ` and is now ${key}${ENDING}.damaged` : ''}`);
  }
}

/** A record as text that ends with the fingerprint of what is before it. */
function seal(record: CellRecord): string {
  const text = toJson(record);
  return `${text.slice(0, -1)},"digest":"${fingerprint(text)}"}\n`;
}

/** @throws when the text is not whole, or was changed */
function open(text: string, key: string): CellRecord {
  const value = fromJson(text);
  if (typeof value !== 'object' || value === null) throw new Error('no record');
  const { digest, ...rest } = value as Record<string, unknown>;
  const record = parseRecord(rest);
  if (digest !== fingerprint(toJson(rest))) throw new Error('its digest is of another content');
  if (record.key !== key) throw new Error(`it is the record of ${record.key}`);
  return record;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new InputError(`${file}: cannot be read (${firstLine(error)})`);
  }
}
