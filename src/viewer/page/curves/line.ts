import type { Curves, Series } from '../../protocol.ts';

/** One curve of a chart. */
export interface Line {
  ensemble: string;
  colour: string;
  time: readonly number[];
  value: readonly number[];
  /** What exact samples would have. */
  dashed: boolean;
  rises: NonNullable<Series['rises']>;
}

/** Figures in the order they are shown; others come behind. */
const ORDER = [
  ...['energy', 'distance', 'held-back-distance', 'mean-error', 'covariance-error', 'mode-weights'],
  ...['acceptance', 'effectiveSampleSize', 'marginalError', 'residual', 'iterations', 'supportSize', 'stiffness'],
];

/** Figures whose size counts. */
const ERRORS = ['distance', 'held-back-distance', 'mean-error', 'covariance-error', 'marginalError', 'residual'];

export const isError = (name: string): boolean => ERRORS.includes(name);

/** The names of all figures there are. */
export function figuresIn(curves: readonly Curves[]): string[] {
  const names = new Set(curves.flatMap(({ series }) => Object.keys(series)));
  const place = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return [...names].sort((a, b) => place(a) - place(b));
}

/** The curves of one figure, each with the line of its floor. */
export function linesOf(name: string, curves: readonly Curves[], colourOf: (index: number) => string): Line[] {
  return curves.flatMap(({ ensemble, series }, index) => {
    const one = series[name];
    if (!one || one.time.length === 0) return [];
    const { time, value, floor, rises = [] } = one;
    const line = { ensemble, colour: colourOf(index), time, value, dashed: false, rises };
    return floor === undefined ? [line] : [line, { ...line, value: time.map(() => floor), dashed: true, rises: [] }];
  });
}
