import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CHECKPOINT, run } from '../../src/headless/index.ts';
import { langevin } from '../../systems/index.ts';
import { temporaryFolder } from './folder.ts';
import { smallScene } from './scenes.ts';

const folder = temporaryFolder();
const probe = await open(join(folder, 'probe'), 'w');
const fileHandle = Object.getPrototypeOf(probe);
await probe.close();
const noSpace = () =>
  Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });

/** A disk on which the files of `out` have so many bytes together, and no more. */
function limitTo(bytes: number, out: string): void {
  const { write } = fileHandle;
  vi.spyOn(fileHandle, 'write').mockImplementation(function (this: unknown, ...given: unknown[]) {
    const [chunk, offset, length, at] = given as [Uint8Array, number, number, number | null];
    const left = bytes - readdirSync(out).reduce((sum, name) => sum + statSync(join(out, name)).size, 0);
    if (left <= 0) throw noSpace();
    return write.call(this, chunk, offset, Math.min(length, left), at);
  });
}

/** A disk that takes so many bytes and no more. */
function fillAfter(bytes: number): void {
  const { write } = fileHandle;
  let left = bytes;
  vi.spyOn(fileHandle, 'write').mockImplementation(function (this: unknown, ...given: unknown[]) {
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
    fillAfter(3000);
    const error = await failure(out);
    expect(error.name).toBe('RunError');
    expect(error.message).toBe(
      `${join(out, 'frames.partial')}: cannot be written (no space left on the disk, ENOSPC); what was written before stays`,
    );
    // One frame takes 2 · (16 + 60 · 12) bytes: the third does not fit, and half a frame is no frame.
    expect(statSync(join(out, 'frames.partial')).size).toBe(2 * 1472);
    expect(readdirSync(out)).toEqual(['frames.partial']);
  });

  it.each([
    ['the fourth frame', 3 * 24_016 + 22_000],
    ['the positions', 6 * 24_016 + 25_000],
  ])('at %s, and freed again, loses nothing: the figures are there, and the run goes on', async (what, bytes) => {
    const scene = smallScene({ count: 2000, ensembles: [{ name: 'ula', method: langevin({ stepSize: 0.02 }) }] });
    const out = join(folder, what);
    limitTo(bytes, out);
    await expect(run(scene, { backend: 'cpu', out })).rejects.toThrow(/no space left/);
    vi.restoreAllMocks();
    const { interrupted, ensembles } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
    expect({ interrupted, count: ensembles[0].count }).toEqual({ interrupted: true, count: 2000 });
    await run(scene, { backend: 'cpu', out, resume: true });
    const whole = `${out} whole`;
    await run(scene, { backend: 'cpu', out: whole });
    const [resumed, expected] = [out, whole].map((path) => readFileSync(join(path, 'positions.parquet')));
    expect(resumed!.equals(expected!)).toBe(true);
  });

  it('while results are written keeps the summary and the checkpoint, and half a file never appears', async () => {
    const out = join(folder, 'results');
    // Frames take 6 · 2 · (8 + 60 · 12) bytes; the checkpoints fit, the parquet file does not.
    fillAfter(8736 + 6 * 9000 + 6000);
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
