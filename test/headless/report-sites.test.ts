import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { run, type Summary } from '../../src/headless/index.ts';
import { doubleWell, empirical, gaussian } from '../../src/targets/index.ts';
import { defineScene, type SceneInput } from '../../src/world/index.ts';
import { langevin, sinkhornJko, sinkhornPotentialFlow, wassersteinGradientFlow } from '../../systems/index.ts';
import { temporaryFolder } from './folder.ts';

const folder = temporaryFolder();

interface Report {
  text: string;
  page: Document;
  summary: Summary;
}

/** Mass that crosses a barrier on the line. */
const teleportation: Omit<SceneInput, 'name' | 'ensembles'> = {
  title: 'Teleportation',
  ...{ duration: { time: 0.3 }, frames: 6, count: 50 },
  initial: gaussian({ mean: [-0.6], covariance: [[0.01]] }),
  // 4 ((x/.6)² − 1)² − 4x up to a constant.
  target: doubleWell({ a: 16 / 0.6 ** 4, b: 16 / 0.6 ** 2, c: 4 }),
  sites: { type: 'grid', bounds: [[-1, 1]], nodes: 41 },
};
const potential = [{ type: 'potential' as const }];
const flow = sinkhornPotentialFlow({ stepSize: 0.02, epsilon: 1 });
const plane = { initial: gaussian({ mean: [-0.6, 0], covariance: [[0.01, 0], [0, 0.01]] }) }; // biome-ignore format: a matrix

async function reportOf(name: string, scene: Partial<SceneInput> & Pick<SceneInput, 'ensembles'>): Promise<Report> {
  const out = join(folder, name);
  const summary = await run(defineScene({ ...teleportation, name, ...scene }), { backend: 'cpu', out });
  const text = readFileSync(join(out, 'report.html'), 'utf8');
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
  return { text, summary, page: parseHTML(text).document as unknown as Document };
}

const headings = ({ page }: Report): string[] => [...page.querySelectorAll('h2')].map((each) => each.textContent!);
const pictures = ({ page }: Report, title: RegExp): Element[] =>
  [...page.querySelectorAll('svg')].filter((svg) => title.test(svg.getAttribute('aria-label')!));
const captions = ({ page }: Report): string[] =>
  [...page.querySelectorAll('figcaption')].map((each) => each.textContent!.trim());
/** The numbers at the ticks of the vertical axis. */
const highestTick = (picture: Element): number =>
  Math.max(
    ...[...picture.querySelectorAll('[aria-label="y-axis tick label"] text')].map((each) => Number(each.textContent)),
  );

describe('the report of sites on a line', () => {
  it('draws the mass of a site over its cell, in panels of one height, with the potential', async () => {
    const report = await reportOf('line', { ensembles: [{ name: 'flow', method: flow }] });
    expect(headings(report)).toContain('Sites over the target');
    expect(report.text).toContain('Sites on a line: their masses over the lengths of their cells.');
    expect(report.text).toContain('Faint line: the potential V = −log π');
    expect(report.text).not.toContain('Line: the exact density of the target.');
    expect(report.text).not.toContain('a histogram of the particles');
    const panels = pictures(report, /^flow at time/);
    expect(panels).toHaveLength(4);
    // All mass in a cell of .05 is a density of 20, and most of it is in one; a density of 4 to begin with.
    for (const panel of panels) expect(highestTick(panel)).toBeGreaterThan(8);
    expect(report.text).toContain('<dt>sites</dt><dd>41</dd>');
  });

  it('draws the density of the target where there is an entropy, and no pressure', async () => {
    const method = sinkhornPotentialFlow({ stepSize: 0.02, epsilon: 1, energy: 'kl' });
    const report = await reportOf('entropy', { ensembles: [{ name: 'flow', method }] });
    expect(report.text).toContain('Line: the exact density of the target.');
    expect(report.text).not.toContain('Faint line: the potential');
    expect(headings(report)).not.toContain('Potential and pressure at the end');
  });

  it('puts sites that lie unevenly into bins', async () => {
    const places = [-0.9, -0.6, -0.59, -0.5, 0.2, 0.6, 0.61];
    const sites = empirical({ points: places.map((x) => [x]) });
    const report = await reportOf('uneven', { sites, ensembles: [{ name: 'flow', method: flow }] });
    expect(report.text).toContain('a histogram of the particles');
    expect(report.text).not.toContain('Sites on a line');
  });

  it('shows that the pressure vanishes on the support', async () => {
    const report = await reportOf('pressure', {
      ensembles: [
        { name: 'flow', method: flow },
        { name: 'particles', method: wassersteinGradientFlow({ stepSize: 0.005, energy: potential }) },
      ],
    });
    expect(headings(report)).toContain('Potential and pressure at the end');
    const [picture, ...others] = pictures(report, /^potential and pressure of/);
    expect(others).toEqual([]);
    expect(picture!.getAttribute('aria-label')).toBe('potential and pressure of flow at the end');
    const stems = [...picture!.querySelectorAll('[aria-label="rule"] line')];
    const [support] = [report.summary.ensembles[0]!.solver!.supportSize as number];
    expect(stems.length).toBeGreaterThan(0);
    expect(stems.length).toBeLessThanOrEqual(support);
    // V and V + p are the same point of the picture where there is mass.
    const [variation, held] = [...picture!.querySelectorAll('[aria-label="line"] path')].map(pointsOf);
    for (const stem of stems) {
      const x = Number(stem.getAttribute('x1'));
      const at = variation!.findIndex(([left]) => Math.abs(left! - x) < 0.51);
      expect(Math.abs(variation![at]![1]! - held![at]![1]!)).toBeLessThan(0.5);
    }
    const gap = held!.map(([, y], i) => y! - variation![i]![1]!);
    expect(Math.min(...gap)).toBeGreaterThan(-0.01);
    expect(Math.max(...gap)).toBeGreaterThan(10);
  });

  it('compares the energies of one potential in one picture', async () => {
    const report = await reportOf('energies', {
      ensembles: [
        { name: 'particles', method: wassersteinGradientFlow({ stepSize: 0.005, energy: potential }) },
        { name: 'flow', method: flow },
        { name: 'scheme', method: sinkhornJko({ stepSize: 0.02, epsilon: 1 }) },
        { name: 'sampler', method: sinkhornPotentialFlow({ stepSize: 0.02, epsilon: 1, energy: 'kl' }) },
        {
          name: 'steep',
          method: sinkhornJko({ stepSize: 0.02, epsilon: 1, energy: [{ type: 'potential', scale: 2 }] }),
        },
      ],
    });
    expect(pictures(report, /^energy of/).map((each) => each.getAttribute('aria-label'))).toEqual([
      'energy of particles, flow, scheme over time',
      'energy of sampler over time',
      'energy of steep over time',
    ]);
    const [together] = pictures(report, /^energy of particles/);
    expect(together!.querySelectorAll('[aria-label="line"] path')).toHaveLength(3);
    const [particles, sites] = report.summary.ensembles.map(({ energy }) => energy!);
    // The same number of nearly the same law: ∫ V dμ of a Gaussian that has contracted.
    expect(Math.abs(particles!.find(([time]) => time > 0.0199)![1] - sites![0]![1])).toBeLessThan(0.2);
  });
});

describe('the report of sites in the plane', () => {
  const target = gaussian({ mean: [0.3, 0], covariance: [[0.1, 0], [0, 0.1]] }); // biome-ignore format: a matrix
  const square = { ...plane, target, duration: { steps: 4 }, frames: 4 };

  it('paints a grid cell by cell under lines', async () => {
    const report = await reportOf('grid', {
      ...square,
      sites: { type: 'grid', bounds: [[-1, 1], [-1, 1]], nodes: 9 }, // biome-ignore format: a box
      ensembles: [
        { name: 'flow', method: flow },
        { name: 'sampler', method: sinkhornPotentialFlow({ stepSize: 0.02, epsilon: 1, energy: 'kl' }) },
      ],
    });
    const images = [...report.page.querySelectorAll('mask image')].map((each) => each.getAttribute('href')!);
    expect(images).toHaveLength(8);
    const size = Buffer.from(images[0]!.split(',')[1]!, 'base64');
    expect([size.readUInt32BE(16), size.readUInt32BE(20)]).toEqual([9, 9]);
    const ids = [...report.page.querySelectorAll('mask')].map((each) => each.id);
    expect(new Set(ids).size).toBe(8);
    for (const id of ids) expect(report.page.querySelector(`rect[mask="url(#${id})"]`)).not.toBeNull();
    expect(captions(report).filter((caption) => /^t = .*, density up to \d/.test(caption))).toHaveLength(8);
    expect(report.text).toContain('Cells: sites on a grid');
    expect(report.text).toContain('Contours: the potential');
    expect(report.text).toContain('or the sites in their own cells');
  });

  it('sizes the points of a cloud, and shows the empty ones', async () => {
    const sites = {
      type: 'sequence' as const,
      bounds: [
        [-1, 1],
        [-1, 1],
      ] as [number, number][],
    };
    const report = await reportOf('cloud', {
      ...square,
      sites,
      count: 80,
      ensembles: [{ name: 'flow', method: flow }],
    });
    expect(report.page.querySelector('mask')).toBeNull();
    expect(report.text).toContain('Faint points: sites, also those without mass.');
    const faint = [...report.page.querySelectorAll('path.points')].filter((path) =>
      path.getAttribute('style')!.includes('--quiet'),
    );
    expect(faint).toHaveLength(4);
    expect(faint[0]!.getAttribute('d')!.split('M').length - 1).toBeGreaterThan(60);
  });

  it('of 96 × 96 sites is small', async () => {
    const sites = {
      type: 'grid' as const,
      bounds: [
        [-1, 1],
        [-1, 1],
      ] as [number, number][],
      nodes: 96,
    };
    const ensembles = ['a', 'b', 'c'].map((name) => ({
      name,
      sites,
      method: sinkhornJko({ stepSize: 0.02, epsilon: 1 }),
    }));
    const report = await reportOf('large', { ...square, duration: { steps: 1 }, frames: 1, ensembles });
    expect(report.page.querySelectorAll('mask image')).toHaveLength(6);
    expect(report.text.length).toBeLessThan(1e6);
  });
});

describe('the report of particles', () => {
  it('has none of the pictures of sites', async () => {
    const ensembles = [{ name: 'langevin', method: langevin({ stepSize: 0.002 }) }];
    const report = await reportOf('particles', { ensembles });
    expect(headings(report)).toContain('Particles over the target');
    expect(headings(report)).not.toContain('Potential and pressure at the end');
    expect(report.text).not.toMatch(/<mask|Sites|potential V/);
    const { text } = await reportOf('plane', { ...plane, target: gaussian({ dimension: 2 }), ensembles });
    expect(text).not.toMatch(/<mask|Cells|Faint points|potential V/);
  });

  it('that a potential drives has it in place of the density of the target', async () => {
    const ensembles = [{ name: 'flow', method: wassersteinGradientFlow({ stepSize: 0.005, energy: potential }) }];
    const { text } = await reportOf('driven', { ensembles });
    expect(text).toContain('Faint line: the potential V = −log π');
    expect(text).not.toContain('exact density of the target');
  });
});

/** The points of the path of a line. */
function pointsOf(path: Element): number[][] {
  return [...path.getAttribute('d')!.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}
