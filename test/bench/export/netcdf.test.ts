import { type Dataset, File, type Group, ready } from 'h5wasm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stackChains } from '../../../src/bench/export/chains.ts';
import { inferenceData } from '../../../src/bench/export/netcdf.ts';
import { packArray, unpackArray } from '../../../src/bench/packed-array.ts';
import type { BenchRecord } from '../../../src/bench/record.ts';
import { ensembleRecords, figures, nutsRecords } from '../records.ts';

const bytesOf = (records: BenchRecord[]): Promise<Uint8Array> => inferenceData(stackChains(records)!);

async function opened(bytes: Uint8Array): Promise<File> {
  const { FS } = await ready;
  FS.writeFile('read.nc', bytes);
  const file = new File('read.nc', 'r');
  onTestFinished(() => {
    file.close();
    FS.unlink('read.nc');
  });
  return file;
}

const dataset = (file: File, path: string): Dataset => file.get(path) as Dataset;
const attribute = (of: Dataset | Group, name: string): unknown => {
  const { value } = of.attrs[name]!;
  return ArrayBuffer.isView(value) ? [...(value as Int32Array)] : value;
};

describe('chains as InferenceData', () => {
  it('are stacked over the replicates that came through, the last draws of each', async () => {
    const file = await opened(await bytesOf(nutsRecords()));
    const x = dataset(file, 'posterior/x');
    expect(x.shape).toEqual([4, 5, 3]);
    const [first, second] = nutsRecords()
      .slice(0, 2)
      .map(({ result }) => unpackArray(result!.draws!.positions)) as [Float32Array, Float32Array];
    const expected = [...first.slice(6, 21), ...first.slice(27, 42), ...second];
    expect([...(x.value as Float32Array)]).toEqual(expected);
    const posterior = file.get('posterior') as Group;
    expect(attribute(posterior, 'ottoflow_replicate_of_chain')).toEqual([0, 0, 1, 1]);
    expect(attribute(posterior, 'ottoflow_index_in_replicate')).toEqual([0, 1, 0, 1]);
    expect(attribute(posterior, 'ottoflow_first_draws_left_out')).toEqual([2, 2, 0, 0]);
    expect(attribute(posterior, 'ottoflow_layout')).toMatch(/^chain: the kept chains of all replicates/);
    expect(attribute(posterior, 'inference_library')).toBe('ottoflow');
  });

  it('bring what is known of every draw, under the names and in the types of ArviZ', async () => {
    const file = await opened(await bytesOf(nutsRecords()));
    const group = file.get('sample_stats') as Group;
    expect(group.keys()).toEqual([
      ...['chain', 'draw', 'lp', 'acceptance_rate', 'step_size'],
      ...['tree_depth', 'n_steps', 'diverging', 'energy'],
    ]);
    const second = nutsRecords()[1]!.result!;
    const lastOf = (name: string): unknown[] =>
      [...(dataset(file, `sample_stats/${name}`).value as Float32Array)].slice(10);
    expect(lastOf('lp')).toEqual([...unpackArray(second.draws!.logDensity)]);
    expect(lastOf('tree_depth')).toEqual([...unpackArray(second.draws!.stats!.treeDepth!)]);
    expect(lastOf('step_size')).toEqual(new Array(10).fill(0.1625));
    const diverging = dataset(file, 'sample_stats/diverging');
    expect(attribute(diverging, 'dtype')).toBe('bool');
    expect(diverging.dtype).toBe('<b');
    expect(dataset(file, 'sample_stats/n_steps').dtype).toBe('<i');
  });

  it('are proper netCDF-4: dimension scales with numbers, attached to every variable', async () => {
    const file = await opened(await bytesOf(nutsRecords()));
    const scales = [
      'posterior/chain',
      'posterior/draw',
      'posterior/x_dim_0',
      'sample_stats/chain',
      'sample_stats/draw',
    ];
    for (const [id, path] of scales.entries()) {
      const scale = dataset(file, path);
      expect(attribute(scale, 'CLASS')).toBe('DIMENSION_SCALE');
      expect(attribute(scale, 'NAME')).toBe(path.split('/')[1]);
      expect(scale.attrs._Netcdf4Dimid!.value).toBe(id);
      expect([...(scale.value as BigInt64Array)].map(Number)).toEqual([...Array(scale.shape![0]).keys()]);
    }
    const scalesOf = (path: string): string[] => {
      const variable = dataset(file, path);
      return variable.shape!.flatMap((_, i) => variable.get_attached_scales(i));
    };
    expect(scalesOf('posterior/x')).toEqual(['/posterior/chain', '/posterior/draw', '/posterior/x_dim_0']);
    expect(scalesOf('sample_stats/energy')).toEqual(['/sample_stats/chain', '/sample_stats/draw']);
  });

  it('have the same bytes at another time, and leave the clock and no virtual file behind', async () => {
    const { now } = Date;
    const bytes = await bytesOf(nutsRecords());
    Date.now = () => now() + 86_400_000;
    const tomorrow = await bytesOf(nutsRecords()).finally(() => {
      Date.now = now;
    });
    expect(Buffer.from(tomorrow).equals(Buffer.from(bytes))).toBe(true);
    expect(Math.abs(Date.now() - performance.timeOrigin - performance.now())).toBeLessThan(86_400_000);
    expect((await ready).FS.readdir('/').filter((name: string) => name.endsWith('.nc'))).toEqual([]);
  });
});

describe('the clouds of an ensemble as InferenceData', () => {
  it('have a replicate for a chain and a particle for a draw, and their weights', async () => {
    const file = await opened(await bytesOf(ensembleRecords()));
    const results = ensembleRecords().map(({ result }) => result!);
    const x = dataset(file, 'posterior/x');
    expect(x.shape).toEqual([2, 6, 2]);
    expect([...(x.value as Float32Array)]).toEqual(results.flatMap(({ cloud }) => [...unpackArray(cloud)]));
    const weights = dataset(file, 'sample_stats/weight');
    expect([...(weights.value as Float32Array)]).toEqual(
      results.flatMap((result) => [...unpackArray(result.weights!)]),
    );
    expect(attribute(file, 'ottoflow_layout')).toMatch(/^chain: a replicate; .* not independent/);
  });

  it('have no sample_stats where nothing is known of single draws', async () => {
    const plain = ensembleRecords().map((record) => ({ ...record, result: { ...record.result!, weights: undefined } }));
    const file = await opened(await bytesOf(plain as BenchRecord[]));
    expect(file.keys()).toEqual(['posterior']);
  });
});

describe('stacks', () => {
  it('are nothing where no replicate came through', () => {
    const [, , stopped, failed] = nutsRecords();
    expect(stackChains([stopped!, failed!])).toBeUndefined();
    expect(stackChains([])).toBeUndefined();
  });

  it('do not depend on the order of the records, and keep only the statistics that all chains have', () => {
    const records = nutsRecords();
    expect(stackChains(records.toReversed())).toEqual(stackChains(records));
    delete records[1]!.result!.draws!.stats!.energy;
    expect([...stackChains(records)!.chains[0]!.statistics.keys()]).not.toContain('energy');
  });

  it('refuse a damaged record in one line that names it', () => {
    const damaged = (change: (record: BenchRecord) => void): (() => unknown) => {
      const records = nutsRecords();
      change(records[1]!);
      return () => stackChains(records);
    };
    const { key } = nutsRecords()[1]!;
    const packed = packArray(figures(8), [2, 4]);
    expect(damaged(({ result }) => Object.assign(result!.draws!, { logDensity: packed }))).toThrow(
      `cells/${key}.json: draws.logDensity.shape: must be [2,5], got [2,4]`,
    );
    expect(damaged(({ result }) => Object.assign(result!.draws!.positions, { data: packed.data }))).toThrow(
      `cells/${key}.json: draws.positions.data: must be 120 bytes of float32 for the shape [2,5,3], got 32`,
    );
    expect(damaged(({ result }) => Object.assign(result!, { cloud: packed }))).toThrow(
      `cells/${key}.json: cloud.shape: must be [rows, 3] as in ${nutsRecords()[0]!.key}, got [2,4]`,
    );
  });
});
