import { InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';

/**
 * The points of a CSV text, one a line, coordinates separated by commas, semicolons, tabs or spaces. Empty lines and lines that start
 * with # are skipped; a first line without any number is a header.
 *
 * @param file what to call the text in messages
 * @throws InputError naming the line and the column when a value is missing or not a finite number, or lengths differ
 */
export function pointsFromCsv(text: string, file = 'csv'): number[][] {
  const lines = text
    .split(/\r?\n/)
    .map((content, index) => ({ content: content.trim(), line: index + 1 }))
    .filter(({ content }) => content !== '' && !content.startsWith('#'))
    .map(({ content, line }) => ({ cells: cellsOf(content), line }));
  if (lines[0]?.cells.every((cell) => Number.isNaN(Number(cell)) && !/^nan$/i.test(cell))) lines.shift();
  if (lines.length === 0) throw new InputError(`${file}: has no points; must have one a line`);
  const width = lines[0]!.cells.length;
  return lines.map(({ cells, line }) => {
    if (cells.length !== width)
      throw new InputError(`${file}:${line}: must have ${width} coordinates like the first point, got ${cells.length}`);
    return cells.map((cell, column) => numberOf(cell, `${file}:${line}, column ${column + 1}`));
  });
}

const cellsOf = (content: string): string[] =>
  /[,;\t]/.test(content) ? content.split(/[,;\t]/).map((cell) => cell.trim()) : content.split(/\s+/);

function numberOf(cell: string, where: string): number {
  const value = cell === '' ? Number.NaN : Number(cell);
  if (Number.isFinite(value)) return value;
  throw new InputError(`${where}: must be a finite number, got ${formatValue(cell)}`);
}
