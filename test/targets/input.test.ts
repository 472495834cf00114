import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { keyOf } from '../../src/random/index.ts';
import * as targets from '../../src/targets/index.ts';
import {
  banana, buildTarget, custom, doubleWell, empirical, empiricalFromCsv, funnel, gaussian, gradLogDensity, hessianVector, langevinSteps,
  logisticRegression, mixture, quartic, score, studentMixture, type Target, targetTypes,
} from '../../src/targets/index.ts'; // biome-ignore format: one line of names
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

const identity = [[1, 0], [0, 1]]; // biome-ignore format: a matrix

describe('bad parameters', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['nothing', () => gaussian({}), /gaussian: needs a mean, a covariance or a dimension/],
    [
      'sizes that differ',
      () => gaussian({ mean: [0, 0, 0], covariance: identity }),
      /must agree, got 3 and 2 coordinates/,
    ],
    [
      'a covariance that is not definite',
      () =>
        gaussian({
          covariance: [
            [1, 2],
            [2, 1],
          ],
        }),
      /^gaussian.covariance: has the eigenvalue -1; must be positive definite$/,
    ],
    [
      'a covariance that is not symmetric',
      () =>
        gaussian({
          covariance: [
            [1, 0.5],
            [0, 1],
          ],
        }),
      /gaussian.covariance: has 0 at \[1\]\[0\] but 0.5/,
    ],
    ['NaN', () => gaussian({ mean: [0, Number.NaN] }), /gaussian.mean\[1\]: must be a number, got NaN/],
    [
      'weights that do not sum',
      () => mixture({ means: [[0], [1]], scale: 1, weights: [0.5, 0.4] }),
      /mixture.weights: must sum to 1 within 0.000001, got the sum 0.9/,
    ],
    [
      'a negative weight',
      () => mixture({ means: [[0], [1]], scale: 1, weights: [1.5, -0.5] }),
      /mixture.weights\[1\]: must be more than 0, got -0.5/,
    ],
    [
      'too few weights',
      () => mixture({ means: [[0], [1]], scale: 1, weights: [1] }),
      /one weight for each of the 2 means, got 1/,
    ],
    [
      'means of two lengths',
      () => mixture({ means: [[0], [1, 2]], scale: 1 }),
      /mixture.means\[1\]: must have 1 coordinates like the first, got 2/,
    ],
    [
      'both scale and covariances',
      () => mixture({ means: [[0, 0]], scale: 1, covariances: [identity] }),
      /needs either covariances or scale/,
    ],
    [
      'a covariance of another size',
      () => mixture({ means: [[0]], covariances: [identity] }),
      /covariances\[0\]: must be 1 × 1/,
    ],
    [
      'half a degree of freedom',
      () => studentMixture({ means: [[0]], scale: 1, degreesOfFreedom: 2.5 }),
      /degreesOfFreedom: must be an integer, got 2.5/,
    ],
    ['a scale of 0', () => banana({ scale: 0 }), /banana.scale: must be more than 0, got 0/],
    ['one dimension', () => banana({ dimension: 1 }), /banana.dimension: must be at least 2, got 1/],
    ['an energy without a floor', () => doubleWell({ a: -1 }), /double-well.a: must be more than 0, got -1/],
    ['an unknown field', () => doubleWell({ depth: 2 } as never), /double-well: has no field "depth"/],
    [
      'labels that are none',
      () => logisticRegression({ data: { features: [[1], [2]], labels: [0, 2 as 1] } }),
      /logistic-regression.data/,
    ],
    [
      'a constant feature',
      () => logisticRegression({ data: { features: [[1], [1]], labels: [0, 1] } }),
      /column 0 is constant/,
    ],
    [
      'an unknown measurement',
      () => logisticRegression({ features: ['colour' as 'body-mass'] }),
      /features\[0\]: must be "beak-length" or .*, got "colour"/,
    ],
    [
      'points of two lengths',
      () => empirical({ points: [[1, 2], [3]] }),
      /empirical.points\[1\]: must have 2 coordinates like the first, got 1/,
    ],
    ['no points', () => empirical({ points: [] }), /empirical.points: must be a list of length at least 1/],
    [
      'a custom target without a dimension',
      () => custom({ dimension: 0, logDensity: (x) => tf.sum(x, 1) }),
      /custom.dimension: must be an integer of at least 1, got 0/,
    ],
  ])('are refused: %s', (_what, build, message) => {
    expect(build).toThrow(InputError);
    expect(build).toThrow(message);
  });
});

describe('points of another dimension', () => {
  it.each<[string, Target, number[]]>([
    // Broadcasting would give each of these a number.
    ['a Gaussian', gaussian({ dimension: 1 }), [3, 2]],
    ['a product', quartic({ dimension: 2 }), [3, 1]],
    ['a funnel', funnel({ dimension: 3 }), [3, 2]],
    ['a banana', banana({ dimension: 3 }), [3, 2]],
    [
      'a custom target',
      custom({ dimension: 1, name: 'mine', logDensity: (x) => tf.neg(tf.sum(tf.square(x), 1)) }),
      [3, 2],
    ],
    ['points that are no matrix', quartic(), [3]],
  ])('are refused: %s', (_what, target, shape) => {
    const x = tf.ones<tf.Rank.R2>(shape as [number, number]);
    const step = { stepSize: 0.1, key: keyOf('a'), firstStep: 0, steps: 1 };
    const uses = [
      () => target.logDensity(x),
      () => target.gradLogDensity(x),
      () => score(target, x),
      () => gradLogDensity(target, x),
      () => langevinSteps(target, x, step),
    ];
    const message = `x must have the shape [n, ${target.dimension}], got [${shape}]`;
    for (const use of uses) expect(use).toThrow(new InputError(`${target.name}: ${message}`));
  });

  it('half a sample is refused', () => {
    for (const count of [-1, 1.5, Number.NaN]) expect(() => quartic().sample!(count, 'a')).toThrow(InputError);
    expect(quartic().sample!(0, 'a')).toHaveLength(0);
  });
});

describe('buildTarget', () => {
  it('names the place, and the types there are', () => {
    expect(() => buildTarget({ type: 'bagel' }, { where: 'targets[0]' })).toThrow(
      /^targets\[0\].type: must be one of gaussian, mixture, .*, got "bagel"$/,
    );
    expect(() => buildTarget({ type: 'banana', scale: 'wide' }, { where: 'target' })).toThrow(
      /^target.scale: must be a number, got "wide"$/,
    );
    expect(() => buildTarget({ type: 'custom', name: 'mine' })).toThrow(/a custom target is code/);
    expect(() => buildTarget(undefined as never)).toThrow(InputError);
  });

  it('says where in the input the mistake lies', () => {
    try {
      buildTarget({ type: 'mixture', means: [[0], ['a']] }, { path: ['ensembles', 0, 'target'] });
      expect.unreachable();
    } catch (error) {
      expect((error as InputError).path).toEqual(['ensembles', 0, 'target', 'means', 1, 0]);
    }
  });

  it('lists every type that the index exports, with a line of description', () => {
    const exported = Object.values(targets).flatMap((each) => ('definition' in each ? [each.definition.type] : []));
    expect(exported.length).toBeGreaterThan(20);
    expect(targetTypes.map(({ type }) => type).sort()).toEqual([...exported, 'custom'].sort());
    for (const { title, description } of targetTypes)
      expect(Math.min(title.length, description.length)).toBeGreaterThan(4);
  });

  it('keeps a spec short: what was left out stays out, defaults are filled in', () => {
    expect(gaussian({ dimension: 2 }).spec).toEqual({ type: 'gaussian', dimension: 2 });
    expect(banana().spec).toEqual({ type: 'banana', scale: 2, curvature: 0.25, dimension: 2 });
  });
});

describe('empirical', () => {
  const target = empirical({
    points: [
      [0, 1],
      [2, 3],
      [4, 8],
    ],
    weights: [0.5, 0.2, 0.3],
  });

  it('samples its points in proportion to their weights', () => {
    const count = 20_000;
    const values = target.sample!(count, 'resample');
    const share = (first: number): number => values.filter((value, i) => i % 2 === 0 && value === first).length / count;
    for (const [first, weight] of [
      [0, 0.5],
      [2, 0.2],
      [4, 0.3],
    ] as const)
      expect(Math.abs(share(first) - weight)).toBeLessThan(5 * Math.sqrt((weight * (1 - weight)) / count));
    expect(target.moments!.mean).toEqual([0.4 + 1.2, 0.5 + 0.6 + 2.4]);
    expect(buildTarget(JSON.parse(JSON.stringify(target.spec))).sample!(9, 'a')).toEqual(target.sample!(9, 'a'));
  });

  it('has no density', () => {
    const x = tf.zeros([1, 2]) as tf.Tensor2D;
    expect(() => target.logDensity(x)).toThrow(InputError);
    expect(() => target.gradLogDensity(x)).toThrow(/an empirical measure has no density/);
  });
});

describe('custom', () => {
  const target = custom({
    dimension: 2,
    name: 'sech',
    // −Σ log cosh(x), written the naive way.
    logDensity: (x) => tf.neg(tf.sum(tf.log(tf.cosh(x)), 1)),
  });

  it('gets its gradient and its Hessian from autodiff', () => {
    const values = [0.3, -0.7, 1.1, 0.2];
    const x = tf.tensor2d(values, [2, 2]);
    const p = tf.tensor2d([1, 2, -1, 0.5], [2, 2]);
    const gradient = target.gradLogDensity(x).dataSync();
    const product = hessianVector(target, x, p).dataSync();
    values.forEach((value, i) => {
      expect(gradient[i]).toBeCloseTo(-Math.tanh(value), 5);
      expect(product[i]).toBeCloseTo(-p.dataSync()[i]! / Math.cosh(value) ** 2, 5);
    });
  });

  it('refuses a density of the wrong shape, and leaves no tensor behind', () => {
    const x = tf.zeros([3, 2]) as tf.Tensor2D;
    const wrong = custom({ dimension: 2, logDensity: (at) => tf.sum(at) });
    expect(() => wrong.logDensity(x)).toThrow(/must return one number a row, \[3\] for x \[3,2\], got \[\]/);
    const before = tf.memory().numTensors;
    tf.dispose([target.logDensity(x), target.gradLogDensity(x)]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('empiricalFromCsv', () => {
  it('reads points with or without a header, in several dialects', () => {
    expect(empiricalFromCsv('x,y\n1,2\n\n# a comment\n3,-4e-1\n')).toEqual({
      points: [
        [1, 2],
        [3, -0.4],
      ],
    });
    expect(empiricalFromCsv('1;2\r\n3;4')).toEqual({
      points: [
        [1, 2],
        [3, 4],
      ],
    });
    expect(empiricalFromCsv('0.5 1\n 2   3')).toEqual({
      points: [
        [0.5, 1],
        [2, 3],
      ],
    });
    expect(empiricalFromCsv('x,weight,y\n1,0.25,2\n3,0.75,4')).toEqual({
      points: [
        [1, 2],
        [3, 4],
      ],
      weights: [0.25, 0.75],
    });
  });

  it.each([
    ['1,2\n3,NaN', 'data.csv:2:2: must be a finite number, got "NaN"'],
    ['x,y\n1,2\n3,', 'data.csv:3:2: must be a finite number, got ""'],
    ['1,2\n3', 'data.csv:2: must have 2 values like the lines before, got 1'],
    ['nan,nan\n1,2', 'data.csv:1:1: must be a finite number, got "nan"'],
    ['x,y\n', 'data.csv: has no points; must have one a line'],
  ])('names the line of %j', (text, message) => {
    expect(() => empiricalFromCsv(text, 'data.csv')).toThrow(new InputError(message));
  });
});
