import type { BenchRecord } from '../record.ts';
import type { Evaluations } from '../result.ts';
import type { TableColumn } from './parquet-table.ts';

interface MetricRow {
  record: BenchRecord;
  metric: string;
  value: number;
  final: boolean;
  evaluations: Evaluations;
  steps: number;
}

/** `metrics.parquet`: one row a value, at the moments on the way and at the end. Evaluations are per particle. */
export const METRIC_COLUMNS: readonly TableColumn<MetricRow>[] = [
  { name: 'target', type: 'STRING', of: ({ record }) => record.target },
  { name: 'method', type: 'STRING', of: ({ record }) => record.method },
  { name: 'replicate', type: 'INT32', of: ({ record }) => record.replicate },
  { name: 'metric', type: 'STRING', of: ({ metric }) => metric },
  { name: 'value', type: 'DOUBLE', of: ({ value }) => value },
  { name: 'final', type: 'BOOLEAN', of: ({ final }) => final },
  { name: 'gradient_evaluations', type: 'DOUBLE', of: ({ evaluations }) => evaluations.gradient },
  { name: 'density_evaluations', type: 'DOUBLE', of: ({ evaluations }) => evaluations.density },
  { name: 'steps', type: 'INT32', of: ({ steps }) => steps },
];

/** The curve may close with the end: that is said once, as `final`. */
export function* metricRows(record: BenchRecord): Generator<MetricRow> {
  const { result } = record;
  if (!result) return;
  const { evaluations, steps, metrics } = result;
  for (const moment of result.curve) {
    if (moment.steps < steps) yield* rowsOf(record, moment, false);
  }
  yield* rowsOf(record, { evaluations, steps, metrics }, true);
}

function* rowsOf(
  record: BenchRecord,
  { metrics, evaluations, steps }: { metrics: Record<string, number>; evaluations: Evaluations; steps: number },
  final: boolean,
): Generator<MetricRow> {
  for (const [metric, value] of Object.entries(metrics)) yield { record, metric, value, final, evaluations, steps };
}
