import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import {
  type Benchmark,
  floorSentence,
  notesOf,
  readBenchmark,
  rowsOf,
  tablesOf,
  writeReport,
} from '../../src/bench/index.ts';
import { renderHtml } from '../../src/bench/report/html.ts';
import { logarithmicTicks, tickLabel } from '../../src/bench/report/logarithmic-ticks.ts';
import { escapeMarkdown, markdownTable, renderMarkdown } from '../../src/bench/report/markdown.ts';
import { benchmarkFolder, benchmarkOf, type Place } from './benchmark-folder.ts';
import { methodOf, planeTarget, suiteWith, TINY_SUITE } from './tiny-suite.ts';

const DISTANCE: Record<string, number> = { exact: 1, langevin: 1.05, hmc: 3 };
const metricsOf = ({ method, replicate }: Place) => ({
  'sliced-w2': DISTANCE[method]! + replicate / 10,
  'bias-x2': 0.02,
});
const plain = (place: Place) => ({ metrics: metricsOf(place) });

/** The same metrics at two moments. */
const curveOf = (metrics: Record<string, number>) =>
  [10, 20].map((steps) => ({ evaluations: { gradient: steps, density: 0 }, steps, metrics }));

/** What is left of a page without its style and its tags. */
const textOf = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

/** What must hold of every page. */
async function pageOf(benchmark: Benchmark): Promise<string> {
  const page = await renderHtml(benchmark);
  const text = textOf(page);
  expect(text).not.toMatch(/\bNaN\b|undefined|\[object|Infinity/);
  expect(page).not.toMatch(/<script|<link|src="http|NaN/);
  for (const tag of ['section', 'table', 'tr', 'td', 'th', 'div', 'details'])
    expect(page.match(new RegExp(`<${tag}[ >]`, 'g'))?.length, tag).toBe(
      page.match(new RegExp(`</${tag}>`, 'g'))?.length,
    );
  return text;
}

describe('the tables of a benchmark', () => {
  it('mark what is not to be told from exact samples: an interval that reaches theirs', async () => {
    const [plane] = tablesOf(await benchmarkOf(TINY_SUITE, plain), { brief: true });
    const column = plane!.headings.indexOf('sliced W₂');
    expect(plane!.rows.map((row) => [row[0], row[column]])).toEqual([
      ['exact', '1.1 [1.0, 1.1]'],
      ['langevin', '1.1 [1.1, 1.2]*'],
      ['hmc', '3.0 [3.0, 3.1]'],
    ]);
  });

  it('say how many targets have their floor reached', async () => {
    const sentence = floorSentence(rowsOf(await benchmarkOf(TINY_SUITE, plain)));
    expect(sentence).toMatch(/: langevin 2 of 2, hmc 0 of 2\.$/);
    expect(
      floorSentence(rowsOf(await benchmarkOf(suiteWith({ methods: [methodOf('langevin')] }), () => ({})))),
    ).toBeUndefined();
  });

  it('say what stopped, failed, is missing, was left out, and how far intervals can be trusted', async () => {
    const methods = [...TINY_SUITE.methods, { ...methodOf('svgd'), maxDimension: 1 }];
    const benchmark = await benchmarkOf(suiteWith({ methods }), (place) => {
      if (place.target === 'line') return plain(place);
      if (place.method === 'hmc') return { failed: 'RunError: a <b> | lost' };
      if (place.method === 'exact') return 'missing';
      return { ...plain(place), status: 'stopped', reason: 'step 3: gone' };
    });
    const notes = notesOf(benchmark).join('\n');
    expect(notes).toContain('2 replicates with the interval of order statistics that covers the median with 50.0 %');
    expect(notes).toContain('2 of 14 cells are missing.');
    expect(notes).toContain('Failed: plane/hmc/0, plane/hmc/1 (RunError: a <b> | lost).');
    expect(notes).toContain('Stopped: langevin on plane in 2 of 2 (step 3: gone)');
    expect(notes).toContain('Not run (for up to 1 dimension): svgd on plane.');
    const [plane] = tablesOf(benchmark, { brief: true });
    expect(plane!.rows.map((row) => row.at(-1))).toEqual(['2 missing', '2 of 2 stopped', '2 failed']);
    const text = await pageOf(benchmark);
    for (const status of ['2 missing', '2 of 2 stopped', '2 failed', 'a &lt;b&gt; | lost'])
      expect(text).toContain(status);
  });
});

describe('the report', () => {
  it('holds ranks, tables, curves, clouds and definitions, on one page without scripts', async () => {
    const text = await pageOf(await benchmarkOf(TINY_SUITE, plain));
    for (const part of [
      'Who reaches the floor',
      'Ranks',
      'Comparison',
      'Error against evaluations',
      'Clouds at the end',
      'Reproduce',
    ])
      expect(text).toContain(part);
    // Langevin is at 1.1 of the floor of 1.05, HMC at 3.05: 2.9 of it.
    expect(text).toContain('langevin 1.0* 1.0* 2 of 2');
    expect(text).toContain('hmc 2.9 2.9 0 of 2');
  });

  const cox = {
    name: 'cox',
    target: { type: 'log-gaussian-cox', grid: 3 },
    initial: { type: 'gaussian', dimension: 9 },
  };
  const sparse: [string, Parameters<typeof benchmarkOf>[0], Parameters<typeof benchmarkOf>[1]][] = [
    ['one replicate', suiteWith({ replicates: 1 }), plain],
    ['one method', suiteWith({ methods: [methodOf('langevin')] }), () => ({})],
    ['exact samples alone', suiteWith({ methods: [methodOf('exact-sampling')] }), () => ({})],
    [
      'a target without any metric',
      suiteWith({ targets: [cox, planeTarget] }),
      ({ target }) => (target === 'cox' ? { metrics: {}, curve: [] } : {}),
    ],
    [
      'a method that stopped everywhere',
      TINY_SUITE,
      (place) => (place.method === 'hmc' ? { ...plain(place), status: 'stopped', reason: 'step 2' } : plain(place)),
    ],
    [
      'a method that failed everywhere',
      TINY_SUITE,
      (place) => (place.method === 'hmc' ? { failed: 'RunError: no' } : plain(place)),
    ],
    ['nothing but failures', TINY_SUITE, () => ({ failed: 'RunError: no' })],
    [
      'infinite figures and none',
      TINY_SUITE,
      ({ method }) => {
        const metrics = { 'sliced-w2': Number.POSITIVE_INFINITY, ksd: Number.NaN };
        return method === 'hmc' ? { metrics, curve: curveOf(metrics) } : { metrics: {}, curve: curveOf({}) };
      },
    ],
    [
      'weights',
      TINY_SUITE,
      ({ target }) =>
        target === 'plane'
          ? {
              weights: {
                shape: [6],
                data: Buffer.from(new Float32Array([1, 2, 3, 0, 1, 1]).buffer).toString('base64'),
              },
            }
          : {},
    ],
  ];
  it.each(sparse)('reads well with %s', async (name, suite, fateOf) => {
    const benchmark = await benchmarkOf(suite, fateOf);
    const text = await pageOf(benchmark);
    expect(text).toContain('Comparison');
    expect(text).not.toContain('−∞');
    // What is infinite, or evaluates nothing, has no curve.
    expect(text.includes('sliced W₂ against evaluations')).toBe(!/infinite|failures|alone/.test(name));
    expect(renderMarkdown(benchmark)).not.toMatch(/NaN|undefined/);
  });

  it('writes its files, the summary with floors and standard errors among them', async () => {
    const dir = await benchmarkFolder(TINY_SUITE, plain);
    const files = await writeReport(dir, await readBenchmark(dir));
    expect(files.slice(0, 5).map(({ path }) => path)).toEqual([
      'report.html',
      'report.md',
      'summary.parquet',
      'cells.parquet',
      'metrics.parquet',
    ]);
    const { buffer, byteOffset, byteLength } = await readFile(join(dir, 'summary.parquet'));
    const rows = await parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer });
    expect(rows).toHaveLength(2 * 3 * 2);
    const row = rows.find(
      ({ target, method, metric }) => target === 'line' && method === 'hmc' && metric === 'sliced-w2',
    )!;
    expect(row).toMatchObject({ low: 3, high: 3.1, coverage: 0.5, replicates: 2, reaches_floor: false, failed: 0 });
    expect(row.floor_median).toBeCloseTo(1.05, 12);
    expect(row.standard_error).toBeCloseTo(0.05, 12);
    expect(rows.find(({ method }) => method === 'exact')!.reaches_floor).toBeNull();
  });
});

describe('Markdown', () => {
  it('escapes what would be markup, and what would end a row', () => {
    expect(escapeMarkdown('a|b *c* _d_ <e> [f](g) `h` ~i~ \\\n j')).toBe(
      'a\\|b \\*c\\* \\_d\\_ \\<e\\> \\[f\\](g) \\`h\\` \\~i\\~ \\\\ j',
    );
    const table = { target: 't', headings: ['method', 'x'], text: [true, false], rows: [['a|b', '1*']] };
    expect(markdownTable(table)).toBe('| method | x |\n|---|---:|\n| a\\|b | 1\\* |');
  });

  it('has a table a target and what was typed in a fence', async () => {
    const text = renderMarkdown(await benchmarkOf(suiteWith({ title: 'A *tiny* one' }), plain));
    expect(text).toMatch(/^# A \\\*tiny\\\* one\n/);
    expect(text).toContain('```sh\nnpx ottoflow bench\n```');
    expect(text.match(/^## .*$/gm)).toEqual(['## Who reaches the floor', '## plane', '## line', '## Notes']);
    // Every table has as many cells in each row as in its head.
    for (const block of text.split('\n\n').filter((each) => each.startsWith('|')))
      expect(new Set(block.split('\n').map((row) => row.replace(/\\\|/g, '').split('|').length)).size).toBe(1);
  });
});

describe('ticks of logarithmic axes', () => {
  it.each([
    [0.5, 20000, [1, 10, 100, 1000, 10000]],
    [12, 420, [30, 100, 300]],
    [75, 300, [100, 300]],
    [1.2, 6, [2, 5]],
    [0.011, 0.029, [0.02]],
  ])('from %d to %d', (low, high, expected) => {
    const ticks = logarithmicTicks(low, high);
    expect(ticks).toHaveLength(expected.length);
    for (const [i, tick] of ticks.entries()) expect(tick).toBeCloseTo(expected[i]!, 9);
  });

  it('have short labels', () => {
    expect([1e-7, 0.0003, 0.01, 0.5, 3, 400, 2000, 1e6].map(tickLabel)).toEqual([
      '1e-7',
      '3e-4',
      '0.01',
      '0.5',
      '3',
      '400',
      '2k',
      '1e6',
    ]);
  });
});
