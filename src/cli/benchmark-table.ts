import { type Benchmark, floorSentence, notesOf, rowsOf, tablesOf } from '../bench/index.ts';
import { alignColumns } from './table.ts';

/** Columns of a terminal beyond which lines would be broken on most. */
const WIDEST = 140;

/** Every method on every target, as a terminal shows it: without intervals where there are too many columns for them. */
export function formatBenchmark(benchmark: Benchmark): string {
  const whole = linesOf(benchmark, true);
  const fits = whole.every((lines) => lines.every((line) => line.length <= WIDEST));
  const tables = (fits ? whole : linesOf(benchmark, false)).map((lines) => lines.join('\n'));
  const sentence = floorSentence(rowsOf(benchmark));
  const notes = [
    ...(sentence ? [sentence] : []),
    ...notesOf(benchmark),
    ...(fits ? [] : ['Intervals: in report.md and report.html.']),
  ];
  return [...tables, notes.join('\n')].join('\n\n');
}

const linesOf = (benchmark: Benchmark, intervals: boolean): string[][] =>
  tablesOf(benchmark, { brief: true, intervals }).map(({ target, headings, text, rows }) => {
    const right = text.flatMap((isText, i) => (isText ? [] : i));
    return [target, ...alignColumns([headings, ...rows], right).map((line) => `  ${line}`)];
  });
