import type { BenchRecord } from '../record.ts';
import type { TableColumn } from './parquet-table.ts';
import { settingOf } from './setting.ts';

/** `cells.parquet`: one row a cell. Evaluations are per particle, wall times in seconds. */
export const CELL_COLUMNS: readonly TableColumn<BenchRecord>[] = [
  { name: 'target', type: 'STRING', of: ({ target }) => target },
  { name: 'method', type: 'STRING', of: ({ method }) => method },
  { name: 'method_type', type: 'STRING', of: (record) => settingOf(record).type },
  { name: 'parameters', type: 'STRING', of: (record) => JSON.stringify(settingOf(record).parameters) },
  { name: 'dimension', type: 'INT32', of: (record) => settingOf(record).dimension },
  { name: 'count', type: 'INT32', of: (record) => settingOf(record).count },
  { name: 'replicate', type: 'INT32', of: ({ replicate }) => replicate },
  { name: 'seed', type: 'STRING', of: ({ seed }) => seed },
  { name: 'key', type: 'STRING', of: ({ key }) => key },
  { name: 'version', type: 'STRING', of: ({ version }) => version },
  {
    name: 'status',
    type: 'STRING',
    of: ({ result, failed }) => result?.status ?? (failed === undefined ? 'missing' : 'failed'),
  },
  { name: 'reason', type: 'STRING', of: ({ result, failed }) => result?.reason ?? failed },
  { name: 'steps', type: 'INT32', of: ({ result }) => result?.steps },
  { name: 'time', type: 'DOUBLE', of: ({ result }) => result?.time },
  { name: 'gradient_evaluations', type: 'DOUBLE', of: ({ result }) => result?.evaluations.gradient },
  { name: 'density_evaluations', type: 'DOUBLE', of: ({ result }) => result?.evaluations.density },
  { name: 'warmup_steps', type: 'INT32', of: ({ result }) => result?.warmup.steps },
  { name: 'warmup_gradient_evaluations', type: 'DOUBLE', of: ({ result }) => result?.warmup.gradient },
  { name: 'warmup_density_evaluations', type: 'DOUBLE', of: ({ result }) => result?.warmup.density },
  { name: 'acceptance', type: 'DOUBLE', of: (record) => said(record, 'acceptance') },
  { name: 'step_size', type: 'DOUBLE', of: (record) => said(record, 'stepSize') },
  { name: 'divergences', type: 'DOUBLE', of: (record) => said(record, 'divergences') },
  { name: 'chains', type: 'INT32', of: ({ result }) => result?.diagnostics?.chains },
  { name: 'draws', type: 'INT32', of: ({ result }) => result?.diagnostics?.draws },
  { name: 'r_hat', type: 'DOUBLE', of: ({ result }) => result?.diagnostics?.rHat },
  { name: 'bulk_ess', type: 'DOUBLE', of: ({ result }) => result?.diagnostics?.bulkEss },
  { name: 'tail_ess', type: 'DOUBLE', of: ({ result }) => result?.diagnostics?.tailEss },
  { name: 'state_hash', type: 'STRING', of: ({ result }) => result?.stateHash },
  ...['setup', 'warmup', 'run', 'measure'].map(
    (phase): TableColumn<BenchRecord> => ({
      name: `wall_${phase}`,
      type: 'DOUBLE',
      of: ({ wallTime }) => wallTime?.[phase],
    }),
  ),
];

/** A figure that the method gave of its last step. */
function said({ result }: BenchRecord, name: string): number | undefined {
  const value = result?.solver[name];
  return typeof value === 'number' ? value : undefined;
}
