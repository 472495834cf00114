import { describe, expect, it } from 'vitest';
import { packArray, unpackArray } from '../../src/bench/packed-array.ts';
import { figures } from './records.ts';

const bits = (values: Float32Array): number[] => [...new Uint32Array(values.slice().buffer)];

describe('packed arrays', () => {
  it('keep every bit, in little-endian order', () => {
    const values = Float32Array.of(0, -0, 1.5, Number.NaN, Infinity, -Infinity, 1e-45, ...figures(41));
    const packed = packArray(values, [6, 8]);
    expect(packed.shape).toEqual([6, 8]);
    expect(bits(unpackArray(JSON.parse(JSON.stringify(packed))))).toEqual(bits(values));
    expect(packArray(Float32Array.of(1), [1]).data).toBe(Buffer.from([0, 0, 128, 63]).toString('base64'));
    expect(unpackArray(packArray(new Float32Array(), [0, 3]))).toHaveLength(0);
  });

  it('refuse what is not as long as its shape says, or no base64, in one line', () => {
    const packed = packArray(figures(6), [2, 3]);
    expect(() => packArray(figures(6), [2, 2])).toThrow('shape: must be of 6 numbers, got [2,2]');
    expect(() => unpackArray({ ...packed, shape: [2, 4] }, 'cloud')).toThrow(
      'cloud.data: must be 32 bytes of float32 for the shape [2,4], got 24',
    );
    expect(() => unpackArray({ ...packed, data: packed.data.slice(0, -4) })).toThrow('array.data: must be 24 bytes');
    expect(() => unpackArray({ ...packed, data: `*${packed.data.slice(1)}` })).toThrow(/^array\.data: must be base64/);
  });
});
