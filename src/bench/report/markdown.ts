import { rowsOf } from '../comparison.ts';
import type { Benchmark } from '../folder.ts';
import { engineOf, protocolOf } from './about.ts';
import { OVERVIEW_NOTE, overviewTable } from './overview.ts';
import { notesOf, type TextTable, tablesOf } from './text.ts';

/** The tables of a benchmark in Markdown. */
export function renderMarkdown(benchmark: Benchmark): string {
  const { suite, command } = benchmark;
  const overview = overviewTable(rowsOf(benchmark));
  return `${[
    `# ${escapeMarkdown(suite.title)}`,
    ...(suite.description ? [escapeMarkdown(suite.description)] : []),
    escapeMarkdown(protocolOf(suite)),
    escapeMarkdown(engineOf(benchmark)),
    ...(command === undefined ? [] : [fenced(command)]),
    ...(overview ? [`## ${overview.target}`, markdownTable(overview), escapeMarkdown(OVERVIEW_NOTE)] : []),
    ...tablesOf(benchmark, { brief: true }).map((table) => `## ${table.target}\n\n${markdownTable(table)}`),
    '## Notes',
    notesOf(benchmark)
      .map((note) => `- ${escapeMarkdown(note)}`)
      .join('\n'),
  ].join('\n\n')}\n`;
}

/** Code in a fence that is longer than any in it. */
function fenced(code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${code}\n${fence}`;
}

/** A table of GitHub's Markdown: figures to the right. */
export function markdownTable({ headings, text, rows }: TextTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const rule = `|${text.map((isText) => (isText ? '---' : '---:')).join('|')}|`;
  return [line(headings), rule, ...rows.map(line)].join('\n');
}

/** What would be markup, and what would end a row. */
export const escapeMarkdown = (text: string): string =>
  text.replace(/[\\|*_<>[\]`~]/g, (character) => `\\${character}`).replace(/\s*\n\s*/g, ' ');
