import * as tf from '@tensorflow/tfjs-core';

/** The derivatives of everything that is not a function of one or two numbers. */

type Attributes = Record<string, unknown>;
type GradientMap = ReturnType<tf.GradConfig['gradFunc']>;

const axesOf = (axis: unknown, shape: number[]): number[] =>
  tf.util.parseAxisParam((axis ?? shape.map((_, i) => i)) as number[], shape);

/** dy of a reduction, with the reduced axes back as 1. */
function restored(dy: tf.Tensor, x: tf.Tensor, axes: number[]): tf.Tensor {
  return tf.reshape(
    dy,
    x.shape.map((size, i) => (axes.includes(i) ? 1 : size)),
  );
}

const spread = (dy: tf.Tensor, x: tf.Tensor, axes: number[]): tf.Tensor =>
  tf.mul(restored(dy, x, axes), tf.onesLike(x));

/** Of Max and Min: dy goes to every entry that attains the extreme. */
function toExtreme(dy: tf.Tensor, [x]: tf.Tensor[], extreme: typeof tf.max, axis: unknown): tf.Tensor {
  const axes = axesOf(axis, x!.shape);
  return tf.mul(restored(dy, x!, axes), tf.cast(tf.equal(x!, extreme(x!, axes, true)), 'float32'));
}

function undo(permutation: number[]): number[] {
  return permutation.map((_, axis) => permutation.indexOf(axis));
}

/** Fold each axis of dy, repeated `reps` times, back onto itself. */
function foldTiles(dy: tf.Tensor, x: tf.Tensor, reps: number[]): tf.Tensor {
  const folded = x.shape.flatMap((size, i) => [reps[i]!, size]);
  return tf.sum(
    tf.reshape(dy, folded),
    x.shape.map((_, i) => 2 * i),
  );
}

/** Rows of dy added up at the rows of x that they were gathered from. */
function scatter(dy: tf.Tensor, [x, indices]: tf.Tensor[], { axis, batchDims }: Attributes): tf.Tensor {
  if (batchDims) throw new Error('Cannot compute gradient: gather with batch dimensions');
  const at = tf.util.parseAxisParam(axis as number, x!.shape)[0]!;
  const outer = tf.util.sizeFromShape(x!.shape.slice(0, at));
  const inner = tf.util.sizeFromShape(x!.shape.slice(at + 1));
  const picked = tf.oneHot(tf.cast(tf.reshape(indices!, [indices!.size]), 'int32'), x!.shape[at]!);
  const blocks = tf.reshape(dy, [outer, indices!.size, inner]);
  const pick = tf.tile(tf.expandDims(tf.cast(picked, 'float32'), 0), [outer, 1, 1]);
  return tf.reshape(tf.matMul(pick as tf.Tensor3D, blocks as tf.Tensor3D, true, false), x!.shape);
}

function products(dy: tf.Tensor, [a, b]: tf.Tensor[], { transposeA, transposeB }: Attributes): GradientMap {
  const forA = (): tf.Tensor =>
    transposeA ? tf.matMul(b!, dy, !!transposeB, true) : tf.matMul(dy, b!, false, !transposeB);
  const forB = (): tf.Tensor =>
    transposeB ? tf.matMul(dy, a!, true, !!transposeA) : tf.matMul(a!, dy, !transposeA, false);
  return { a: () => like(forA(), a!), b: () => like(forB(), b!) };
}

/** Sum over the leading batch axes that broadcasting added or repeated. */
export function like(gradient: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(x.shape, gradient.shape);
  return tf.reshape(axes.length ? tf.sum(gradient, axes) : gradient, x.shape);
}

const slices = (dy: tf.Tensor, [x]: tf.Tensor[], { begin, size }: Attributes): tf.Tensor => {
  const [from, length] = tf.slice_util.parseSliceParams(x!, begin as number[], size as number[]);
  return tf.pad(
    dy,
    x!.shape.map((whole, i): [number, number] => [from[i]!, whole - from[i]! - length[i]!]),
  );
};

const save = { inputsToSave: ['x'] };
type Rule = Omit<tf.GradConfig, 'kernelName'>;
type One = (dy: tf.Tensor, saved: tf.Tensor[], attributes: Attributes) => tf.Tensor;
const one = (f: One, config: Omit<Rule, 'gradFunc'> = save, input = 'x'): Rule => ({
  ...config,
  gradFunc: (dy, saved, attributes) => ({ [input]: () => f(dy as tf.Tensor, saved, attributes) }),
});

/** By tfjs kernel name. */
export const structural: Record<string, Rule> = {
  BatchMatMul: {
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved, attributes) => products(dy as tf.Tensor, saved, attributes),
  },
  BroadcastTo: one((dy, [x]) => like(dy, x!)),
  Concat: {
    saveAllInputs: true,
    gradFunc: (dy, saved, { axis }) => {
      const at = tf.util.parseAxisParam(axis as unknown as number, saved[0]!.shape)[0]!;
      const parts = tf.split(
        dy as tf.Tensor,
        saved.map((x) => x.shape[at]!),
        at,
      );
      return parts.map((part) => () => part) as unknown as GradientMap;
    },
  },
  Cumsum: one((dy, _saved, { axis, exclusive, reverse }) =>
    tf.cumsum(dy, axis as number, exclusive as boolean, !reverse),
  ),
  ExpandDims: one((dy, [x]) => tf.reshape(dy, x!.shape), { inputsToSave: ['input'] }, 'input'),
  GatherV2: {
    inputsToSave: ['x', 'indices'],
    gradFunc: (dy, saved, attributes) => ({
      x: () => scatter(dy as tf.Tensor, saved, attributes),
      indices: () => tf.zerosLike(saved[1]!),
    }),
  },
  LogSoftmax: one(
    (dy, [x], { axis }) => tf.sub(dy, tf.mul(tf.sum(dy, axis as number, true), tf.softmax(x!))),
    { inputsToSave: ['logits'] },
    'logits',
  ),
  Max: one((dy, saved, { reductionIndices }) => toExtreme(dy, saved, tf.max, reductionIndices)),
  Mean: one((dy, [x], { axis }) => {
    const axes = axesOf(axis, x!.shape);
    return tf.div(
      spread(dy, x!, axes),
      axes.reduce((size, i) => size * x!.shape[i]!, 1),
    );
  }),
  Min: one((dy, saved, { axis }) => toExtreme(dy, saved, tf.min, axis)),
  Pack: {
    saveAllInputs: true,
    gradFunc: (dy, _saved, { axis }) => {
      const parts = tf.unstack(dy as tf.Tensor, axis as unknown as number);
      return parts.map((part) => () => part) as unknown as GradientMap;
    },
  },
  PadV2: one((dy, [x], { paddings }) =>
    tf.slice(
      dy,
      (paddings as [number, number][]).map(([before]) => before),
      x!.shape,
    ),
  ),
  Reshape: one((dy, [x]) => tf.reshape(dy, x!.shape)),
  Reverse: one((dy, _saved, { dims }) => tf.reverse(dy, dims as number[])),
  Select: {
    inputsToSave: ['condition'],
    gradFunc: (dy, [condition]) => ({
      condition: () => tf.zerosLike(tf.cast(condition!, 'float32')),
      t: () => tf.mul(dy as tf.Tensor, tf.cast(condition!, 'float32')),
      e: () => tf.mul(dy as tf.Tensor, tf.cast(tf.logicalNot(condition!), 'float32')),
    }),
  },
  Slice: one(slices),
  Softmax: one(
    (dy, [x], { dim }) => {
      const y = tf.softmax(x!);
      return tf.mul(tf.sub(dy, tf.sum(tf.mul(dy, y), dim as number, true)), y);
    },
    { inputsToSave: ['logits'] },
    'logits',
  ),
  SplitV: {
    gradFunc: (dy, _saved, { axis }) => ({ x: () => tf.concat(dy as tf.Tensor[], axis as unknown as number) }),
  },
  Sum: one((dy, [x], { axis }) => spread(dy, x!, axesOf(axis, x!.shape))),
  Tile: one((dy, [x], { reps }) => foldTiles(dy, x!, reps as number[])),
  Transpose: one((dy, _saved, { perm }) => tf.transpose(dy, undo(perm as number[]))),
  Unpack: {
    gradFunc: (dy, _saved, { axis }) => ({ value: () => tf.stack(dy as tf.Tensor[], axis as unknown as number) }),
  },
};
