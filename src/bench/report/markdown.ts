import type { Benchmark } from '../folder.ts';
import { engineOf } from './about.ts';
import { notesOf, type TextTable, tablesOf } from './text.ts';

/** The tables of a benchmark in Markdown. */
export function renderMarkdown(benchmark: Benchmark): string {
  const { suite } = benchmark;
  return `${[
    `# ${suite.title}`,
    ...(suite.description ? [suite.description] : []),
    engineOf(benchmark),
    ...tablesOf(benchmark, { brief: true }).map((table) => `## ${table.target}\n\n${markdownTable(table)}`),
    notesOf(benchmark)
      .map((note) => `- ${escapeMarkdown(note)}`)
      .join('\n'),
  ].join('\n\n')}\n`;
}

/** A table of GitHub's Markdown: figures to the right. */
export function markdownTable({ headings, text, rows }: TextTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const rule = `|${text.map((isText) => (isText ? '---' : '---:')).join('|')}|`;
  return [line(headings), rule, ...rows.map(line)].join('\n');
}

/** What would be markup. */
const escapeMarkdown = (text: string): string => text.replace(/[|*_<>]/g, (character) => `\\${character}`);
