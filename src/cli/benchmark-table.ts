import { type Benchmark, floorSentence, notesOf, rowsOf, tablesOf } from '../bench/index.ts';
import { alignColumns } from './table.ts';

/** Every method on every target, as a terminal shows it. */
export function formatBenchmark(benchmark: Benchmark): string {
  const tables = tablesOf(benchmark, { brief: true }).map(({ target, headings, text, rows }) => {
    const right = text.flatMap((isText, i) => (isText ? [] : i));
    return [target, ...alignColumns([headings, ...rows], right).map((line) => `  ${line}`)].join('\n');
  });
  const sentence = floorSentence(rowsOf(benchmark));
  return [...tables, [...(sentence ? [sentence] : []), ...notesOf(benchmark)].join('\n')].join('\n\n');
}
