import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CHECKPOINT, type RunOptions, run, type Summary } from '../../src/headless/index.ts';
import { custom, gaussian } from '../../src/targets/index.ts';
import type { Scene, SceneInput } from '../../src/world/index.ts';
import { langevin, mala } from '../../systems/index.ts';
import { temporaryFolder } from './folder.ts';
import { smallScene } from './scenes.ts';

/** 4 and 5 turns a frame, so that a run is cut in the middle of one as well. */
const scene = (changes: Partial<SceneInput> = {}): Scene =>
  smallScene({
    frames: 3,
    ensembles: [
      { name: 'ula', method: langevin({ stepSize: 0.005 }) },
      { name: 'mala', method: mala({ stepSize: 0.02 }) },
    ],
    ...changes,
  });

const backend = 'cpu';
const folder = temporaryFolder();
const parquet = (out: string): Buffer => readFileSync(join(out, 'positions.parquet'));

/** Interrupt a run after so many turns of its world. */
async function runTurns(played: Scene, turns: number, options: RunOptions): Promise<Summary> {
  const controller = new AbortController();
  let done = 0;
  const onProgress = (): void => {
    if (++done === turns) controller.abort();
  };
  return run(played, { ...options, onProgress, signal: controller.signal });
}

const figures = ({ ensembles }: Summary): unknown => ensembles.map(({ wallTime: _, ...rest }) => rest);

describe('an interrupted run', () => {
  const whole = join(folder, 'whole');
  let expected: Summary;
  beforeAll(async () => {
    expected = await run(scene(), { backend, out: whole });
  });

  it('keeps what it has: a summary, the frames so far, a report, a checkpoint', async () => {
    const out = join(folder, 'partial');
    const summary = await runTurns(scene(), 2, { backend, out });
    expect(summary.interrupted).toBe(true);
    expect(summary.ensembles[0]).toMatchObject({
      status: 'stopped',
      reason: expect.stringMatching(/^interrupted after step \d+$/),
    });
    for (const file of ['summary.json', 'positions.parquet', 'report.html', CHECKPOINT])
      expect(existsSync(join(out, file))).toBe(true);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('The run was interrupted');
  });

  it.each([1, 5, 7, 14])('resumed after %i turns, is byte for byte the run that was not', async (turns) => {
    const out = join(folder, `turns-${turns}`);
    const partial = await runTurns(scene(), turns, { backend, out });
    expect(partial.interrupted).toBe(true);
    const resumed = await run(scene(), { backend, out, resume: true });
    expect(figures(resumed)).toEqual(figures(expected));
    expect(parquet(out).equals(parquet(whole))).toBe(true);
    expect(existsSync(join(out, CHECKPOINT))).toBe(false);
    expect(existsSync(join(out, 'frames.partial'))).toBe(false);
  });

  it('interrupted before its first turn has its start to show, and goes on from there', async () => {
    const out = join(folder, 'at-once');
    const summary = await run(scene(), { backend, out, signal: AbortSignal.abort() });
    expect(summary.interrupted).toBe(true);
    expect(summary.ensembles.every(({ steps }) => steps === 0)).toBe(true);
    for (const file of ['report.html', CHECKPOINT]) expect(existsSync(join(out, file))).toBe(true);
    const resumed = await run(scene(), { backend, out, resume: true });
    expect(figures(resumed)).toEqual(figures(expected));
    expect(parquet(out).equals(parquet(whole))).toBe(true);
  });

  it('may be interrupted again and again', async () => {
    const out = join(folder, 'again');
    await runTurns(scene(), 1, { backend, out });
    for (let i = 0; i < 3; i++) await runTurns(scene(), 1, { backend, out, resume: true });
    const resumed = await run(scene(), { backend, out, resume: true });
    expect(figures(resumed)).toEqual(figures(expected));
    expect(parquet(out).equals(parquet(whole))).toBe(true);
  });

  it('is not changed by how often it is saved', async () => {
    const out = join(folder, 'often');
    const summary = await run(scene(), { backend, out, checkpointEvery: 0 });
    expect(figures(summary)).toEqual(figures(expected));
    expect(parquet(out).equals(parquet(whole))).toBe(true);
  });

  it('resumes with a target that is code, given by the scene', async () => {
    const target = custom({ dimension: 2, logDensity: gaussian({ mean: [1, 0.5] }).logDensity });
    const out = join(folder, 'custom');
    await runTurns(scene({ target }), 3, { backend, out });
    const resumed = await run(scene({ target }), { backend, out, resume: true });
    const { ensembles } = await run(scene({ target }), { backend });
    expect(resumed.ensembles[1]!.mean).toEqual(ensembles[1]!.mean);
  });
});

describe('resuming is refused in one line', () => {
  const out = join(folder, 'refused');
  const saved = join(folder, 'saved');
  beforeAll(async () => {
    await runTurns(scene(), 2, { backend, out });
    mkdirSync(saved);
    for (const file of [CHECKPOINT, 'frames.partial']) copyFileSync(join(out, file), join(saved, file));
  });
  const resume = (resumed: Scene, options: RunOptions = {}): Promise<Summary> =>
    run(resumed, { backend, out: saved, resume: true, ...options });

  it.each<[string, Scene, RunOptions, string]>([
    ['another seed', scene(), { seed: 'b' }, 'seed was "a", now "b"'],
    ['another scene', scene({ name: 'other' }), {}, 'name was "small", now "other"'],
    ['another parameter', scene({ count: 61 }), {}, 'ensembles[0].count was 60, now 61'],
    [
      'one ensemble less',
      scene({ ensembles: [{ name: 'ula', method: langevin({ stepSize: 0.005 }) }] }),
      {},
      'ensembles[1] was ',
    ],
    ['another backend', scene(), { backend: 'wasm' }, 'backend: must be cpu'],
  ])('%s', async (_, changed, options, message) => {
    const error = await resume(changed, options).catch((caught) => caught);
    expect(error.name).toBe('InputError');
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('\n');
  });

  it('no checkpoint', async () => {
    await expect(resume(scene(), { out: join(folder, 'none') })).rejects.toThrow(
      /checkpoint\.otto: not found, nothing to resume/,
    );
  });

  it('a damaged checkpoint, or frames that are gone', async () => {
    truncateSync(join(saved, 'frames.partial'), 100);
    await expect(resume(scene())).rejects.toThrow(/frames\.partial: has fewer frames than the checkpoint/);
    rmSync(join(saved, 'frames.partial'));
    await expect(resume(scene())).rejects.toThrow(/frames\.partial: has fewer frames than the checkpoint/);
    const bytes = readFileSync(join(saved, CHECKPOINT));
    bytes[bytes.length - 3]! ^= 1;
    writeFileSync(join(saved, CHECKPOINT), bytes);
    await expect(resume(scene())).rejects.toThrow(/checkpoint\.otto: is cut or damaged/);
  });
});
