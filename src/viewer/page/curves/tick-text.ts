import { figure } from '../text.ts';

/** What stands at ticks of the second axis: on a logarithmic one, only powers of ten. */
export const withTickText =
  (logarithmic: boolean) =>
  (_plot: unknown, ticks: (number | null)[]): string[] =>
    ticks.map((tick) => {
      if (tick === null || (logarithmic && !isPowerOfTen(tick))) return '';
      return figure(Number(tick.toPrecision(10)));
    });

const isPowerOfTen = (value: number): boolean => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
