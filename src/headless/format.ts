/** Three significant digits, short enough for a table; a dash for nothing. */
export function formatNumber(value: number | undefined): string {
  if (value === undefined) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (!(size < 1e6 && size >= 1e-3)) return value.toExponential(1);
  return size >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export const formatSeconds = (seconds: number): string =>
  seconds < 60
    ? `${Number.isInteger(seconds) ? seconds : formatNumber(seconds)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

/** A word as a shell takes it. */
export const shellWord = (text: string): string =>
  /^[\w./:=,@+-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
