import { InputError } from '../../errors.ts';
import { formatValue } from '../../schema.ts';
import { unpackArray } from '../packed-array.ts';
import type { BenchRecord } from '../record.ts';
import type { CellResult, Draws, PackedArray } from '../result.ts';
import { settingOf } from './setting.ts';

/** The draws of a method on a target, as [chain, draw, d]: what NetCDF and CSV files hold. */
export interface ChainStack {
  target: string;
  method: string;
  methodType: string;
  parameters: Record<string, unknown>;
  versions: string[];
  /** `chains`: kept chains of all replicates. `ensembles`: a replicate is a chain, and its draws are the particles of the final cloud. */
  layout: 'chains' | 'ensembles';
  dimension: number;
  /** Of every chain: as many as the shortest has. */
  draws: number;
  /** The stride of the chains where all have the same, else 1. */
  thinning: number;
  /** The longest warm-up of a chain, steps. */
  warmupSteps: number;
  chains: Chain[];
}

export interface Chain {
  replicate: number;
  seed: string;
  /** Among the chains of its replicate. */
  index: number;
  warmupSteps: number;
  /** Steps from one draw to the next. */
  stride: number;
  /** First draws that were left out to make all chains equally long. */
  leftOut: number;
  stepSize?: number;
  /** [d] */
  inverseMass?: Float32Array;
  /** [draw, d] */
  positions: Float32Array;
  /** By their names in `statisticsNamed`, [draw] each; only those that all chains have. */
  statistics: Map<string, Float32Array | Float64Array>;
}

type DoneRecord = BenchRecord & { result: CellResult };

/**
 * The chains of all replicates of one method on one target; nothing where there are none. Replicates that stopped are left out: the draws before a
 * divergence are no sample of anything. Methods whose steps cost unequally make unequally many draws: chains keep the last ones.
 * @throws InputError naming the record that is damaged
 */
export function stackChains(records: readonly BenchRecord[]): ChainStack | undefined {
  const done = records.filter(isDone).sort((a, b) => a.replicate - b.replicate);
  const sampled = done.filter(({ result }) => result.draws && result.draws.positions.shape[1] !== 0);
  const [first] = done;
  if (!first) return undefined;
  const dimension = commonDimension(done);
  const layout = sampled.length > 0 ? 'chains' : 'ensembles';
  const chains = layout === 'chains' ? sampled.flatMap(chainsOf) : done.map(ensembleOf);
  const { target, method } = first;
  const { type: methodType, parameters } = settingOf(first);
  const versions = [...new Set(done.map(({ version }) => version))];
  const about = { target, method, methodType, parameters, versions, layout, dimension } as const;
  const draws = least(chains.map(({ positions }) => positions.length / dimension));
  return {
    ...{ ...about, draws },
    thinning: new Set(chains.map(({ stride }) => stride)).size === 1 ? chains[0]!.stride : 1,
    warmupSteps: -least(chains.map(({ warmupSteps }) => -warmupSteps)),
    chains: withCommonStatistics(chains).map((chain) => lastDraws(chain, draws, dimension)),
  };
}

/** `Math.min` takes only so many arguments. */
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));

const isDone = (record: BenchRecord): record is DoneRecord => record.result?.status === 'done';

function commonDimension(records: readonly DoneRecord[]): number {
  const [first] = records;
  const dimension = first!.result.cloud.shape[1]!;
  const other = records.find(({ result }) => result.cloud.shape[1] !== dimension);
  if (!other) return dimension;
  const shape = formatValue(other.result.cloud.shape);
  throw new InputError(`${fileOf(other)}: cloud.shape: must be [rows, ${dimension}] as in ${first!.key}, got ${shape}`);
}

function chainsOf(record: DoneRecord): Chain[] {
  const { result } = record;
  const { positions, logDensity, stats = {}, inverseMass, stride } = result.draws as Draws;
  const [chains, draws] = positions.shape as [number, number];
  const dimension = result.cloud.shape[1]!;
  const where = `${fileOf(record)}: draws`;
  const coordinates = unpackAs(positions, [chains, draws, dimension], `${where}.positions`);
  const columns = [['logDensity', logDensity] as const, ...Object.entries(stats)].map(
    ([name, packed]) => [name, unpackAs(packed, [chains, draws], `${where}.${name}`)] as const,
  );
  const mass = inverseMass && unpackAs(inverseMass, [dimension], `${where}.inverseMass`);
  return Array.from({ length: chains }, (_, index) => {
    const of = <A extends Float32Array>(values: A, width = 1): A =>
      values.subarray(index * draws * width, (index + 1) * draws * width) as A;
    const statistics = new Map(
      columns.map(([name, values]): [string, Float32Array | Float64Array] => [name, of(values)]),
    );
    return {
      ...chainOf(record, index, stride),
      ...(mass && { inverseMass: mass }),
      positions: of(coordinates, dimension),
      statistics,
    };
  }).map((chain) => withStepSize(chain, draws));
}

/** A step size is frozen after the warm-up, so that it is that of every draw. */
function withStepSize(chain: Chain, draws: number): Chain {
  if (chain.stepSize === undefined || chain.statistics.has('stepSize')) return chain;
  return {
    ...chain,
    statistics: new Map([...chain.statistics, ['stepSize', new Float64Array(draws).fill(chain.stepSize)]]),
  };
}

function ensembleOf(record: DoneRecord): Chain {
  const { cloud, weights } = record.result;
  const [rows, dimension] = cloud.shape as [number, number];
  const where = fileOf(record);
  const positions = unpackAs(cloud, [rows, dimension], `${where}: cloud`);
  const statistics = new Map(weights && [['weight', unpackAs(weights, [rows], `${where}: weights`)]]);
  return { ...chainOf(record, 0, 1), positions, statistics };
}

function chainOf(
  { replicate, seed, result }: DoneRecord,
  index: number,
  stride: number,
): Omit<Chain, 'positions' | 'statistics'> {
  const { stepSize } = result.solver;
  return {
    ...{ replicate, seed, index, stride, warmupSteps: result.warmup.steps, leftOut: 0 },
    ...(typeof stepSize === 'number' && { stepSize }),
  };
}

function withCommonStatistics(chains: readonly Chain[]): Chain[] {
  const names = chains.flatMap(({ statistics }) => [...statistics.keys()]);
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return chains.map((chain) => ({
    ...chain,
    statistics: new Map([...chain.statistics].filter(([name]) => counts.get(name) === chains.length)),
  }));
}

function lastDraws(chain: Chain, draws: number, dimension: number): Chain {
  const leftOut = chain.positions.length / dimension - draws;
  const statistics = new Map([...chain.statistics].map(([name, values]) => [name, values.subarray(leftOut)]));
  return { ...chain, leftOut, positions: chain.positions.subarray(leftOut * dimension), statistics };
}

function unpackAs(packed: PackedArray, shape: readonly number[], where: string): Float32Array {
  if (packed.shape.length !== shape.length || packed.shape.some((size, i) => size !== shape[i])) {
    throw new InputError(`${where}.shape: must be ${formatValue(shape)}, got ${formatValue(packed.shape)}`);
  }
  return unpackArray(packed, where);
}

const fileOf = ({ key }: BenchRecord): string => `cells/${key}.json`;
