import { type Figure, floorOf, type Row, reachesFloor } from '../comparison.ts';
import type { TableColumn } from './parquet-table.ts';

interface SummaryRow extends Figure {
  row: Row;
  metric: string;
  /** The median of exact samples on the same target. */
  floor: number | undefined;
  reachesFloor: boolean | undefined;
}

/** `summary.parquet`: one row a target, method and metric, over the replicates. */
export const SUMMARY_COLUMNS: readonly TableColumn<SummaryRow>[] = [
  { name: 'target', type: 'STRING', of: ({ row }) => row.target },
  { name: 'method', type: 'STRING', of: ({ row }) => row.method },
  { name: 'method_type', type: 'STRING', of: ({ row }) => row.type },
  { name: 'metric', type: 'STRING', of: ({ metric }) => metric },
  { name: 'replicates', type: 'INT32', of: ({ count }) => count },
  { name: 'stopped', type: 'INT32', of: ({ row }) => row.stopped },
  { name: 'failed', type: 'INT32', of: ({ row }) => row.failed },
  { name: 'missing', type: 'INT32', of: ({ row }) => row.missing },
  { name: 'median', type: 'DOUBLE', of: ({ median }) => median },
  { name: 'low', type: 'DOUBLE', of: ({ low }) => low },
  { name: 'high', type: 'DOUBLE', of: ({ high }) => high },
  { name: 'coverage', type: 'DOUBLE', of: ({ coverage }) => coverage },
  { name: 'mean', type: 'DOUBLE', of: ({ mean }) => mean },
  { name: 'standard_error', type: 'DOUBLE', of: ({ standardError }) => standardError },
  { name: 'floor_median', type: 'DOUBLE', of: ({ floor }) => floor },
  { name: 'reaches_floor', type: 'BOOLEAN', of: ({ reachesFloor: reaches }) => reaches },
  { name: 'evaluations', type: 'DOUBLE', of: ({ row }) => row.evaluations },
];

export const summaryRows = (rows: readonly Row[]): SummaryRow[] =>
  rows.flatMap((row) => {
    const exact = floorOf(rows, row.target);
    return Object.entries(row.metrics).map(([metric, figure]): SummaryRow => {
      const floor = exact?.metrics[metric]?.median;
      const reaches = floor === undefined || row.isFloor ? undefined : reachesFloor(row, exact, metric);
      return { row, metric, ...figure, floor, reachesFloor: reaches };
    });
  });
