import { groupBy } from '../document/index.ts';
import { checkMethod, needsOf } from '../world/index.ts';
import type { Benchmark, LightRecord, LightResult } from './folder.ts';
import { type Estimate, estimate, median } from './statistics/index.ts';

/** The method whose figures are the floor of the others. */
const EXACT = 'exact-sampling';

/** A method on a target, over its replicates. */
export interface Row {
  target: string;
  method: string;
  /** The type of the method: `exact-sampling` is the floor. */
  type: string;
  isFloor: boolean;
  /** What it was given besides a place to start. */
  needs: string;
  /** Replicates with a result. */
  replicates: number;
  /** Of these, the ones that could not go on to the end. */
  stopped: number;
  /** Replicates without a result. */
  failed: number;
  /** By the type of the metric. */
  metrics: Record<string, Estimate>;
  /** Evaluations per particle, medians: all of them, and those of the warm-up. */
  evaluations: number;
  warmup: number;
  /** Medians of wall clock, seconds. */
  seconds: { warmup: number; run: number };
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
  const types = new Set(results.flatMap(({ metrics }) => Object.keys(metrics)));
  const figures = (of: (result: LightResult) => number | undefined): Estimate | undefined =>
    estimateOf(results.map(of));
  return {
    ...{ target, method, type: spec.type, isFloor: spec.type === EXACT, needs: describeNeeds(spec) },
    replicates: results.length,
    stopped: results.filter(({ status }) => status === 'stopped').length,
    failed: records.filter(({ failed }) => failed !== undefined).length,
    metrics: Object.fromEntries(
      [...types].flatMap((type) =>
        named(
          type,
          figures(({ metrics }) => metrics[type]),
        ),
      ),
    ),
    evaluations: median(results.map(spentOf)),
    warmup: median(results.map(({ warmup }) => Math.max(warmup.gradient, warmup.density))),
    seconds: {
      warmup: median(times.map((seconds) => seconds.warmup ?? 0)),
      run: median(times.map((seconds) => seconds.run ?? 0)),
    },
    ...optional(
      'acceptance',
      figures(({ solver }) => asNumber(solver.acceptance)),
    ),
    ...optional(
      'rHat',
      figures(({ diagnostics }) => diagnostics?.rHat),
    ),
    ...optional(
      'bulkEss',
      figures(({ diagnostics }) => diagnostics?.bulkEss),
    ),
    ...optional(
      'tailEss',
      figures(({ diagnostics }) => diagnostics?.tailEss),
    ),
    ...optional('essPerThousand', figures(essPerThousand)),
  };
}

/** Evaluations per particle. Methods that evaluate log π beside its gradient get both for one. */
export const spentOf = ({ evaluations: { gradient, density } }: Pick<LightResult, 'evaluations'>): number =>
  Math.max(gradient, density);

function essPerThousand(result: LightResult): number | undefined {
  const { diagnostics, warmup } = result;
  const spent = spentOf(result) - Math.max(warmup.gradient, warmup.density);
  return diagnostics && spent > 0 ? (1000 * diagnostics.bulkEss) / (diagnostics.chains * spent) : undefined;
}

function describeNeeds(spec: LightRecord['cell']['scene']['ensembles'][number]['method']): string {
  const { gradient, density, samples } = needsOf(checkMethod(spec));
  return [gradient ? 'gradients' : density && 'density', samples && 'samples'].filter(Boolean).join(' + ') || 'nothing';
}

const estimateOf = (values: readonly (number | undefined)[]): Estimate | undefined => {
  const known = values.filter((value) => value !== undefined && !Number.isNaN(value)) as number[];
  return known.length > 0 ? estimate(known) : undefined;
};

const named = (name: string, value: Estimate | undefined): [string, Estimate][] => (value ? [[name, value]] : []);
const optional = <K extends string>(name: K, value: Estimate | undefined): { [key in K]?: Estimate } =>
  Object.fromEntries(named(name, value)) as { [key in K]?: Estimate };
const asNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
