import { type Colour, colourOf, fromOklch } from './colour.ts';

/** The colours of a theme. */
export interface Palette {
  paper: string;
  /** Text and exact curves. */
  ink: string;
  /** Axes and what is said besides. */
  quiet: string;
  /** Frames of plots. */
  line: string;
  warning: string;
  /** Of ensembles, by their number. */
  series: readonly string[];
  /** Of densities, 0 … 1 from the paper on: one hue, equal steps of lightness. */
  ramp(part: number): Colour;
}

/**
 * Colours that stay apart for colour-blind eyes, darker on light paper and lighter on dark.
 * M. Okabe & K. Ito, Color universal design (2008).
 */
const SERIES = {
  light: ['#0072b2', '#d55e00', '#00845f', '#b0508c', '#a67300', '#4f5bd5', '#2f8fbd', '#6b6b6b'],
  dark: ['#56b4e9', '#ff8c42', '#2fc79a', '#e58fc3', '#f0b429', '#a3adff', '#8fd3f4', '#b5b5b5'],
};

const HUE = 262;

const PALETTES: Record<'dark' | 'light', Palette> = {
  light: {
    ...{ paper: '#fdfcf9', ink: '#22252b', quiet: '#5f646e', line: '#c9c6be', warning: '#b3261e' },
    series: SERIES.light,
    ramp: rampFrom(colourOf('#fdfcf9'), (part) => fromOklch(0.985 - 0.285 * part, 0.012 + 0.038 * part, HUE)),
  },
  dark: {
    ...{ paper: '#14161a', ink: '#e8e6e0', quiet: '#9a9fa9', line: '#3a3e46', warning: '#ff8a80' },
    series: SERIES.dark,
    ramp: rampFrom(colourOf('#14161a'), (part) => fromOklch(0.2 + 0.26 * part, 0.012 + 0.05 * part, HUE)),
  },
};

export const paletteOf = (theme: 'dark' | 'light'): Palette => PALETTES[theme];

export const seriesColour = ({ series }: Palette, index: number): string => series[index % series.length]!;

/** Where a ramp has left the colour of the paper behind. */
const LEFT = 0.12;

/** Nothing is exactly the paper, so that no edge is seen where a density ends. */
function rampFrom(paper: Colour, colourAt: (part: number) => Colour): (part: number) => Colour {
  return (part) => {
    const there = Math.min(1, Math.max(0, part) / LEFT);
    return colourAt(part).map((value, k) => paper[k]! + there * (value - paper[k]!)) as unknown as Colour;
  };
}

/** What text is set in where a look names nothing. */
export const FONTS = 'system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif';
