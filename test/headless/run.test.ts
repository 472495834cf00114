import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type Moment, run } from '../../src/headless/index.ts';
import { custom, gaussian } from '../../src/targets/index.ts';
import { positions } from '../../src/world/index.ts';
import { blobJko, langevin, mala } from '../../systems/index.ts';
import { temporaryFolder } from './folder.ts';
import { readRows } from './rows.ts';
import { smallScene } from './scenes.ts';

const backend = 'cpu';
const folder = temporaryFolder();

describe('run', () => {
  it('writes nothing without a folder, and leaves no tensor behind', async () => {
    const before = readdirSync('.');
    await run(smallScene(), { backend });
    const tensors = memory().numTensors;
    const summary = await run(smallScene(), { backend });
    expect(memory().numTensors).toBe(tensors);
    expect(readdirSync('.')).toEqual(before);
    expect(summary).toMatchObject({ scene: 'small', seed: 'a', backend: 'cpu', versions: { ottoflow: '0.1.0' } });
    expect(summary.wallTime.run).toBeGreaterThan(0);
    expect(summary.ensembles.map(({ name, status, steps }) => [name, status, steps])).toEqual([
      ['ula', 'done', 100],
      ['mala', 'done', 40],
    ]);
    const [ula, adjusted] = summary.ensembles;
    expect(ula).toMatchObject({ method: 'langevin', parameters: { stepSize: 0.02 }, target: 'gaussian', count: 60 });
    expect(ula!.gradientEvaluations).toBe(60 * 100);
    expect(adjusted!.gradientEvaluations).toBe(60 * 41);
    expect(ula!.metrics.distance!.floor).toBeGreaterThan(0);
    expect(ula!.wallTime).toBeLessThanOrEqual(summary.wallTime.run);
  });

  it('is a function of scene and seed', async () => {
    const strip = async (seed: string) => {
      const { ensembles } = await run(smallScene(), { backend, seed });
      return ensembles.map(({ wallTime: _, ...rest }) => rest);
    };
    expect(await strip('b')).toEqual(await strip('b'));
    expect(await strip('b')).not.toEqual(await strip('c'));
  });

  it('shows first where methods start, which may be elsewhere than where particles were drawn', async () => {
    const means: number[] = [];
    const frame = async ({ world }: Moment): Promise<void> => {
      const x = await positions(world, [...world.ensembles.keys()][0]!);
      means.push(x.reduce((sum, value) => sum + value, 0) / x.length);
    };
    const method = blobJko({ discretisation: 'gaussian', stepSize: 1 });
    const ensembles = [{ name: 'exact', method, duration: { steps: 1 } }];
    const scene = smallScene({ ensembles, initial: gaussian({ mean: [3, -1] }) });
    await run(scene, { backend, observers: [{ frame }] });
    expect(means[0]).toBeCloseTo(1, 6);
  });

  it('shows observers the start and every frame, each ensemble at that part of its own duration', async () => {
    const seen: [frame: number, times: number[]][] = [];
    const frame = ({ frame, world }: Moment): void => {
      seen.push([frame, [...world.ensembles.values()].map(({ time }) => Number(time.toFixed(9)))]);
    };
    const scene = smallScene({
      ensembles: [
        { name: 'long', method: langevin({ stepSize: 0.02 }) },
        { name: 'short', method: langevin({ stepSize: 0.01 }), duration: { steps: 7 } },
      ],
    });
    await run(scene, { backend, observers: [{ frame }] });
    // 7/5 of a step rounds up: 2, 3, 5, 6, 7 steps.
    expect(seen).toEqual([
      [0, [0, 0]],
      [1, [0.4, 0.02]],
      [2, [0.8, 0.03]],
      [3, [1.2, 0.05]],
      [4, [1.6, 0.06]],
      [5, [2, 0.07]],
    ]);
  });

  it('gives every ensemble the same budget of gradients', async () => {
    const { ensembles } = await run(smallScene({ duration: { gradientEvaluations: 30 } }), { backend });
    expect(ensembles.map(({ gradientEvaluations, count }) => gradientEvaluations / count)).toEqual([30, 30]);
  });

  it('stops an ensemble that diverges and ends the others', async () => {
    const ensembles = [
      { name: 'wild', method: langevin({ stepSize: 50 }), duration: { steps: 400 } },
      { name: 'calm', method: langevin({ stepSize: 0.1 }) },
    ];
    const summary = await run(smallScene({ ensembles }), { backend });
    const [wild, calm] = summary.ensembles;
    expect(wild).toMatchObject({ status: 'stopped', reason: expect.stringMatching(/^step \d+: .*NaN/) });
    expect(wild!.mean.every(Number.isFinite)).toBe(true);
    expect(calm!.status).toBe('done');
    expect(summary.interrupted).toBeUndefined();
  });

  it('runs a custom target, which has neither moments nor samples', async () => {
    const target = custom({ dimension: 2, logDensity: gaussian({ dimension: 2 }).logDensity });
    const { ensembles } = await run(smallScene({ target }), { backend });
    expect(ensembles[0]).toMatchObject({ status: 'done', target: 'custom', metrics: {} });
  });

  it('refuses options that make no sense', async () => {
    await expect(run(smallScene(), { resume: true })).rejects.toThrow('resume: needs out');
    await expect(run(smallScene(), { out: 5 as never })).rejects.toThrow('out: must be the path of a folder, got 5');
    await expect(run(smallScene(), { checkpointEvery: -1 })).rejects.toThrow('checkpointEvery: must be a number of at');
    await expect(run(undefined as never)).rejects.toThrow('scene.name: must be a string, got nothing');
    await expect(run(smallScene(), { maxRecorded: 0 })).rejects.toThrow(
      'maxRecorded: must be an integer of at least 1, got 0',
    );
    await expect(run(smallScene(), { backend, out: '/dev/null/x' })).rejects.toThrow(
      'out: must be a folder that can be written, got "/dev/null/x" (a part of the path is a file, ENOTDIR)',
    );
  });

  it.runIf(existsSync('/proc'))('refuses a folder where Node would try for ever to make it', async () => {
    await expect(run(smallScene(), { backend, out: '/proc/ottoflow' })).rejects.toThrow(
      'out: must be a folder that can be written, got "/proc/ottoflow"',
    );
  });
});

describe('the files of a run', () => {
  const out = join(folder, 'files');
  const last: Float32Array[] = [];
  const keepLast = async ({ world }: Moment): Promise<void> => {
    last.length = 0;
    for (const entity of world.ensembles.keys()) last.push(await positions(world, entity));
  };

  it('are three, with every particle at every frame', async () => {
    const summary = await run(smallScene(), { backend, out, observers: [{ frame: keepLast }] });
    expect(readdirSync(out).sort()).toEqual(['positions.parquet', 'report.html', 'summary.json']);
    expect(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(summary)));
    const rows = await readRows(out);
    expect(rows).toHaveLength(2 * 60 * 6);
    expect(Object.keys(rows[0]!)).toEqual(['ensemble', 'row', 'frame', 'time', 'weight', 'x0', 'x1']);
    const end = rows.filter(({ frame, ensemble }) => frame === 5 && ensemble === 'mala');
    expect(end.map(({ row }) => row)).toEqual(Array.from({ length: 60 }, (_, i) => i));
    expect(end.flatMap(({ x0, x1 }) => [x0, x1])).toEqual(Array.from(last[1]!));
    expect(end.reduce((sum, { weight }) => sum + Number(weight), 0)).toBeCloseTo(1, 5);
    expect(end[0]!.time).toBeCloseTo(2, 9);
  });

  it('include a report that asks for nothing from elsewhere and says everything', async () => {
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    expect(report).toContain('<title>Small &amp; &lt;quick&gt;</title>');
    expect(report).not.toMatch(/<script|<link|<img|@import|url\(\s*['"]?(?!#)|(?:src|href)\s*=\s*["'](?!#)/);
    expect(report.match(/<svg/g)!.length).toBeGreaterThanOrEqual(2 * 4 + 4 + 4);
    expect(report.match(/<svg[^>]*aria-label="[^"]+"[^>]*><title>/g)).toHaveLength(report.match(/<svg/g)!.length);
    for (const text of ['prefers-color-scheme: dark', '0.02', 'Roberts &amp; Tweedie', '--seed a', 'tfjs 4.22'])
      expect(report).toContain(text);
    expect(report).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('draw the contours of a view once, and refer to them', async () => {
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    const references = [...report.matchAll(/<use href="#([^"]+)"/g)].map(([, id]) => id!);
    expect(references.length).toBeGreaterThanOrEqual(2);
    for (const id of references) expect(report.match(new RegExp(`id="${id}"`, 'g'))).toHaveLength(1);
    const long = [...report.matchAll(/ d="([^"]{400,})"/g)].map(([, path]) => path);
    expect(new Set(long).size).toBe(long.length);
  });

  it('record the first particles only where there are too many, and say so', async () => {
    const few = join(folder, 'few');
    const summary = await run(smallScene(), { backend, out: few, maxRecorded: 10 });
    expect(summary.ensembles.map(({ recorded }) => recorded)).toEqual([10, 10]);
    const rows = await readRows(few);
    expect(rows).toHaveLength(2 * 10 * 6);
    const all = await readRows(out);
    expect(rows).toEqual(all.filter(({ row }) => Number(row) < 10));
  });

  it('hold ensembles of different dimensions', async () => {
    const mixed = join(folder, 'mixed');
    const line = { target: gaussian({ dimension: 1 }), initial: gaussian({ dimension: 1 }) };
    const ensembles = [
      { name: 'plane', method: mala() },
      { name: 'line', method: mala(), ...line },
    ];
    await run(smallScene({ ensembles, duration: { steps: 2 }, frames: 1 }), { backend, out: mixed });
    const rows = await readRows(mixed);
    expect(
      rows.filter(({ ensemble }) => ensemble === 'line').every(({ x0, x1 }) => Number.isFinite(x0) && x1 === null),
    ).toBe(true);
    expect(rows.filter(({ ensemble }) => ensemble === 'plane').every(({ x1 }) => Number.isFinite(x1))).toBe(true);
    expect(existsSync(join(mixed, 'report.html'))).toBe(true);
  });
});
