import { InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';

/** The parameters of `empirical`, as a CSV text holds them. */
export interface EmpiricalData {
  points: number[][];
  weights?: number[];
}

interface Line {
  cells: string[];
  /** From 1. */
  line: number;
}

/**
 * The points of a CSV text, one a line, coordinates separated by commas, semicolons, tabs or spaces. Empty lines and lines that start
 * with # are skipped; a first line without any number is a header, and a column that it calls `weight` holds the weights.
 *
 * @param file what to call the text in messages
 * @throws InputError naming the line and the column when a value is missing or not a finite number, or lengths differ
 */
export function empiricalFromCsv(text: string, file = 'csv'): EmpiricalData {
  const lines = linesOf(text);
  const header = isHeader(lines[0]) ? lines.shift()!.cells.map((cell) => cell.toLowerCase()) : undefined;
  if (lines.length === 0) throw new InputError(`${file}: has no points; must have one a line`);
  const rows = parseRows(lines, header?.length ?? lines[0]!.cells.length, file);
  const weightColumn = header?.indexOf('weight') ?? -1;
  if (weightColumn < 0) return { points: rows };
  return {
    points: rows.map((row) => row.toSpliced(weightColumn, 1)),
    weights: rows.map((row) => row[weightColumn]!),
  };
}

const linesOf = (text: string): Line[] =>
  text
    .split(/\r\n?|\n/)
    .map((content, index) => ({ content: content.trim(), line: index + 1 }))
    .filter(({ content }) => content !== '' && !content.startsWith('#'))
    .map(({ content, line }) => ({ cells: cellsOf(content), line }));

/** One kind of separator a line: where semicolons or tabs part the cells, a comma is in one of them, as in 0,5, and no number. */
function cellsOf(content: string): string[] {
  const separator = [';', '\t', ','].find((each) => content.includes(each));
  if (!separator) return content.split(/\s+/);
  return content.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

/** A lone NaN, an infinity or a decimal comma is a bad number, not a name. */
const isHeader = (line?: Line): boolean =>
  line?.cells.every((cell) => Number.isNaN(Number(cell)) && !/^(nan|[+-]?(inf(inity)?|\d*,\d+))$/i.test(cell)) ?? false;

const parseRows = (lines: Line[], width: number, file: string): number[][] =>
  lines.map(({ cells, line }) => {
    if (cells.length !== width) {
      throw new InputError(`${file}:${line}: must have ${width} values like the lines before, got ${cells.length}`);
    }
    return cells.map((cell, column) => numberOf(cell, `${file}:${line}:${column + 1}`));
  });

function numberOf(cell: string, where: string): number {
  const value = cell === '' ? Number.NaN : Number(cell);
  if (Number.isFinite(value)) return value;
  throw new InputError(`${where}: must be a finite number, got ${formatValue(cell)}`);
}
