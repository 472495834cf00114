import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { dataOfText, textOfData } from '../../src/viewer/page/controls/data-text.ts';
import { progressOf } from '../../src/viewer/page/scene/progress.ts';
import { figure, words } from '../../src/viewer/page/text.ts';
import { methodTexts } from '../../src/viewer/texts/index.ts';

it.each(Object.entries(methodTexts))('the formula of %s can be set', (_, { formula }) => {
  expect(katex.renderToString(formula, { throwOnError: true, strict: 'error', displayMode: true })).toContain('katex');
});

describe('texts', () => {
  it('figures are short', () => {
    expect([0, 1, 0.12345678, -0.5, 123456, 1.5e-7, Number.NaN].map(figure)).toEqual([
      ...['0', '1', '0.1235', '−0.5', '1.23e5', '1.50e−7', 'NaN'],
    ]);
  });

  it('names are words', () => {
    expect(['stepSize', 'covariance-error', 'kl'].map(words)).toEqual(['step size', 'covariance error', 'kl']);
  });

  it('progress is in the units of the duration', () => {
    expect(progressOf({ time: 4 }, 0.25)).toBe('t = 1.00 of 4');
    expect(progressOf({ time: 0.6 }, 0.5)).toBe('t = 0.300 of 0.6');
    expect(progressOf({ steps: 6 }, 0.4)).toBe('step 3 of 6');
    expect(progressOf({ gradientEvaluations: 300 }, 0.5)).toBe('150 of 300 gradients');
    expect(progressOf(undefined, 0.5)).toBe('50 %');
  });

  it('words and JSON in one field', () => {
    expect(['auto', ' 0.5 ', '', '[{"type":"entropy"}]', '{broken'].map(dataOfText)).toEqual([
      ...['auto', 0.5, undefined, [{ type: 'entropy' }], '{broken'],
    ]);
    for (const value of ['auto', 0.5, undefined, { a: [1] }]) expect(dataOfText(textOfData(value))).toEqual(value);
  });
});
