import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Cell, CellRecord, SweepProgress } from '../../src/sweep/index.ts';
import { ROOT } from '../cli/built.ts';
import { temporaryFolder } from '../headless/folder.ts';
import { builtSweep } from './built.ts';
import { cellOf, cellsOf, TASK } from './cells.ts';

const root = temporaryFolder();
const freshFolder = (): string => mkdtempSync(join(root, 'sweep-'));
let built: Awaited<ReturnType<typeof builtSweep>>;
beforeAll(async () => {
  built = await builtSweep();
}, 300_000);

/** Sweep on two threads, or as `options` say, and read what was stored. */
async function run(cells: Cell[], options: { dir?: string; workers?: number; signal?: AbortSignal; task?: URL } = {}) {
  const { dir = freshFolder(), workers = 2, signal, task = TASK } = options;
  const store = await built.CellStore.open(dir);
  const executor = built.localExecutor({ task, workers, resourceLimits: { maxOldGenerationSizeMb: 64 } });
  const progress: SweepProgress[] = [];
  const onProgress = (each: SweepProgress): number => progress.push(each);
  const summary = await built.sweep(cells, { store, executor, version: 'v', onProgress, signal });
  const records = await store.readAll(cells.map((cell) => built.keyOfCell(cell, 'v')));
  return { dir, summary, progress, records };
}

const resultOf = (record: CellRecord | undefined): unknown =>
  record?.status === 'done' ? (record.result as { value: unknown }).value : record?.reason;

describe('the pool of threads', () => {
  it('goes on after cells that throw, exit, are not caught, or use up the memory', async () => {
    const folder = freshFolder();
    const cells = [
      cellOf(0, { action: 'exit' }),
      cellOf(1, { action: 'throw' }),
      cellOf(2, { action: 'memory' }),
      cellOf(3, { action: 'reject' }),
      cellOf(4, { action: 'exit', file: join(folder, 'once'), value: 'second try' }),
      ...cellsOf(4, { value: 'good' }),
    ];
    const { summary, records, progress } = await run(cells);
    expect(summary).toMatchObject({ done: 5, failed: 4, skipped: 0, total: 9, interrupted: false });
    expect(records.map(resultOf)).toEqual([
      'worker died twice: worker exited with code: 7',
      'Error: poisoned',
      expect.stringMatching(/^worker died twice: .*memory/),
      'worker died twice: nobody catches this',
      'second try',
      'good',
      'good',
      'good',
      'good',
    ]);
    expect(summary.failures.map(({ cell }) => cell.name).sort()).toEqual(['cell/0', 'cell/1', 'cell/2', 'cell/3']);
    expect(progress[0]).toEqual({ done: 0, failed: 0, skipped: 0, total: 9, secondsLeft: undefined });
    expect(progress.at(-1)).toEqual({ done: 5, failed: 4, skipped: 0, total: 9, secondsLeft: 0 });
  });

  it('gives the same records for any number of threads and any order, with kernels on one thread each', async () => {
    const cells = [cellOf('t', { action: 'threads' }), cellOf('n', { action: 'numbers' }), ...cellsOf(6)];
    const one = await run(cells, { workers: 1 });
    const three = await run(cells.toReversed(), { workers: 3 });
    const files = readdirSync(join(one.dir, 'cells')).sort();
    expect(readdirSync(join(three.dir, 'cells')).sort()).toEqual(files);
    for (const file of files) {
      expect(readFileSync(join(three.dir, 'cells', file))).toEqual(readFileSync(join(one.dir, 'cells', file)));
    }
    expect(resultOf(one.records[0])).toBe('1');
    expect(resultOf(one.records[1])).toEqual([Number.NaN, Infinity, -Infinity, -0, 0.1 + 0.2, 5e-324]);
  });

  it('says of a task that is not there what is missing', async () => {
    const { records } = await run([cellOf(1)], { task: pathToFileURL(join(root, 'nowhere.mjs')) });
    expect(resultOf(records[0])).toMatch(/^Error: Cannot find module [^\n]+nowhere\.mjs/);
  });

  it('refuses a number of threads that is none', () => {
    for (const workers of [0, -1, 1.5, Number.NaN, 5000]) {
      expect(() => built.localExecutor({ task: TASK, workers })).toThrow(
        /^workers: must be a whole number from 1 to 1024/,
      );
    }
  });
});

it('knows its version: that of the package and of its code', () => {
  expect(built.engineVersion()).toMatch(/^\d+\.\d+\.\d+\S*\+[0-9a-f]{12}$/);
  expect(built.engineVersion()).toBe(built.engineVersion());
});

it('loads no pool and no queue before one is asked for', () => {
  const index = JSON.stringify(pathToFileURL(join(ROOT, 'dist/src/sweep/index.js')).href);
  const code = `import ${index}; import { createRequire } from 'node:module';
    console.log(Object.keys(createRequire(${index}).cache).filter((path) => /piscina|bullmq|ioredis/.test(path)).length);`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })).toBe('0\n');
});

describe('a sweep', () => {
  it('skips what is done, tries again what failed, and runs equal cells once', async () => {
    const file = join(freshFolder(), 'once');
    const flaky = cellOf('flaky', { action: 'throw', file });
    const cells = [...cellsOf(3), { ...cellOf(1), name: 'same cell, other name' }, flaky];
    const first = await run(cells);
    expect(first.summary).toMatchObject({ done: 3, failed: 1, skipped: 0, total: 4 });
    const second = await run(cells, { dir: first.dir });
    expect(second.summary).toMatchObject({ done: 1, failed: 0, skipped: 3, total: 4, failures: [] });
    const third = await run(cells, { dir: first.dir });
    expect(third.summary).toMatchObject({ done: 0, skipped: 4 });
    expect(third.progress).toEqual([{ done: 0, failed: 0, skipped: 4, total: 4, secondsLeft: undefined }]);
    expect(third.records).toEqual(second.records);
  });

  it('stops at a signal in the middle of a cell, keeps what is stored, and goes on from there', async () => {
    const controller = new AbortController();
    const cells = [...cellsOf(2), cellOf('long', { action: 'burn', milliseconds: 600_000 }), cellOf('never')];
    const dir = freshFolder();
    const store = await built.CellStore.open(dir);
    const summary = await built.sweep(cells, {
      store,
      executor: built.localExecutor({ task: TASK, workers: 1 }),
      version: 'v',
      signal: controller.signal,
      onProgress: ({ done }) => done === 2 && controller.abort(),
    });
    expect(summary).toMatchObject({ done: 2, failed: 0, interrupted: true });
    expect(await store.keys()).toHaveLength(2);
    expect((await run(cellsOf(4), { dir })).summary).toMatchObject({ skipped: 2, done: 2 });
  });

  it('ends when a record cannot be stored', async () => {
    const store = await built.CellStore.open(freshFolder());
    store.write = async () => {
      throw new Error('the disk is full');
    };
    const executor = built.localExecutor({ task: TASK, workers: 2 });
    const cells = [cellOf(1), cellOf('long', { action: 'burn', milliseconds: 600_000 })];
    await expect(built.sweep(cells, { store, executor, version: 'v' })).rejects.toThrow('the disk is full');
  });
});
