import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Draw } from '../../random/index.ts';
import { blobDensityChangeProgram, blobDensityProgram, blobForceChangeProgram, blobForceProgram } from './blob.ts';
import { checkDevice } from './device.ts';
import { kernelSumChunks, kernelSumProgram } from './kernel-sum.ts';
import { randomProgram } from './random.ts';
import { softminProgram } from './softmin.ts';

type Uniforms = { type: string; data: number[] }[];
interface Call {
  program: WebGPUProgram;
  inputs: TensorInfo[];
  uniforms: Uniforms;
}

function register(kernelName: string, call: (inputs: Record<string, TensorInfo>, attributes: unknown) => Call): void {
  registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      checkDevice();
      const { program, inputs: bound, uniforms } = call(inputs as Record<string, TensorInfo>, attrs);
      return (backend as WebGPUBackend).runWebGPUProgram(program, bound, 'float32', uniforms);
    },
  });
}

const pairUniforms = (scale: number, chunks = 1): Uniforms => [
  { type: 'float32', data: [scale] },
  { type: 'int32', data: [chunks] },
];

const bandwidthUniforms = (attributes: unknown): Uniforms =>
  pairUniforms((attributes as { bandwidth: number }).bandwidth ** 2);

function registerRandom(kernelName: string, kind: 'normals' | 'uniforms'): void {
  register(kernelName, (_inputs, attributes) => {
    const { count, width, key, step, stream, firstRow = 0 } = attributes as Draw & { count: number; width: number };
    const uniforms = [...key, step, stream, firstRow].map((word) => ({ type: 'uint32', data: [word >>> 0] }));
    return { program: randomProgram(kind, count, width), inputs: [], uniforms };
  });
}

/** The WGSL kernels of the backend `webgpu`. */
export function registerWebgpuKernels(): void {
  register('OttoSoftmin', ({ x, y, h }, attributes) => {
    const [n, d] = x!.shape as [number, number];
    const { epsilon } = attributes as { epsilon: number };
    return { program: softminProgram(n, d), inputs: [x!, y!, h!], uniforms: pairUniforms(epsilon) };
  });
  register('OttoKernelSum', ({ x, y, v, h }, attributes) => {
    const [rows, dimension] = x!.shape as [number, number];
    const width = v!.shape[1]!;
    const { epsilon, normalised } = attributes as { epsilon: number; normalised: boolean };
    const program = kernelSumProgram({ rows, dimension, width, potentials: h !== undefined, normalised });
    const uniforms = pairUniforms(epsilon, kernelSumChunks(width));
    return { program, inputs: h ? [x!, y!, v!, h] : [x!, y!, v!], uniforms };
  });
  registerRandom('OttoNormals', 'normals');
  registerRandom('OttoUniforms', 'uniforms');
  register('OttoBlobDensity', ({ x }, attributes) => {
    const [n, d] = x!.shape as [number, number];
    return { program: blobDensityProgram(n, d), inputs: [x!], uniforms: bandwidthUniforms(attributes) };
  });
  register('OttoBlobForce', ({ x, u }, attributes) => {
    const [n, d] = x!.shape as [number, number];
    return { program: blobForceProgram(n, d), inputs: [x!, u!], uniforms: bandwidthUniforms(attributes) };
  });
  register('OttoBlobDensityChange', ({ x, p }, attributes) => {
    const [n, d] = x!.shape as [number, number];
    const uniforms = bandwidthUniforms(attributes);
    return { program: blobDensityChangeProgram(n, d), inputs: [x!, p!], uniforms };
  });
  register('OttoBlobForceChange', ({ x, p, u, w }, attributes) => {
    const [n, d] = x!.shape as [number, number];
    const inputs = [x!, p!, u!, w!];
    return { program: blobForceChangeProgram(n, d), inputs, uniforms: bandwidthUniforms(attributes) };
  });
}
