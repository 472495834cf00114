import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { noteBenchmark, planOf, readBenchmark } from '../../src/bench/index.ts';
import { CellStore, keyOfCell } from '../../src/sweep/index.ts';
import { benchmarkFolder, VERSION } from './benchmark-folder.ts';
import { scratchFolder } from './export/folder.ts';
import { methodOf, suiteWith, TINY_SUITE } from './tiny-suite.ts';

const done = () => ({});
const note = { version: VERSION, backend: 'wasm' } as const;

/** Change the note in the folder of a benchmark. */
async function rewriteNote(dir: string, change: (text: string) => string): Promise<void> {
  const path = join(dir, 'suite.json');
  await writeFile(path, change(await readFile(path, 'utf8')));
}

describe('the folder of a benchmark', () => {
  it('is read in the order of the plan, without the points, which are loaded one by one', async () => {
    const dir = await benchmarkFolder(TINY_SUITE, ({ replicate }) => (replicate === 1 ? 'missing' : {}));
    const { records, missing, suite, command, load } = await readBenchmark(dir);
    expect(records.map(({ cell }) => cell.name)).toEqual(planOf(TINY_SUITE).cells.map(({ name }) => name));
    expect([missing, suite.name, command]).toEqual([6, 'tiny', 'npx ottoflow bench']);
    expect(records[0]!.result).not.toHaveProperty('cloud');
    expect((await load(records[0]!)).result!.cloud.shape).toEqual([6, 2]);
  });

  it('of which the suite changed has the results of the cells that stayed', async () => {
    const dir = await benchmarkFolder(TINY_SUITE, done);
    const [exact, langevin] = TINY_SUITE.methods;
    const changed = suiteWith({
      methods: [exact, { ...langevin!, method: { type: 'langevin', stepSize: 0.2 } }],
      replicates: 1,
    });
    await noteBenchmark(dir, planOf(changed), note);
    const { records, missing } = await readBenchmark(dir);
    expect(records.map(({ cell, result }) => [cell.name, result !== undefined])).toEqual([
      ['plane/exact/0', true],
      ['plane/langevin/0', false],
      ['line/exact/0', true],
      ['line/langevin/0', false],
    ]);
    expect(missing).toBe(2);
  });

  it('of another version has none of its results', async () => {
    const dir = await benchmarkFolder(TINY_SUITE, done);
    await noteBenchmark(dir, planOf(TINY_SUITE), { ...note, version: '0.1.0+other' });
    expect((await readBenchmark(dir)).missing).toBe(12);
  });

  it.each<[string, (text: string) => string, RegExp]>([
    ['is cut off', (text) => text.slice(0, 100), /suite\.json: is not JSON$/],
    [
      'has no version',
      (text) => text.replace('"version"', '"versoin"'),
      /suite\.json\.version: must be a string, got nothing$/,
    ],
    [
      'names a backend that there is none of',
      (text) => text.replace('"wasm"', '"abacus"'),
      /suite\.json\.backend: must be .*"abacus"$/,
    ],
    [
      'has a suite that is none',
      (text) => text.replace('"replicates": 2', '"replicates": 0'),
      /suite\.json\.suite\.replicates: must be at least 1, got 0$/,
    ],
  ])('whose note %s is refused in one line', async (_, change, message) => {
    const dir = await benchmarkFolder(TINY_SUITE, done);
    await rewriteNote(dir, change);
    await expect(readBenchmark(dir)).rejects.toThrow(message);
  });

  it('that is none is refused', async () => {
    const dir = await scratchFolder();
    await expect(readBenchmark(dir)).rejects.toThrow(/must be the folder of a benchmark, but has no file suite\.json$/);
    await expect(readBenchmark(join(dir, 'none'))).rejects.toThrow(
      /must be the folder of a benchmark, but is no folder$/,
    );
    await noteBenchmark(dir, planOf(TINY_SUITE), note);
    await expect(readBenchmark(dir)).rejects.toThrow(/has no folder cells$/);
  });

  it('with a damaged record counts it as missing, and says so', async () => {
    const dir = await benchmarkFolder(suiteWith({ methods: [methodOf('langevin')], replicates: 1 }), done);
    const [name] = await readdir(join(dir, 'cells'));
    const path = join(dir, 'cells', name!);
    await writeFile(path, (await readFile(path, 'utf8')).replace('"steps":300', '"steps":301'));
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { missing } = await readBenchmark(dir);
    const warning = write.mock.calls.map(([text]) => String(text)).join('');
    write.mockRestore();
    expect(missing).toBe(1);
    expect(warning).toMatch(/^[^\n]*damaged \(its digest is of another content\)[^\n]*\n$/);
    expect(await readdir(join(dir, 'cells'))).toContain(`${name}.damaged`);
  });

  it('with a record of a result that is none is refused with its file', async () => {
    const suite = suiteWith({ methods: [methodOf('langevin')], replicates: 1 });
    const dir = await benchmarkFolder(suite, () => 'missing');
    const [cell] = planOf(suite).cells;
    const key = keyOfCell(cell!, VERSION);
    const store = await CellStore.open(dir);
    await store.write({ key, version: VERSION, cell: cell!, status: 'done', result: { steps: 'many' }, wallTime: {} });
    await expect(readBenchmark(dir)).rejects.toThrow(
      new RegExp(`^cells/${key}\\.json\\.status: must be "done" or "stopped"`),
    );
  });
});
