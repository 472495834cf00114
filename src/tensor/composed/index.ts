import { registerKernel, type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import { type Draw, normals, uniforms } from '../../random/index.ts';
import { composedBlobDensity, composedBlobDensityChange, composedBlobForce, composedBlobForceChange } from './blob.ts';
import { composedKernelSum, type KernelSumInputs } from './kernel-sum.ts';
import { composedSoftmin } from './softmin.ts';
import { MOST_ENTRIES } from './tiles.ts';

type Inputs = Record<string, Tensor>;

/**
 * Our kernels on any tfjs backend, as tiled compositions of its ordinary ops in O(n + m) memory plus a few tiles. Random numbers are made on
 * the host and uploaded.
 *
 * @param entries most pairs in one tile
 */
export function registerComposedKernels(backendName: string, entries = MOST_ENTRIES): void {
  const register = (kernelName: string, kernel: (inputs: Inputs, attributes: unknown) => Tensor): void =>
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => kernel(inputs as Inputs, attrs),
    });
  const bandwidthOf = (attributes: unknown): number => (attributes as { bandwidth: number }).bandwidth;

  register('OttoSoftmin', ({ x, y, h }, attributes) =>
    composedSoftmin(x!, y!, h!, (attributes as { epsilon: number }).epsilon, entries),
  );
  register('OttoKernelSum', (inputs, attributes) =>
    composedKernelSum(
      inputs as unknown as KernelSumInputs,
      attributes as { epsilon: number; normalised: boolean },
      entries,
    ),
  );
  register('OttoNormals', (_inputs, attributes) => hostRandom(attributes, normals));
  register('OttoUniforms', (_inputs, attributes) => hostRandom(attributes, uniforms));
  register('OttoBlobDensity', ({ x }, attributes) => composedBlobDensity(x!, bandwidthOf(attributes), entries));
  register('OttoBlobForce', ({ x, u }, attributes) => composedBlobForce(x!, u!, bandwidthOf(attributes), entries));
  register('OttoBlobDensityChange', ({ x, p }, attributes) =>
    composedBlobDensityChange(x!, p!, bandwidthOf(attributes), entries),
  );
  register('OttoBlobForceChange', ({ x, p, u, w }, attributes) =>
    composedBlobForceChange(x!, p!, u!, w!, bandwidthOf(attributes), entries),
  );
}

function hostRandom(attributes: unknown, make: (count: number, width: number, draw: Draw) => Float64Array): Tensor {
  const { count, width, ...draw } = attributes as Draw & { count: number; width: number };
  return tensor2d(Float32Array.from(make(count, width, draw)), [count, width]);
}
