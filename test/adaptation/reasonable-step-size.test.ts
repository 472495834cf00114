import { describe, expect, it } from 'vitest';
import { reasonableStepSize } from '../../src/adaptation/index.ts';

/** Accepts exp(−h/scale): one half at h = .69 of the scale. */
const search = async (scale: number, first: number) => {
  const tried: number[] = [];
  const found = await reasonableStepSize(async (stepSize) => {
    tried.push(stepSize);
    return Math.exp(-stepSize / scale);
  }, first);
  return { found, tried };
};

describe('reasonableStepSize', () => {
  it('doubles until less than half is accepted', async () => {
    expect(await search(1, 0.1)).toEqual({ found: 0.8, tried: [0.1, 0.2, 0.4, 0.8] });
  });

  it('halves until more than half is accepted', async () => {
    expect(await search(1, 4)).toEqual({ found: 0.5, tried: [4, 2, 1, 0.5] });
  });

  it.each([1e-6, 1e6])('comes from far to a scale of %d', async (scale) => {
    const { found } = await search(scale, 1);
    expect(found / scale).toBeGreaterThan(0.3);
    expect(found / scale).toBeLessThan(1.4);
  });

  it('says in one line that nothing, or everything, is accepted', async () => {
    await expect(reasonableStepSize(async () => Number.NaN, 0.1)).rejects.toThrow(
      /^warm-up: no step size is accepted, from 0\.100 to .*e-32$/,
    );
    await expect(reasonableStepSize(async () => 1, 0.1)).rejects.toThrow(
      /^warm-up: every step size is accepted, from 0\.100 to .*e\+29$/,
    );
  });
});
