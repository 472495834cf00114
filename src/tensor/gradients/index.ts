import { type GradConfig, getGradient, registerGradient, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { binary, pointwise } from './pointwise.ts';
import { like, structural } from './structural.ts';

/*
 * tfjs-core ships its gradients as a folder of modules that only a bundler can load (their imports have no file endings), so that in Node
 * `tf.grad` finds none. These are the rules of calculus for the ops that densities are written in; each can be differentiated again.
 */

function configs(): GradConfig[] {
  const unary = Object.entries(pointwise).map(
    ([kernelName, derivative]): GradConfig => ({
      kernelName,
      inputsToSave: ['x'],
      gradFunc: (dy, [x], attributes) => ({ x: () => derivative(dy as Tensor, x!, attributes) }),
    }),
  );
  const pairs = Object.entries(binary).map(
    ([kernelName, derivatives]): GradConfig => ({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, [a, b]) => {
        const [forA, forB] = derivatives(dy as Tensor, a!, b!);
        return { a: () => tidy(() => like(forA(), a!)), b: () => tidy(() => like(forB(), b!)) };
      },
    }),
  );
  return [...unary, ...pairs, ...Object.entries(structural).map(([kernelName, rule]) => ({ kernelName, ...rule }))];
}

// On import, as tfjs itself does it. Gradients that somebody else has registered stay.
for (const config of configs()) if (!getGradient(config.kernelName)) registerGradient(config);
