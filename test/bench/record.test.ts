import { describe, expect, it } from 'vitest';
import { readResult } from '../../src/bench/record.ts';
import { chainResult, ensembleRecords } from './records.ts';

describe('a result that is read from disk', () => {
  it('is the one that was written, NaN included', () => {
    for (const result of [chainResult(3, 0, 2, 4), ensembleRecords()[1]!.result!])
      expect(readResult(structuredClone(result), 'cells/a.json')).toEqual(result);
  });

  it.each([
    ['status', 'running', 'cells/a.json.status: must be "done" or "stopped", got "running"'],
    ['steps', -1, 'cells/a.json.steps: must be at least 0, got -1'],
    ['metrics', { ksd: null }, 'cells/a.json.metrics.ksd: must be a number'],
    ['cloud', { shape: [2] }, 'cells/a.json.cloud.data: must be a string, got nothing'],
    ['diagnostics', { chains: 1 }, 'cells/a.json.diagnostics.draws: must be a number, got nothing'],
    ['extra', 1, 'cells/a.json: has no field "extra"'],
  ])('is refused for a bad %s, in one line', (field, value, message) => {
    const damaged = { ...chainResult(2, 0, 1, 2), [field]: value };
    expect(() => readResult(damaged, 'cells/a.json')).toThrow(message);
    expect(() => readResult(null, 'cells/a.json')).toThrow('cells/a.json: must be an object, got null');
  });
});
