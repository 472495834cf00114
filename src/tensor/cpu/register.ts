import { getKernel, type KernelConfig, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Draw } from '../../random/index.ts';
import { normals, uniforms } from '../../random/index.ts';
import * as loops from './loops.ts';

/** The part of the tfjs cpu backend that a kernel needs. */
interface CpuBackend {
  data: { get(id: TensorInfo['dataId']): { values: Float32Array } };
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): TensorInfo;
}

type Inputs = Record<string, TensorInfo | undefined>;
type Kernel = (
  inputs: Inputs,
  attributes: Record<string, unknown>,
  read: (t: TensorInfo) => Float32Array,
) => [number[], Float32Array];

function register(kernelName: string, kernel: Kernel): void {
  const config: KernelConfig = {
    kernelName,
    backendName: 'cpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const cpu = backend as unknown as CpuBackend;
      const read = (t: TensorInfo): Float32Array => cpu.data.get(t.dataId).values;
      const [shape, values] = kernel(inputs as Inputs, (attrs ?? {}) as Record<string, unknown>, read);
      return cpu.makeTensorInfo(shape, 'float32', values);
    },
  };
  registerKernel(config);
}

/** The plain loops as tfjs kernels of the backend `cpu`. Calling it again does nothing. */
export function registerCpuKernels(): void {
  if (getKernel('OttoSoftmin', 'cpu')) return;
  register('OttoSoftmin', ({ x, y, h }, attributes, read) => {
    const [n, d] = x!.shape as [number, number];
    return [
      [n],
      loops.softminLoops(read(x!), read(y!), read(h!), d, attributes.epsilon as number, new Float32Array(n)),
    ];
  });
  register('OttoKernelSum', ({ x, y, v, h }, attributes, read) => {
    const [n, d] = x!.shape as [number, number];
    const width = v!.shape[1]!;
    const options = { epsilon: attributes.epsilon as number, normalised: attributes.normalised as boolean };
    const out = new Float32Array(n * width);
    loops.kernelSumLoops(read(x!), read(y!), read(v!), h && read(h), { d, width }, options, out);
    return [[n, width], out];
  });
  register('OttoNormals', (_inputs, attributes) => random(attributes, normals));
  register('OttoUniforms', (_inputs, attributes) => random(attributes, uniforms));
  register('OttoBlobDensity', ({ x }, attributes, read) => {
    const [n, d] = x!.shape as [number, number];
    return [[n], loops.blobDensityLoops(read(x!), d, attributes.bandwidth as number, new Float32Array(n))];
  });
  register('OttoBlobForce', ({ x, u }, attributes, read) => {
    const [n, d] = x!.shape as [number, number];
    const out = new Float32Array(n * d);
    return [[n, d], loops.blobForceLoops(read(x!), read(u!), d, attributes.bandwidth as number, out)];
  });
  register('OttoBlobDensityChange', ({ x, p }, attributes, read) => {
    const [n, d] = x!.shape as [number, number];
    const out = new Float32Array(n);
    return [[n], loops.blobDensityChangeLoops(read(x!), read(p!), d, attributes.bandwidth as number, out)];
  });
  register('OttoBlobForceChange', ({ x, p, u, w }, attributes, read) => {
    const [n, d] = x!.shape as [number, number];
    const out = new Float32Array(n * d);
    loops.blobForceChangeLoops(read(x!), read(p!), read(u!), read(w!), d, attributes.bandwidth as number, out);
    return [[n, d], out];
  });
}

function random(
  attributes: Record<string, unknown>,
  draw: (count: number, width: number, draw: Draw) => Float64Array,
): [number[], Float32Array] {
  const { count, width, ...where } = attributes as unknown as Draw & { count: number; width: number };
  return [[count, width], Float32Array.from(draw(count, width, where))];
}
