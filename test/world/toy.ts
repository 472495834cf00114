import { add, mul, scalar, slice, sub, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { Stream } from '../../src/random/index.ts';
import { gaussian } from '../../src/targets/index.ts';
import { Column, normals } from '../../src/tensor/index.ts';
import { defineMethod, ensembleNamed } from '../../src/world/index.ts';

/** Ornstein-Uhlenbeck by Euler steps, with a column and a memory of its own: everything a world has to keep. */
export const toy = defineMethod({
  type: 'toy',
  component: 'Toy',
  title: 'A test method',
  source: 'test',
  parameters: z.strictObject({ stepSize: z.number().positive().default(0.1), explodeAt: z.int().optional() }),
  needs: { target: false, gradient: false, samples: false },
  stepSize: ({ stepSize }) => stepSize,
  fuse: 8,
  prepare({ ensemble }) {
    const { count, dimension } = ensemble;
    ensemble.columns.velocity = new Column(new Float32Array(count * dimension).fill(0.5), [count, dimension]);
    ensemble.memory.set('sum', new Float64Array([1 / 3]));
  },
  advance({ ensemble, parameters }, steps) {
    const { count, dimension, columns, key, memory } = ensemble;
    for (let s = 0; s < steps; s++) {
      const step = ensemble.steps + s;
      const explode = step === parameters.explodeAt ? Number.NaN : 0;
      const noise = normals(count, dimension, { key, step, stream: Stream.noise });
      columns.position.assign(
        tidy(() => {
          const drift = mul(add(columns.position.matrix, columns.velocity!.matrix), scalar(-parameters.stepSize));
          return add(add(add(columns.position.matrix, drift), mul(noise, scalar(0.3))), scalar(explode)) as Tensor2D;
        }),
      );
      columns.velocity!.assign(tidy(() => mul(columns.velocity!.matrix, scalar(0.9))));
      noise.dispose();
      memory.get('sum')![0]! += Math.sin(step);
    }
    ensemble.gradientEvaluations += count * steps;
    ensemble.energy.push([ensemble.time + steps * parameters.stepSize, memory.get('sum')![0]!]);
  },
});

/** Follows the first particle of another ensemble. */
export const follower = defineMethod({
  type: 'follower',
  component: 'Follower',
  title: 'A test method that reads another ensemble',
  source: 'test',
  parameters: z.strictObject({ stepSize: z.number().positive().default(0.25), leader: z.string() }),
  needs: { target: false, gradient: false, samples: false },
  stepSize: ({ stepSize }) => stepSize,
  reads: ({ leader }) => [leader],
  advance({ world, ensemble, parameters }) {
    const { position } = ensemble.columns;
    const leader = ensembleNamed(world, parameters.leader).columns.position.matrix;
    position.assign(
      tidy(() => {
        const goal = slice(leader, [0, 0], [1, ensemble.dimension]);
        return add(position.matrix, mul(sub(goal, position.matrix), scalar(parameters.stepSize))) as Tensor2D;
      }),
    );
  },
});

export const standard = (dimension: number) =>
  gaussian({
    mean: Array(dimension).fill(0),
    covariance: Array.from({ length: dimension }, (_, i) =>
      Array.from({ length: dimension }, (_, j) => (i === j ? 1 : 0)),
    ),
  });
