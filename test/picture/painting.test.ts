import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import {
  colourOf,
  hasMovingGround,
  type Look,
  momentOf,
  type PaneContent,
  type PaneMoment,
  paintGround,
  paintInk,
  paintPicture,
  paletteOf,
  paneContentsOf,
  pointLook,
  seriesColour,
  widthFactor,
} from '../../src/picture/index.ts';
import { doubleWell, gaussian } from '../../src/targets/index.ts';
import { addEnsemble, createWorld, type EnsembleOptions, prepare } from '../../src/world/index.ts';
import { langevin, sinkhornPotentialFlow } from '../../systems/index.ts';

const SIZE = { width: 480, height: 360, ratio: 1 };
const look: Look = { theme: 'light' };
const { paper, ramp } = paletteOf('light');
const plane = gaussian({ dimension: 2 });

interface Scene {
  contents: PaneContent[];
  moments: PaneMoment[];
}

async function sceneOf(options: Partial<EnsembleOptions>): Promise<Scene> {
  const world = await createWorld({ backend: 'cpu', seed: 'painting' });
  addEnsemble(world, {
    name: 'a',
    count: 300,
    initial: plane,
    target: plane,
    method: langevin({ stepSize: 0.1 }),
    ...options,
  } as EnsembleOptions);
  await prepare(world);
  const contents = await paneContentsOf(world, { size: SIZE, look });
  return { contents, moments: await Promise.all([...world.ensembles.values()].map(momentOf)) };
}

const canvas = (): SKRSContext2D => createCanvas(SIZE.width, SIZE.height).getContext('2d');
const bytes = (hex: string): number[] => colourOf(hex).map((part) => Math.round(255 * part));

/** Where a place of the data is, in pixels. */
function pixelOf({ place: { plot }, window: [x, y] }: PaneContent, at: readonly [number, number]): [number, number] {
  const across = plot.x + ((at[0] - x[0]) / (x[1] - x[0])) * plot.width;
  const along = plot.y + plot.height * (1 - (at[1] - y[0]) / (y[1] - y[0]));
  return [Math.floor(across), Math.floor(along)];
}

const colourAt = (context: SKRSContext2D, [x, y]: [number, number]): number[] =>
  [...context.getImageData(x, y, 1, 1).data].slice(0, 3);
const opacityAt = (context: SKRSContext2D, [x, y]: [number, number]): number =>
  context.getImageData(x, y, 1, 1).data[3]!;
const distance = (a: number[], b: number[]): number => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

describe('the ground', () => {
  it('shades regions of highest density: of a Gaussian, discs of radius √(−2 log(1 − share))', async () => {
    const { contents, moments } = await sceneOf({});
    const context = canvas();
    paintGround(context, SIZE, contents, moments, look);
    const [pane] = contents;
    for (const [radius, bands] of [[0, 6], [0.65, 5], [1, 4], [1.36, 3], [1.85, 2], [2.6, 1], [3.4, 0]] as const) // biome-ignore format: pairs
      for (const direction of [
        [1, 0],
        [0, -1],
        [0.6, 0.8],
      ] as const) {
        const seen = colourAt(context, pixelOf(pane!, [radius * direction[0], radius * direction[1]]));
        expect(
          distance(
            seen,
            ramp(bands / 6).map((part) => 255 * part),
          ),
        ).toBeLessThan(4);
      }
    expect(colourAt(context, [1, 1])).toEqual(bytes(paper));
  });

  it('is the density itself as a heatmap, and plain paper where none is wanted', async () => {
    const { contents, moments } = await sceneOf({});
    const shadeAt = (ground: Look['ground'], x: number): number => {
      const context = canvas();
      paintGround(context, SIZE, contents, moments, { ...look, ground });
      return colourAt(context, pixelOf(contents[0]!, [x, 0]))[0]!;
    };
    const heat = [0, 0.4, 0.8, 1.2, 1.6, 2].map((x) => shadeAt('heatmap', x));
    expect(heat.every((value, i) => i === 0 || value > heat[i - 1]!)).toBe(true);
    expect(shadeAt('none', 0)).toBe(bytes(paper)[0]);
  });

  it('shows masses of sites on a grid in the colour of their ensemble, where they are', async () => {
    const { contents, moments } = await sceneOf({
      ...{ count: 21 ** 2, sites: { type: 'grid', bounds: [[-2, 2], [-2, 2]], nodes: 21 } }, // biome-ignore format: bounds
      ...{ initial: gaussian({ mean: [1, -1], covariance: [[0.02, 0], [0, 0.02]] }), method: sinkhornPotentialFlow({ stepSize: 0.1, epsilon: 1 }) }, // biome-ignore format: matrices
    });
    expect(hasMovingGround(contents[0]!)).toBe(true);
    const context = canvas();
    paintGround(context, SIZE, contents, moments, look);
    const series = bytes(seriesColour(paletteOf('light'), 0));
    expect(distance(colourAt(context, pixelOf(contents[0]!, [1, -1])), series)).toBeLessThan(12);
    expect(distance(colourAt(context, pixelOf(contents[0]!, [-1, 1])), series)).toBeGreaterThan(60);
  });

  it('has as many device pixels as the screen', async () => {
    const { contents, moments } = await sceneOf({});
    const context = createCanvas(2 * SIZE.width, 2 * SIZE.height).getContext('2d');
    paintGround(context, { ...SIZE, ratio: 2 }, contents, moments, look);
    const [x, y] = pixelOf(contents[0]!, [0, 0]);
    expect(
      distance(
        colourAt(context, [2 * x, 2 * y]),
        ramp(1).map((part) => 255 * part),
      ),
    ).toBeLessThan(4);
    expect(colourAt(context, [2, 2])).toEqual(bytes(paper));
  });
});

describe('the ink', () => {
  it('is transparent but for axes, heading and curves', async () => {
    const { contents, moments } = await sceneOf({});
    const context = canvas();
    context.fillRect(0, 0, 480, 360);
    paintInk(context, SIZE, contents, moments, look);
    expect(opacityAt(context, pixelOf(contents[0]!, [0.31, 0.43]))).toBe(0);
    const { plot, above } = contents[0]!.place;
    expect(opacityAt(context, [plot.x - 1, plot.y + 20])).toBeGreaterThan(0);
    expect(
      opacityAt(context, [Math.floor(above!.x + above!.width / 2), Math.floor(above!.y + above!.height - 3)]),
    ).toBeGreaterThan(0);
  });

  it('overlays the ellipses of an exact law at one and two standard deviations, and its mean', async () => {
    const { contents, moments } = await sceneOf({});
    const exact = { mean: [0.5, 0], covariance: [[0.36, 0], [0, 1]] }; // biome-ignore format: matrix
    const inked = (moment: PaneMoment): SKRSContext2D => {
      const context = canvas();
      paintInk(context, SIZE, contents, [moment], look);
      return context;
    };
    const [without, withLaw] = [inked(moments[0]!), inked({ ...moments[0]!, exact })];
    const places: [number, number][] = [[0.5, 0], [1.1, 0], [-0.1, 0], [0.5, 1], [1.7, 0], [0.5, -2]]; // biome-ignore format: points
    for (const place of places) {
      const around = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [dx, dy] as const));
      const [x, y] = pixelOf(contents[0]!, place);
      const darkest = (context: SKRSContext2D): number =>
        Math.max(...around.map(([dx, dy]) => opacityAt(context, [x + dx, y + dy])));
      expect(darkest(without)).toBe(0);
      expect(darkest(withLaw)).toBeGreaterThan(100);
    }
    expect(opacityAt(withLaw, pixelOf(contents[0]!, [0.8, 0.3]))).toBe(0);
  });

  it('draws lines between points that are coupled', async () => {
    const { contents, moments } = await sceneOf({});
    const pairs = { from: Float32Array.of(-1, -1), to: Float32Array.of(1, 1) };
    const context = canvas();
    paintInk(context, SIZE, contents, [{ ...moments[0]!, pairs }], look);
    expect(opacityAt(context, pixelOf(contents[0]!, [0.5, 0.5]))).toBeGreaterThan(20);
    expect(opacityAt(context, pixelOf(contents[0]!, [0.5, -0.5]))).toBe(0);
  });

  it('draws potential and pressure of sites on a line only where they are wanted', async () => {
    const { contents, moments } = await sceneOf({
      ...{ target: doubleWell({ b: 2 }), initial: gaussian({ mean: [1], covariance: [[0.02]] }) },
      ...{
        count: 41,
        sites: { type: 'grid', bounds: [[-2, 2]], nodes: 41 },
        method: sinkhornPotentialFlow({ stepSize: 0.1, epsilon: 1 }),
      },
    });
    expect(contents[0]!.potential).toBeDefined();
    const amount = (potentials: boolean): number => {
      const context = canvas();
      paintInk(context, SIZE, contents, [{ ...moments[0]!, pressure: new Float32Array(41).fill(-0.2) }], {
        ...look,
        potentials,
      });
      return context
        .getImageData(0, 0, 480, 360)
        .data.reduce((sum, value, at) => (at % 4 === 3 ? sum + value : sum), 0);
    };
    expect(amount(true)).toBeGreaterThan(1.05 * amount(false));
  });
});

describe('the whole picture', () => {
  it('shows particles where they are, and does not mind what is not a number', async () => {
    const { contents, moments } = await sceneOf({ count: 3 });
    const positions = Float32Array.of(1, 1, Number.NaN, 0, Number.POSITIVE_INFINITY, -1);
    const context = canvas();
    paintPicture(context, SIZE, contents, [{ ...moments[0]!, positions, status: 'stopped' }], look);
    const series = bytes(seriesColour(paletteOf('light'), 0));
    expect(distance(colourAt(context, pixelOf(contents[0]!, [1, 1])), series)).toBeLessThan(40);
    expect(distance(colourAt(context, pixelOf(contents[0]!, [-1, -1])), series)).toBeGreaterThan(80);
  });
});

describe('the look of points', () => {
  it('is smaller and fainter the more there are in a plot', () => {
    const plot = { width: 400, height: 300 };
    const looks = [10, 1000, 10_000, 100_000].map((count) => pointLook(count, plot));
    for (const [i, { size, opacity }] of looks.entries()) {
      if (i === 0) continue;
      expect(size).toBeLessThan(looks[i - 1]!.size);
      expect(opacity).toBeLessThan(looks[i - 1]!.opacity + 1e-12);
    }
    expect(looks[0]!.size).toBeLessThanOrEqual(6);
    expect(looks[3]!.size).toBeGreaterThan(1);
    expect(looks[3]!.opacity).toBeGreaterThan(0.5);
  });

  it('gives areas that go as weights', () => {
    expect(widthFactor(1 / 100, 100)).toBe(1);
    expect(widthFactor(4 / 100, 100)).toBe(2);
    expect(widthFactor(0, 100)).toBe(0);
    expect(widthFactor(1, 1e6)).toBe(Math.sqrt(40));
  });
});

describe('the palette', () => {
  /** WCAG 2.2, relative luminance. */
  const luminance = (hex: string): number => {
    const [r, g, b] = colourOf(hex).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const contrast = (a: string, b: string): number => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high! + 0.05) / (low! + 0.05);
  };

  it.each(['dark', 'light'] as const)('of the %s theme can be read on its paper', (theme) => {
    const palette = paletteOf(theme);
    expect(contrast(palette.ink, palette.paper)).toBeGreaterThan(10);
    expect(contrast(palette.quiet, palette.paper)).toBeGreaterThan(4.5);
    for (const colour of palette.series) expect(contrast(colour, palette.paper)).toBeGreaterThan(3);
  });

  it.each(['dark', 'light'] as const)('of the %s theme has a ramp whose lightness goes one way', (theme) => {
    const greens = Array.from({ length: 33 }, (_, i) => paletteOf(theme).ramp(i / 32)[1]);
    const sign = theme === 'dark' ? 1 : -1;
    for (const [i, green] of greens.entries()) if (i > 0) expect(sign * (green - greens[i - 1]!)).toBeGreaterThan(0);
    expect(paletteOf(theme).ramp(0)).toEqual(colourOf(paletteOf(theme).paper));
  });
});
