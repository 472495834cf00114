import { groupBy } from '../document/index.ts';
import { describeNeeds } from '../headless/index.ts';
import { benchmarkMetrics } from '../metrics/index.ts';
import { checkMethod, needsOf } from '../world/index.ts';
import type { Benchmark, LightRecord, LightResult } from './folder.ts';
import type { Evaluations } from './result.ts';
import { type Estimate, estimate, type Mean, meanOf, median } from './statistics/index.ts';

/** The method whose figures are the floor of the others. */
const EXACT = 'exact-sampling';

/** What replicates say of a metric: a median with its interval, and a mean with its standard error over independent replicates. */
export type Figure = Estimate & Mean;

/** A method on a target, over its replicates. */
export interface Row {
  target: string;
  method: string;
  /** The type of the method: `exact-sampling` is the floor. */
  type: string;
  isFloor: boolean;
  /** What it was given besides a place to start. */
  needs: string;
  particles: number;
  /** Replicates with a result. */
  replicates: number;
  /** Of these, the ones that could not go on to the end, and why the first of them could not. */
  stopped: number;
  reason?: string;
  /** Replicates that ended without a result, and those that have not been run. */
  failed: number;
  missing: number;
  /** By the type of the metric. */
  metrics: Record<string, Figure>;
  /** Evaluations per particle, medians: all of them, and those of the warm-up. Undefined without a result. */
  evaluations: number | undefined;
  warmup: number | undefined;
  /** Medians of wall clock, seconds. */
  seconds: { warmup: number | undefined; run: number | undefined };
  acceptance?: Estimate;
  /** Only of independent chains. */
  rHat?: Estimate;
  bulkEss?: Estimate;
  tailEss?: Estimate;
  /** Bulk effective sample size of 1,000 evaluations after warm-up. */
  essPerThousand?: Estimate;
}

/** Every method on every target, in the order of the suite. */
export function rowsOf({ records }: Pick<Benchmark, 'records'>): Row[] {
  const groups = groupBy(records, ({ target, method }) => `${target}/${method}`);
  return [...groups.values()].map(rowOf);
}

function rowOf(records: readonly LightRecord[]): Row {
  const { target, method, cell } = records[0]!;
  const spec = cell.scene.ensembles[0]!.method;
  const results = records.flatMap(({ result }) => (result ? [result] : []));
  const times = records.flatMap(({ wallTime }) => (wallTime ? [wallTime] : []));
  const stopped = results.filter(({ status }) => status === 'stopped');
  const failed = records.filter((record) => record.failed !== undefined).length;
  return {
    ...{
      target,
      method,
      type: spec.type,
      isFloor: spec.type === EXACT,
      needs: describeNeeds(needsOf(checkMethod(spec))),
    },
    particles: cell.scene.count!,
    replicates: results.length,
    stopped: stopped.length,
    ...(stopped[0]?.reason && { reason: stopped[0].reason }),
    ...{ failed, missing: records.length - results.length - failed },
    metrics: metricsOf(results),
    evaluations: middle(results.map(({ evaluations }) => spentOf(evaluations))),
    warmup: middle(results.map(({ warmup }) => spentOf(warmup))),
    seconds: {
      warmup: middle(times.map((seconds) => seconds.warmup ?? 0)),
      run: middle(times.map((seconds) => seconds.run ?? 0)),
    },
    ...diagnosticsOf(results),
  };
}

function metricsOf(results: readonly LightResult[]): Record<string, Figure> {
  const types = new Set(results.flatMap(({ metrics }) => Object.keys(metrics)));
  return Object.fromEntries(
    [...types].flatMap((type): [string, Figure][] => {
      const values = known(results.map(({ metrics }) => metrics[type]));
      return values.length > 0 ? [[type, { ...estimate(values), ...meanOf(values) }]] : [];
    }),
  );
}

type Diagnosed = 'acceptance' | 'rHat' | 'bulkEss' | 'tailEss' | 'essPerThousand';

const DIAGNOSTICS: Record<Diagnosed, (result: LightResult) => number | undefined> = {
  acceptance: ({ solver }) => (typeof solver.acceptance === 'number' ? solver.acceptance : undefined),
  rHat: ({ diagnostics }) => diagnostics?.rHat,
  bulkEss: ({ diagnostics }) => diagnostics?.bulkEss,
  tailEss: ({ diagnostics }) => diagnostics?.tailEss,
  essPerThousand,
};

const diagnosticsOf = (results: readonly LightResult[]): { [name in Diagnosed]?: Estimate } =>
  Object.fromEntries(
    Object.entries(DIAGNOSTICS).flatMap(([name, of]) => {
      const values = known(results.map(of));
      return values.length > 0 ? [[name, estimate(values)]] : [];
    }),
  );

/** Whether a method is not to be told from exact samples: its interval reaches theirs. */
export function reachesFloor(row: Row, floor: Row | undefined, metric: string): boolean {
  const [own, exact] = [row.metrics[metric], floor?.metrics[metric]];
  const { hasFloor } = benchmarkMetrics.find(({ type }) => type === metric) ?? {};
  return hasFloor === true && !row.isFloor && own !== undefined && exact !== undefined && own.low <= exact.high;
}

/** The row of exact samples on the same target. */
export const floorOf = (rows: readonly Row[], target: string): Row | undefined =>
  rows.find((row) => row.isFloor && row.target === target);

/** Evaluations per particle. Methods that evaluate log π beside its gradient get both for one. */
export const spentOf = ({ gradient, density }: Evaluations): number => Math.max(gradient, density);

function essPerThousand({ diagnostics, evaluations, warmup }: LightResult): number | undefined {
  const spent = spentOf(evaluations) - spentOf(warmup);
  return diagnostics && spent > 0 ? (1000 * diagnostics.bulkEss) / (diagnostics.chains * spent) : undefined;
}

const known = (values: readonly (number | undefined)[]): number[] =>
  values.filter((value) => value !== undefined && !Number.isNaN(value)) as number[];

const middle = (values: readonly number[]): number | undefined => (values.length > 0 ? median(values) : undefined);
