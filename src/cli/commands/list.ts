import { Argument, type Command } from 'commander';
import { scenes } from '../../../scenes/index.ts';
import { benchmarkMetrics, metricTypes } from '../../metrics/index.ts';
import { targetTypes } from '../../targets/index.ts';
import { methods } from '../../world/index.ts';
import { alignColumns } from '../table.ts';

const KINDS = ['scenes', 'targets', 'methods', 'metrics'] as const;
type Kind = (typeof KINDS)[number];

export function addList(program: Command): void {
  program
    .command('list')
    .description('what there is: scenes to run, targets, methods and metrics to write scenes with')
    .addArgument(new Argument('[kind]', 'default: everything').choices(KINDS))
    .action((kind?: Kind) => {
      const sections = (kind ? [kind] : KINDS).map((each) => sectionOf(each, kind === undefined));
      process.stdout.write(`${sections.join('\n\n')}\n`);
    });
}

function sectionOf(kind: Kind, titled: boolean): string {
  const lines = alignColumns(rowsOf(kind));
  return titled ? [kind, ...lines.map((line) => `  ${line}`)].join('\n') : lines.join('\n');
}

function rowsOf(kind: Kind): string[][] {
  switch (kind) {
    case 'scenes':
      return scenes.map(({ name, title }) => [name, title]);
    case 'targets':
      return targetTypes.map(({ type, title, description }) => [type, `${title}: ${description}`]);
    case 'methods':
      return methods().map(({ definition: { type, title, source } }) => [type, `${title} (${source})`]);
    case 'metrics':
      return metricsByType().map(({ type, title, description }) => [type, `${title}: ${description}`]);
  }
}

/** What a run reports, then what a benchmark reports besides; `mode-weights` is in both. */
function metricsByType(): { type: string; title: string; description: string }[] {
  const ofRuns = new Set(metricTypes.map(({ type }) => type));
  return [...metricTypes, ...benchmarkMetrics.filter(({ type }) => !ofRuns.has(type))];
}
