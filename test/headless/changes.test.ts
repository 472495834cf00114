import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type RunOptions, run, type Summary } from '../../src/headless/index.ts';
import { Player } from '../../src/playing/index.ts';
import type { Change } from '../../src/world/index.ts';
import { langevin } from '../../systems/index.ts';
import { temporaryFolder } from './folder.ts';
import { readRows } from './rows.ts';
import { smallScene } from './scenes.ts';

const CHANGES: Change[] = [
  { at: 0, ensemble: 'ula', add: [[7, 7]] },
  { at: 0.3, ensemble: 'mala', method: langevin({ stepSize: 0.02 }) },
  { at: 0.5, ensemble: 'ula', add: [[8, 8], [9, 9]] },
  { at: 0.77, ensemble: 'mala', add: [[6, 6]] },
]; // biome-ignore format: a table

const scene = (frames = 3) => smallScene({ frames, changes: CHANGES });
const backend = 'cpu';
const folder = temporaryFolder();
const parquet = (out: string): Buffer => readFileSync(join(out, 'positions.parquet'));

async function runTurns(turns: number, options: RunOptions): Promise<Summary> {
  const controller = new AbortController();
  let done = 0;
  const onProgress = (): void => {
    if (++done === turns) controller.abort();
  };
  return run(scene(), { ...options, onProgress, signal: controller.signal });
}

describe('a run with changes', () => {
  const whole = join(folder, 'whole');
  let expected: Summary;
  beforeAll(async () => {
    expected = await run(scene(), { backend, out: whole });
  }, 60_000);

  it('ends in the state that a player comes to, however many frames are taken', async () => {
    const player = await Player.open(scene(), { backend });
    await player.to(1);
    expect(expected.stateHash).toBe(await player.hash());
    player.dispose();
    for (const frames of [1, 10]) expect((await run(scene(frames), { backend })).stateHash).toBe(expected.stateHash);
    expect((await run(scene(), { backend, seed: 'other' })).stateHash).not.toBe(expected.stateHash);
  });

  it('records the particles that there are at each frame', async () => {
    const rows = await readRows(whole);
    const count = (ensemble: string, frame: number): number =>
      rows.filter((row) => row.ensemble === ensemble && row.frame === frame).length;
    expect([0, 1, 2, 3].map((frame) => count('ula', frame))).toEqual([61, 61, 63, 63]);
    expect([0, 1, 2, 3].map((frame) => count('mala', frame))).toEqual([60, 60, 60, 61]);
    const last = rows.findLast((row) => row.ensemble === 'ula' && row.frame === 2)!;
    expect(last.row).toBe(62);
    expect(last.weight).toBeCloseTo(1 / 63, 8);
    expect(readFileSync(join(whole, 'report.html'), 'utf8')).toContain('<svg');
  });

  it('has no closed form laid over it', () => {
    expect(expected.ensembles.map(({ exact, error }) => [exact, error])).toEqual([[undefined, undefined], [undefined, undefined]]);
  }); // biome-ignore format: a table

  it.each([1, 2, 3, 5])('resumed after %i turns, is byte for byte the run that was not', async (turns) => {
    const out = join(folder, `turns-${turns}`);
    expect((await runTurns(turns, { backend, out })).interrupted).toBe(true);
    const resumed = await run(scene(), { backend, out, resume: true });
    expect(resumed.stateHash).toBe(expected.stateHash);
    expect(parquet(out).equals(parquet(whole))).toBe(true);
  });

  it('interrupted before its first turn, or saved at every turn, is the same run', async () => {
    const atOnce = join(folder, 'at-once');
    await run(scene(), { backend, out: atOnce, signal: AbortSignal.abort() });
    await run(scene(), { backend, out: atOnce, resume: true });
    expect(parquet(atOnce).equals(parquet(whole))).toBe(true);
    const often = join(folder, 'often');
    await run(scene(), { backend, out: often, checkpointEvery: 0 });
    expect(parquet(often).equals(parquet(whole))).toBe(true);
  });

  it('is refused to be resumed with other changes', async () => {
    const out = join(folder, 'refused');
    await runTurns(3, { backend, out });
    const other = smallScene({ frames: 3, changes: [CHANGES[0]!, { ...CHANGES[1]!, at: 0.31 }, ...CHANGES.slice(2)] });
    await expect(run(other, { backend, out, resume: true })).rejects.toThrow(/changes\[1\].at was 0.3, now 0.31/);
  });
});
