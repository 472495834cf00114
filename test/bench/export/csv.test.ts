import { describe, expect, it } from 'vitest';
import { stackChains } from '../../../src/bench/export/chains.ts';
import { chainCsv } from '../../../src/bench/export/csv.ts';
import { packArray, unpackArray } from '../../../src/bench/packed-array.ts';
import type { BenchRecord } from '../../../src/bench/record.ts';
import { emptyRecord, ensembleRecords, figures, nutsRecords, result } from '../records.ts';

/** The lines of the file of one chain: comments before the columns, the columns, comments after them, rows. */
function linesOf(records: BenchRecord[], chain = 0) {
  const stack = stackChains(records)!;
  const text = chainCsv(stack, stack.chains[chain]!, chain + 1);
  expect(text.endsWith('\n')).toBe(true);
  const lines = text.trimEnd().split('\n');
  const at = lines.findIndex((line) => !line.startsWith('#'));
  const rest = lines.slice(at + 1);
  return {
    head: lines.slice(0, at).map((line) => line.replace(/^#\s*/, '')),
    columns: lines[at]!.split(','),
    adaptation: rest.filter((line) => line.startsWith('#')),
    rows: rest.filter((line) => !line.startsWith('#')).map((line) => line.split(',').map(Number)),
  };
}

describe('a chain of NUTS as CSV', () => {
  it('has the columns of CmdStan in their order, and floats that come back to the same bits', () => {
    const { columns, rows } = linesOf(nutsRecords(), 2);
    expect(columns).toEqual([
      ...['lp__', 'accept_stat__', 'stepsize__', 'treedepth__', 'n_leapfrog__', 'divergent__', 'energy__'],
      ...['x.1', 'x.2', 'x.3'],
    ]);
    const { draws } = nutsRecords()[1]!.result!;
    expect(rows.flatMap((row) => row.slice(-3)).map(Math.fround)).toEqual([
      ...unpackArray(draws!.positions).slice(0, 15),
    ]);
    expect(rows.map(([lp]) => Math.fround(lp!))).toEqual([...unpackArray(draws!.logDensity).slice(0, 5)]);
    expect(rows.map((row) => row[2])).toEqual(new Array(5).fill(0.1625));
  });

  it('states its configuration as CmdStan does', () => {
    const { head, adaptation } = linesOf(nutsRecords(), 1);
    for (const line of ['model = ring', 'method = sample', 'num_samples = 10', 'num_warmup = 90', 'thin = 2', 'id = 2'])
      expect(head).toContain(line);
    expect(head).toEqual(
      expect.arrayContaining(['algorithm = hmc', 'engine = nuts', 'max_depth = 10', 'metric = unit_e']),
    );
    expect(head).toEqual(expect.arrayContaining(['seed = 7/0', 'ottoflow_version = 0.1.0+0123456789ab']));
    expect(adaptation).toEqual(['# Adaptation terminated', '# Step size = 0.1']);
  });

  it('agrees with the other chains where readers want that, and says what is its own beside it', () => {
    const records = nutsRecords();
    records[1]!.result!.draws!.stride = 4;
    records[1]!.result!.warmup.steps = 77;
    for (const [chain, [stride, warmup]] of [
      [2, 90],
      [2, 90],
      [4, 77],
      [4, 77],
    ].entries()) {
      const { head } = linesOf(records, chain);
      expect(head).toEqual(
        expect.arrayContaining([
          'num_samples = 5',
          'thin = 1',
          'num_warmup = 90',
          `ottoflow_stride = ${stride}`,
          `ottoflow_warmup_steps = ${warmup}`,
        ]),
      );
    }
  });

  it('states the mass where it is recorded, and that it is unknown where it was learnt but is not', () => {
    const learnt = nutsRecords();
    for (const { cell } of learnt) Object.assign(cell.scene.ensembles[0]!.method, { mass: 'diagonal' });
    const unknown = linesOf(learnt);
    expect(unknown.head).toEqual(
      expect.arrayContaining(['algorithm = fixed_param', 'metric = unknown', 'Step size = 0.1']),
    );
    expect(unknown.adaptation).toEqual([]);
    learnt[0]!.result!.draws!.inverseMass = packArray(Float32Array.of(0.25, 4, 1 / 3), [3]);
    const known = linesOf(learnt);
    expect(known.head).toEqual(expect.arrayContaining(['algorithm = hmc', 'metric = diag_e']));
    expect(known.adaptation.slice(2)).toEqual(['# Diagonal elements of inverse mass matrix:', '# 0.25, 4, 0.33333334']);
  });
});

describe('the cloud of an ensemble as CSV', () => {
  it('is a replicate with a row for every particle', () => {
    const { columns, rows, head } = linesOf(ensembleRecords(), 1);
    expect(columns).toEqual(['weight__', 'x.1', 'x.2']);
    expect(rows).toHaveLength(6);
    expect(head).toEqual(expect.arrayContaining(['algorithm = fixed_param', 'ottoflow_replicate = 1', 'thin = 1']));
  });

  it('prints every float exactly, and what is none as CmdStan does', () => {
    const special = Float32Array.of(
      Number.NaN,
      Infinity,
      -Infinity,
      -0,
      1e-45,
      3.4028235e38,
      16777216,
      0.1,
      1 / 3,
      ...figures(991),
    );
    const record = { ...emptyRecord({ target: 'a', method: 'b', replicate: 0 }), result: result(1, 0) };
    record.result.cloud = packArray(special, [1000, 1]);
    const stack = stackChains([record])!;
    const words = chainCsv(stack, stack.chains[0]!, 1).trimEnd().split('\n').slice(-1000);
    expect(words.slice(0, 4)).toEqual(['nan', 'inf', '-inf', '-0']);
    expect(words[7]).toBe('0.1');
    expect(words.slice(3).map((word) => Math.fround(Number(word)))).toEqual([...special.slice(3)]);
    expect(
      Math.max(...words.map((word) => word.replace(/e.*|^-?(0\.0*)?/g, '').replace('.', '').length)),
    ).toBeLessThanOrEqual(9);
  });
});
