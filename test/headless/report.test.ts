import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, type Summary } from '../../src/headless/index.ts';
import { commonRange } from '../../src/headless/report/common-range.ts';
import { gaussian, uniform } from '../../src/targets/index.ts';
import type { SceneInput } from '../../src/world/index.ts';
import { langevin } from '../../systems/index.ts';
import { toy } from '../world/toy.ts';
import { temporaryFolder } from './folder.ts';
import { brittleDecay, eulerDecay, exactDecay } from './order-methods.ts';
import { smallScene } from './scenes.ts';

const folder = temporaryFolder();

/** Run the small scene with changes; its report and summary. */
async function reportOf(name: string, changes: Partial<SceneInput>): Promise<{ report: string; summary: Summary }> {
  const out = join(folder, name);
  const summary = await run(smallScene(changes), { backend: 'cpu', out });
  return { summary, report: readFileSync(join(out, 'report.html'), 'utf8') };
}

const heading = (report: string, title: string): boolean => report.includes(`<h2>${title}</h2>`);

describe('the range of several curves', () => {
  const curves = (...values: number[][]): Map<number, number[]> => new Map(values.entries());

  it('is that of all of them where they stay together', () => {
    expect(commonRange(curves([0, 1], [0.5, 3]), [-1], 0)).toEqual({ domain: [-1, 3], outside: [] });
  });

  it('leaves out a curve that goes six times as far as most', () => {
    const { domain, outside } = commonRange(curves([0, 1], [0, 1e30, -1e30], [0, 1.5]), [], 0);
    expect({ domain, outside }).toEqual({ domain: [0, 1.5], outside: [1] });
    expect(commonRange(curves([0, 50], [0, 1]), [], 0).outside).toEqual([0]);
  });

  it('does not call noise an explosion', () => {
    expect(commonRange(curves([0, 0.01], [0, 0.1]), [], 1).outside).toEqual([]);
  });

  it('does not enlarge rounding', () => {
    expect(commonRange(curves([1e-16, 0], [0, -1e-16]), [], 2).domain).toEqual([
      expect.closeTo(-0.2),
      expect.closeTo(0.2),
    ]);
    expect(commonRange(curves([1e-16, 0], [0, -1e-16]), [], 0).domain).toEqual([-1e-16, 1e-16]);
  });

  it('has nothing to compare one curve with', () => {
    expect(commonRange(curves([0, 1e30]), [], 1)).toEqual({ domain: [0, 1e30], outside: [] });
  });
});

describe('the report', () => {
  it('of a uniform target draws a density that ends at a wall', async () => {
    for (const bounds of [[[-1, 2]], [[-1, 2], [0, 1]]]) {
      const d = bounds.length;
      const { report, summary } = await reportOf(`uniform-${d}`, {
        initial: gaussian({ dimension: d }),
        target: uniform({ bounds }),
      });
      expect(report).not.toMatch(/NaN|Infinity/);
      expect(JSON.stringify(summary.ensembles[0]!.metrics)).not.toMatch(/null/);
      expect(summary.ensembles.map(({ status }) => status)).toEqual(['done', 'done']);
    }
  }); // biome-ignore format: boxes

  it('of convergence studies shows a picture and a row of each, and why one has no order', async () => {
    const common = { expected: 1, against: exactDecay(), stepSizes: [0.2, 0.1, 0.05], time: 1 };
    const { report, summary } = await reportOf('orders', {
      orders: [
        { ...common, name: 'euler', method: eulerDecay() },
        { ...common, name: 'brittle', method: brittleDecay() },
      ],
    });
    expect(heading(report, 'Convergence orders')).toBe(true);
    const fitted = summary.orders![0]!.fitted!.toFixed(2);
    expect(report).toContain(
      `<strong>euler</strong>: fitted ${fitted}, expected 1; euler-decay and exact-decay, 60 particles, t = 1`,
    );
    expect(report).toContain('aria-label="error of euler over the step size"');
    expect(report).toContain('<strong>brittle</strong> has no order: brittle-decay with the step size 0.2 was stopped');
    expect(report).not.toMatch(/NaN,|undefined|Infinity/);
  });

  it('has the distance to held-back data where a scene holds some back', async () => {
    const heldBack = { type: 'empirical', points: [[1, 0], [0, 1], [2, 1]] }; // biome-ignore format: rows
    const ensembles = [
      { name: 'ula', method: langevin({ stepSize: 0.02 }), heldBack },
      { name: 'other', method: langevin({ stepSize: 0.02 }) },
    ];
    const { report, summary } = await reportOf('held-back', { ensembles });
    const [first, second] = summary.ensembles.map(({ metrics }) => metrics['held-back-distance']);
    expect(first!.value).toBeGreaterThan(0);
    expect(first!.floor).toBeGreaterThan(0);
    expect(second).toBeUndefined();
    expect(report).toContain('>held back</th>');
    expect(report).toContain('Held back: the same distance to data that had no part in the run');
    expect((await reportOf('no-data', {})).report).not.toMatch(/held back/i);
  });

  it('has none of the sections that nothing is known for', async () => {
    const { report } = await reportOf('plain', { ensembles: [{ name: 'toy', method: toy({ stepSize: 0.1 }) }] });
    for (const title of ['Convergence orders', 'Distance to the exact law', 'What the solvers say'])
      expect(heading(report, title)).toBe(false);
  });

  it('of ensembles without a target speaks of none', async () => {
    const { report, summary } = await reportOf('free', {
      target: undefined,
      ensembles: [{ name: 'toy', method: toy({ stepSize: 0.1 }) }],
    });
    expect(summary.ensembles[0]).toMatchObject({ metrics: {}, status: 'done' });
    expect(summary.ensembles[0]!.target).toBeUndefined();
    expect(heading(report, 'Particles')).toBe(true);
    expect(report).toContain('no target');
    expect(report).not.toMatch(/exact density of the target|Dashed: the target|NaN|undefined|Infinity/);
  });

  it('draws the distance to the exact law, and says at which times there is none', async () => {
    const { report } = await reportOf('errors', {
      ensembles: [
        { name: 'fine', method: langevin({ stepSize: 0.02 }) },
        { name: 'coarse', method: langevin({ stepSize: 0.2 }), reference: 'fine' },
        { name: 'odd', method: langevin({ stepSize: 0.07 }), reference: 'fine' },
      ],
    });
    expect(heading(report, 'Distance to the exact law')).toBe(true);
    expect(report).toContain('coarse is measured to fine.');
    expect(report).not.toContain('coarse and fine are recorded');
    // 0, and 1.26 = 18 · 0.07 is no frame of the other: a fifth of 2 is 0.4.
    expect(report).toContain('odd and fine are recorded at equal times in 1 of 6 frames; only those are compared.');
  });

  it('does not let an explosion flatten the others', async () => {
    const { report } = await reportOf('explosion', {
      ensembles: [
        { name: 'calm', method: langevin({ stepSize: 0.02 }) },
        { name: 'wild', method: langevin({ stepSize: 3 }), duration: { steps: 20 } },
      ],
    });
    expect(report).toContain('mean of coordinate 0; wild leaves the picture');
    const picture = report.match(/<svg[^>]*aria-label="mean of coordinate 0 over time".*?<\/svg>/s)![0];
    const ticks = [...picture.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) =>
      Number(text!.replace('−', '-')),
    );
    expect(Math.min(...ticks.filter(Number.isFinite))).toBeGreaterThanOrEqual(-5);
  });

  it('tells what the solvers say', async () => {
    const { report, summary } = await reportOf('solvers', {});
    const { acceptance } = summary.ensembles[1]!.solver as { acceptance: number };
    expect(heading(report, 'What the solvers say')).toBe(true);
    const section = report.slice(report.indexOf('What the solvers say'));
    const text = acceptance === 1 ? '1' : acceptance.toPrecision(3);
    expect(section).toContain(`<dt>acceptance</dt><dd>${text}</dd>`);
  });
});

describe('the error of an ensemble with a reference', () => {
  it('is W₂ of the two clouds on the line', async () => {
    const line = { initial: gaussian({ mean: [0.5] }), target: gaussian({ dimension: 1 }) };
    const { ensembles } = await run(
      smallScene({
        ...line,
        placement: 'quantiles',
        ensembles: [
          { name: 'exact', method: exactDecay({ stepSize: 0.1 }), duration: { time: 1 } },
          { name: 'euler', method: eulerDecay({ stepSize: 0.25 }), duration: { time: 1 }, reference: 'exact' },
        ],
      }),
      { backend: 'cpu' },
    );
    const [exact, euler] = ensembles;
    // Both scale the quantiles of N(0.5, 1), so W₂ is the difference of the factors times their root mean square.
    const size = Math.sqrt(exact!.mean[0]! ** 2 + exact!.covariance[0]![0]!) / Math.exp(-1);
    expect(euler!.error).toBeCloseTo(Math.abs(0.75 ** 4 - Math.exp(-1)) * size, 5);
    expect(euler).toMatchObject({ reference: 'exact', exact: { mean: exact!.mean, covariance: exact!.covariance } });
    expect(exact).not.toHaveProperty('error');
    expect(exact).not.toHaveProperty('reference');
  });

  it('is W₂ between the Gaussians of the moments in the plane', async () => {
    const { ensembles } = await run(
      smallScene({
        ensembles: [
          { name: 'a', method: exactDecay({ stepSize: 0.1 }) },
          { name: 'b', method: exactDecay({ stepSize: 0.2 }), initial: gaussian({ mean: [3, 1] }), reference: 'a' },
        ],
      }),
      { backend: 'cpu' },
    );
    const [a, b] = ensembles;
    const shift = Math.hypot(...a!.mean.map((value, i) => value - b!.mean[i]!));
    expect(b!.error).toBeGreaterThanOrEqual(shift - 1e-9);
    expect(b!.error).toBeLessThan(1.2 * shift);
  });

  it('takes the place of the closed form, and is missing at another time', async () => {
    const { ensembles } = await run(
      smallScene({
        ensembles: [
          { name: 'fine', method: langevin({ stepSize: 0.02 }) },
          { name: 'same', method: langevin({ stepSize: 0.1 }), reference: 'fine' },
          { name: 'late', method: langevin({ stepSize: 0.07 }), reference: 'fine' },
        ],
      }),
      { backend: 'cpu' },
    );
    const [fine, same, late] = ensembles;
    expect(fine!.exact!.mean[0]).toBeCloseTo(1 - 3 * Math.exp(-2), 9);
    expect(same!.exact!.mean).toEqual(fine!.mean);
    expect(late).toMatchObject({ reference: 'fine' });
    expect(late).not.toHaveProperty('error');
    expect(late).not.toHaveProperty('exact');
  });
});
