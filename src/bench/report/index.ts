import { OutputFolder } from '../../headless/index.ts';
import { rowsOf } from '../comparison.ts';
import { type ExportedFile, writeExports, writeSummary } from '../export/index.ts';
import { type Benchmark, groupsOf } from '../folder.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';

export { floorSentence } from './overview.ts';
export { notesOf, type TextTable, tablesOf } from './text.ts';

/** Write everything that a benchmark comes to into its folder. @param csv draws also as CSV @throws RunError when the disk does not take it */
export async function writeReport(
  dir: string,
  benchmark: Benchmark,
  { csv = false }: { csv?: boolean } = {},
): Promise<ExportedFile[]> {
  const folder = await OutputFolder.open(dir);
  await folder.write('report.html', await renderHtml(benchmark));
  await folder.write('report.md', renderMarkdown(benchmark));
  return [
    { path: 'report.html', description: 'tables, curves, ranks and clouds on one page' },
    { path: 'report.md', description: 'the tables in Markdown' },
    await writeSummary(rowsOf(benchmark), dir),
    ...(await writeExports(groupsOf(benchmark), dir, { csv })),
  ];
}
