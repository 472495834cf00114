import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKPOINT, run } from '../../src/headless/index.ts';
import { temporaryFolder } from './folder.ts';
import { smallScene } from './scenes.ts';

const folder = temporaryFolder();
const backend = 'cpu';
const lockOf = (out: string): string => join(out, '.ottoflow.lock');

/** A folder whose lock says this. */
function locked(name: string, holder: string): string {
  const out = join(folder, name);
  mkdirSync(out);
  writeFileSync(lockOf(out), holder);
  return out;
}

describe('a folder that a run writes into', () => {
  it('takes no second one, and is free afterwards', async () => {
    const out = join(folder, 'shared');
    const ends = await Promise.allSettled([
      run(smallScene(), { backend, out }),
      run(smallScene({ seed: 'b' }), { backend, out: `${out}/../shared` }),
    ]);
    // Which of the two comes first to the folder is not said.
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'InputError', message: expect.stringMatching(/another run writes/) },
    });
    expect(existsSync(lockOf(out))).toBe(false);
    await run(smallScene({ seed: 'b' }), { backend, out });
  });

  it('is free also after a run that could not start', async () => {
    const out = join(folder, 'failed');
    await expect(run(smallScene(), { backend, out, resume: true })).rejects.toThrow(/nothing to resume/);
    expect(existsSync(lockOf(out))).toBe(false);
  });

  it('is kept by a process that lives, or may live elsewhere', async () => {
    for (const [name, holder] of [
      ['alive', `${hostname()} ${process.ppid}`],
      ['elsewhere', 'elsewhere.example 7'],
    ] as const) {
      // biome-ignore format: pairs
      await expect(run(smallScene(), { backend, out: locked(name, holder) })).rejects.toThrow(
        /^out: another run writes into .* \(process \d+.*\); wait for its end, or remove .*\.ottoflow\.lock$/,
      );
    }
  });

  it('is taken over from a process that is gone', async () => {
    // The largest number is no process: Linux and macOS count to 2²² at most.
    const out = locked('gone', `${hostname()} ${2 ** 30}`);
    await run(smallScene(), { backend, out });
    expect(existsSync(lockOf(out))).toBe(false);
  });

  it('loses the checkpoint of an earlier run with its frames', async () => {
    const out = join(folder, 'afresh');
    const controller = new AbortController();
    await run(smallScene(), { backend, out, signal: controller.signal, onProgress: () => controller.abort() });
    expect(readFileSync(join(out, CHECKPOINT)).length).toBeGreaterThan(0);
    const kept: boolean[] = [];
    await run(smallScene(), {
      backend,
      out,
      observers: [{ frame: () => void kept.push(existsSync(join(out, CHECKPOINT))) }],
    });
    expect(kept).not.toContain(true);
  });
});
