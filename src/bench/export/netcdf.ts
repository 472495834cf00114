import type { Dataset, File, Group } from 'h5wasm';
import type { Chain, ChainStack } from './chains.ts';
import { hdf5Bytes } from './hdf5.ts';
import { type DrawStatistic, statisticsNamed } from './statistics.ts';

type Numbers = Float32Array | Float64Array | Int32Array | Int8Array | BigInt64Array;

/** Names of dimensions and their lengths, in order. */
type Dimensions = Record<string, number>;

/**
 * A netCDF-4 file in the layout of ArviZ's InferenceData: group `posterior` with x[chain, draw, x_dim_0], and group `sample_stats` with what is known of
 * every draw, [chain, draw]. Attributes say which replicate a chain is of, and how chains came about. No time stamps: bytes depend on the records alone.
 * @see https://python.arviz.org/en/stable/schema/schema.html
 */
export function inferenceData(stack: ChainStack): Promise<Uint8Array> {
  const { dimension, draws, chains } = stack;
  return hdf5Bytes((file) => {
    const netcdf = new NetcdfFile(file, attributesOf(stack));
    const every = { chain: chains.length, draw: draws };
    const posterior = netcdf.group('posterior', { ...every, x_dim_0: dimension });
    posterior.variable('x', ['chain', 'draw', 'x_dim_0'], joined(chains.map(({ positions }) => positions)));
    const statistics = statisticsNamed(chains[0]!.statistics.keys());
    if (statistics.length === 0) return;
    const sampleStats = netcdf.group('sample_stats', every);
    for (const statistic of statistics) {
      sampleStats.variable(statistic.arviz, ['chain', 'draw'], valuesOf(statistic, chains), {
        // xarray's way to say so: netCDF has no Booleans.
        ...(statistic.kind === 'boolean' && { dtype: 'bool' }),
      });
    }
  });
}

function valuesOf({ name, kind }: DrawStatistic, chains: readonly Chain[]): Numbers {
  const values = joined(chains.map(({ statistics }) => statistics.get(name)!));
  if (kind === 'real') return values;
  return kind === 'boolean' ? Int8Array.from(values) : Int32Array.from(values);
}

function joined(parts: readonly (Float32Array | Float64Array)[]): Float32Array | Float64Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const out = parts.every((part) => part instanceof Float64Array) ? new Float64Array(length) : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const LAYOUTS = {
  chains: 'chain: the kept chains of all replicates, one replicate after the other; draw: states after warm-up',
  ensembles:
    'chain: a replicate; draw: a particle of its final cloud, in no order of time. Particles that interact are not independent: ' +
    'only replicates are, and effective sample sizes over draws mean nothing',
};

function attributesOf({ target, method, methodType, parameters, versions, layout, chains }: ChainStack): Attributes {
  const ofChains = (value: (chain: Chain) => number): Int32Array => Int32Array.from(chains, value);
  return {
    inference_library: 'ottoflow',
    inference_library_version: versions.join(', '),
    creation_library: 'ottoflow',
    ottoflow_target: target,
    ottoflow_method: method,
    ottoflow_method_type: methodType,
    ottoflow_parameters: JSON.stringify(parameters),
    ottoflow_layout: LAYOUTS[layout],
    ottoflow_replicate_of_chain: ofChains(({ replicate }) => replicate),
    ottoflow_index_in_replicate: ofChains(({ index }) => index),
    ottoflow_warmup_steps: ofChains(({ warmupSteps }) => warmupSteps),
    ottoflow_stride: ofChains(({ stride }) => stride),
    ottoflow_first_draws_left_out: ofChains(({ leftOut }) => leftOut),
  };
}

type Attributes = Record<string, string | Int32Array>;

/** What makes a netCDF-4 file of an HDF5 file: order of creation, dimension scales, and a number for each dimension. */
class NetcdfFile {
  readonly #file: File;
  readonly #attributes: Attributes;
  #dimensions = 0;

  constructor(file: File, attributes: Attributes) {
    this.#file = file;
    this.#attributes = attributes;
    writeAttributes(file, attributes);
  }

  /** A group with dimensions of its own, and with coordinates 0, 1, 2, … along them. */
  group(name: string, dimensions: Dimensions): NetcdfGroup {
    const group = this.#file.create_group(name, true);
    writeAttributes(group, this.#attributes);
    for (const [dimension, length] of Object.entries(dimensions)) {
      const coordinates = BigInt64Array.from({ length }, (_, i) => BigInt(i));
      const scale = createDataset(group, dimension, [length], coordinates);
      scale.make_scale(dimension);
      scale.create_attribute('_Netcdf4Dimid', Int32Array.of(this.#dimensions++), []);
    }
    return new NetcdfGroup(group, dimensions);
  }
}

class NetcdfGroup {
  readonly #group: Group;
  readonly #dimensions: Dimensions;

  constructor(group: Group, dimensions: Dimensions) {
    this.#group = group;
    this.#dimensions = dimensions;
  }

  variable(name: string, along: readonly string[], values: Numbers, attributes: Attributes = {}): void {
    const shape = along.map((dimension) => this.#dimensions[dimension]!);
    const dataset = createDataset(this.#group, name, shape, values);
    for (const [i, dimension] of along.entries()) dataset.attach_scale(i, `${this.#group.path}/${dimension}`);
    writeAttributes(dataset, attributes);
  }
}

const createDataset = (group: Group, name: string, shape: number[], data: Numbers): Dataset =>
  group.create_dataset({ name, data, shape, track_order: true });

function writeAttributes(to: Group | Dataset, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    // Of fixed length: what netCDF's own writers make of a text.
    if (typeof value === 'string') to.create_attribute(name, value, [], `S${Math.max(1, Buffer.byteLength(value))}`);
    else to.create_attribute(name, value, [value.length]);
  }
}
