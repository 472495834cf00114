import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CellRecord, CellStore } from '../../src/sweep/index.ts';
import { keyOfCell } from '../../src/sweep/key.ts';
import { ROOT } from '../cli/built.ts';
import { temporaryFolder } from '../headless/folder.ts';
import { builtSweep } from './built.ts';
import { cellOf } from './cells.ts';

const root = temporaryFolder();
let built: Awaited<ReturnType<typeof builtSweep>>;
beforeAll(async () => {
  built = await builtSweep();
}, 300_000);
const freshFolder = (): string => mkdtempSync(join(root, 'sweep-'));

function recordOf(seed: number, result: unknown = { error: 0.1 + 0.2 }): CellRecord {
  const cell = cellOf(seed);
  return { key: keyOfCell(cell, 'v'), version: 'v', cell, status: 'done', result, wallTime: { run: 1.5 } };
}

async function openStore(dir = freshFolder()): Promise<{ store: CellStore; dir: string; warnings: string[] }> {
  const warnings: string[] = [];
  return { store: await built.CellStore.open(dir, { warn: (line) => warnings.push(line) }), dir, warnings };
}

const fileOf = (dir: string, { key }: CellRecord): string => join(dir, 'cells', `${key}.json`);

describe('the store', () => {
  it('gives back what was written, to the bit', async () => {
    const { store, dir } = await openStore();
    const numbers = recordOf(1, [Number.NaN, Infinity, -Infinity, -0, 5e-324, 0.1 + 0.2]);
    const failed: CellRecord = { ...recordOf(2), status: 'failed', reason: 'diverged' } as CellRecord;
    const { result: _, wallTime: __, ...withoutResult } = failed as CellRecord & { result: unknown; wallTime: unknown };
    await store.write(numbers);
    await store.write(withoutResult as CellRecord);
    expect(await store.read(numbers.key)).toEqual(numbers);
    expect(await store.read(failed.key)).toEqual(withoutResult);
    expect(await store.has(numbers.key)).toBe(true);
    expect(await store.has(recordOf(3).key)).toBe(false);
    expect(await store.read(recordOf(3).key)).toBeUndefined();
    expect(await store.readAll([failed.key, recordOf(3).key, numbers.key])).toEqual([withoutResult, numbers]);
    expect(await store.readAll()).toHaveLength(2);
    expect(readdirSync(join(dir, 'cells')).sort()).toEqual([`${numbers.key}.json`, `${failed.key}.json`].sort());
  });

  it('takes a file that was cut off, at any length, for absent', async () => {
    const { store, dir, warnings } = await openStore();
    const record = recordOf(1);
    await store.write(record);
    const whole = readFileSync(fileOf(dir, record));
    for (const length of [0, 1, whole.length >> 1, whole.length - 3, whole.length - 2]) {
      writeFileSync(fileOf(dir, record), whole);
      truncateSync(fileOf(dir, record), length);
      expect(await store.read(record.key)).toBeUndefined();
      expect(await store.has(record.key)).toBe(false);
      expect(warnings).toHaveLength(1);
      expect(warnings.pop()).toMatch(new RegExp(`${record.key}\\.json: damaged \\([^\\n]+\\); it counts as absent`));
      expect(readFileSync(`${fileOf(dir, record)}.damaged`)).toHaveLength(length);
    }
    await store.write(record);
    expect(await store.read(record.key)).toEqual(record);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['a number of the result', '0.30000000000000004', '0.3000000000000001'],
    ['the scene', '"Tiny"', '"Tony"'],
    ['the version', '"version":"v"', '"version":"w"'],
    ['the status', '"done"', '"fine"'],
    ['a field', '"wallTime"', '"walltime"'],
  ])('takes a file in which %s was edited for absent', async (_, from, to) => {
    const { store, dir, warnings } = await openStore();
    const record = recordOf(1);
    await store.write(record);
    const text = readFileSync(fileOf(dir, record), 'utf8');
    expect(text).toContain(from);
    writeFileSync(fileOf(dir, record), text.replace(from, to));
    expect(await store.read(record.key)).toBeUndefined();
    expect(warnings).toHaveLength(1);
  });

  it.each(['null', '[]', '3', '"x"', '{}', 'garbage'])('takes a file that holds %s for absent', async (text) => {
    const { store, dir, warnings } = await openStore();
    writeFileSync(fileOf(dir, recordOf(1)), text);
    expect(await store.read(recordOf(1).key)).toBeUndefined();
    expect(warnings).toHaveLength(1);
  });

  it('takes the file of another cell under this name for absent', async () => {
    const { store, dir } = await openStore();
    await store.write(recordOf(1));
    writeFileSync(fileOf(dir, recordOf(2)), readFileSync(fileOf(dir, recordOf(1))));
    expect(await store.read(recordOf(2).key)).toBeUndefined();
    expect(await store.read(recordOf(1).key)).toEqual(recordOf(1));
  });

  it('removes what a dead process was writing, and not what a living one writes', async () => {
    const dir = freshFolder();
    mkdirSync(join(dir, 'cells'));
    const [old, young] = ['.old.json.1.partial', '.young.json.2.partial'].map((name) => join(dir, 'cells', name));
    writeFileSync(old!, '');
    writeFileSync(young!, '');
    utimesSync(old!, 0, 0);
    await openStore(dir);
    expect(readdirSync(join(dir, 'cells'))).toEqual(['.young.json.2.partial']);
  });

  it('says in one line where nothing can be read or written', async () => {
    const dir = freshFolder();
    writeFileSync(join(dir, 'file'), '');
    await expect(built.CellStore.open(join(dir, 'file'))).rejects.toThrow(
      /^out: must be a folder that can be written[^\n]+$/,
    );
    await expect(built.CellStore.existing(dir)).rejects.toThrow(
      /must be the folder of a sweep, but has no folder cells$/,
    );
    await (await built.CellStore.open(dir)).write(recordOf(1));
    expect(await (await built.CellStore.existing(dir)).readAll()).toEqual([recordOf(1)]);
  });
});

describe('processes that share a folder', () => {
  const writer = (dir: string, action: string): string => `
    import { CellStore, keyOfCell } from ${JSON.stringify(join(ROOT, 'dist/src/sweep/index.js'))};
    const store = await CellStore.open(${JSON.stringify(dir)});
    const cells = Array.from({ length: 8 }, (_, seed) => ({ name: 'c', scene: { seed }, parameters: {} }));
    const result = { value: 'x'.repeat(20000) };
    for (let round = 0; round < 6; round++) {
      for (const cell of cells) {
        const key = keyOfCell(cell, 'v');
        ${action}
      }
    }`;
  const node = (code: string, env: NodeJS.ProcessEnv = {}, flags: string[] = []): Promise<{ stderr: string }> =>
    promisify(execFile)(process.execPath, [...flags, '--input-type=module', '-e', code], {
      env: { ...process.env, ...env },
    });
  const WRITE = `await store.write({ key, version: 'v', cell, status: 'done', result, wallTime: {} });`;
  const READ = `const read = await store.read(key);
    if (read && read.result.value.length !== 20000) throw new Error('torn');`;

  it('may write and read the same cells at one time', async () => {
    const dir = freshFolder();
    const outcomes = await Promise.all([WRITE + READ, READ + WRITE].map((action) => node(writer(dir, action))));
    expect(outcomes.map(({ stderr }) => stderr)).toEqual(['', '']);
    const { store, warnings } = await openStore(dir);
    expect(await store.readAll()).toHaveLength(8);
    expect(readdirSync(join(dir, 'cells'))).toHaveLength(8);
    expect(warnings).toEqual([]);
  });

  it('end with one line on a full disk, and keep what was written', async () => {
    const dir = freshFolder();
    const full = join(ROOT, 'test/cli/full-disk.mjs');
    const code = writer(dir, `try { ${WRITE} } catch ({ name, message }) { throw \`\${name}: \${message}\`; }`);
    const { stderr } = await node(code, { OTTOFLOW_TEST_DISK: '50000' }, ['--import', full]).catch((error) => error);
    expect(stderr).toMatch(
      /RunError: [^\n]+\.json: cannot be written \(no space left on the disk, ENOSPC\); what was written before stays\n/,
    );
    expect(await (await openStore(dir)).store.readAll()).toHaveLength(3);
    expect(readdirSync(join(dir, 'cells'))).toHaveLength(3);
  });
});
