import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CHECKPOINT, run } from '../../src/headless/index.ts';
import { temporaryFolder } from './folder.ts';
import { smallScene } from './scenes.ts';

const folder = temporaryFolder();
const noSpace = () =>
  Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });

/** A disk that takes so many bytes and no more. */
async function fillAfter(bytes: number): Promise<void> {
  const probe = await open(join(folder, 'probe'), 'w');
  const prototype = Object.getPrototypeOf(probe);
  await probe.close();
  const write = prototype.write;
  let left = bytes;
  vi.spyOn(prototype, 'write').mockImplementation(function (this: unknown, ...given: unknown[]) {
    const [chunk, offset, length, at] = given as [Uint8Array, number, number, number | null];
    if (left <= 0) throw noSpace();
    const taken = Math.min(length, left);
    left -= taken;
    return write.call(this, chunk, offset, taken, at);
  });
}

afterEach(() => vi.restoreAllMocks());

const failure = (out: string, options = {}): Promise<Error> =>
  run(smallScene(), { backend: 'cpu', out, ...options }).then(
    () => new Error('it did not fail'),
    (error) => error,
  );

describe('a disk that is full', () => {
  it('while frames are recorded ends the run in one line', async () => {
    const out = join(folder, 'frames');
    await fillAfter(3000);
    const error = await failure(out);
    expect(error.name).toBe('RunError');
    expect(error.message).toBe(
      `${join(out, 'frames.partial')}: cannot be written (no space left on the disk, ENOSPC); what was written before stays`,
    );
    expect(statSync(join(out, 'frames.partial')).size).toBe(3000);
  });

  it('while results are written keeps the summary and the checkpoint, and half a file never appears', async () => {
    const out = join(folder, 'results');
    // Frames take 6 · 2 · (8 + 60 · 12) bytes; the checkpoints fit, the parquet file does not.
    await fillAfter(8736 + 6 * 9000 + 6000);
    const error = await failure(out, { checkpointEvery: 0 });
    expect(error.message).toMatch(/no space left on the disk, ENOSPC/);
    expect(existsSync(join(out, CHECKPOINT))).toBe(true);
    expect(readdirSync(out).filter((name) => name.endsWith('.partial') && name.startsWith('.'))).toEqual([]);
    expect(existsSync(join(out, 'report.html'))).toBe(false);
    vi.restoreAllMocks();
    await run(smallScene(), { backend: 'cpu', out, resume: true });
    const whole = join(folder, 'whole');
    await run(smallScene(), { backend: 'cpu', out: whole });
    const [resumed, expected] = [out, whole].map((path) => readFileSync(join(path, 'positions.parquet')));
    expect(resumed!.equals(expected!)).toBe(true);
  });
});
