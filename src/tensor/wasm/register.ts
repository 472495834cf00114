import { type KernelConfig, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Draw } from '../../random/index.ts';
import { type BlobInputs, blobWasm } from './blob.ts';
import type { WasmEngine } from './engine.ts';
import { kernelSumWasm } from './kernel-sum.ts';
import { randomWasm } from './random.ts';
import { softminWasm } from './softmin.ts';

/** The part of the tfjs wasm backend that a kernel needs. */
interface TensorflowWasm {
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
}

type Inputs = Record<string, TensorInfo | undefined>;

interface Call {
  inputs: Inputs;
  attributes: Record<string, unknown>;
  /** A view of a tensor in the heap of tfjs. */
  read(tensor: TensorInfo): Float32Array;
}

interface Kernel {
  shape(inputs: Inputs, attributes: Record<string, unknown>): number[];
  run(call: Call, out: Float32Array): void;
}

function register(kernelName: string, kernel: Kernel): void {
  const config: KernelConfig = {
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs: named, backend, attrs }) => {
      const wasm = backend as unknown as TensorflowWasm;
      const inputs = named as Inputs;
      const attributes = (attrs ?? {}) as Record<string, unknown>;
      // The output comes first: making it may grow the heap, which detaches every view taken before.
      const output = wasm.makeOutput(kernel.shape(inputs, attributes), 'float32');
      const read = (tensor: TensorInfo): Float32Array => wasm.typedArrayFromHeap(tensor);
      kernel.run({ inputs, attributes, read }, read(output));
      return output;
    },
  };
  registerKernel(config);
}

/** Our kernels for the tfjs backend `wasm`. Its heap and the engine's memory are two: inputs are copied in, results out. */
export function registerWasmKernels(engine: WasmEngine): void {
  register('OttoSoftmin', {
    shape: ({ x }) => [x!.shape[0]!],
    run({ inputs: { x, y, h }, attributes, read }, out) {
      softminWasm(engine, read(x!), read(y!), read(h!), x!.shape[1]!, attributes.epsilon as number, out);
    },
  });
  register('OttoKernelSum', {
    shape: ({ x, v }) => [x!.shape[0]!, v!.shape[1]!],
    run({ inputs: { x, y, v, h }, attributes, read }, out) {
      const shape = { d: x!.shape[1]!, width: v!.shape[1]! };
      const options = { epsilon: attributes.epsilon as number, normalised: attributes.normalised as boolean };
      kernelSumWasm(engine, read(x!), read(y!), read(v!), h && read(h), shape, options, out);
    },
  });
  registerRandom(engine, 'OttoNormals', 'fillNormals');
  registerRandom(engine, 'OttoUniforms', 'fillUniforms');
  registerBlob(engine, 'OttoBlobDensity', 'density');
  registerBlob(engine, 'OttoBlobForce', 'force');
  registerBlob(engine, 'OttoBlobDensityChange', 'densityChange');
  registerBlob(engine, 'OttoBlobForceChange', 'forceChange');
}

function registerBlob(engine: WasmEngine, kernelName: string, kind: Parameters<typeof blobWasm>[1]): void {
  register(kernelName, {
    shape: ({ x }) => (kind === 'density' || kind === 'densityChange' ? [x!.shape[0]!] : [...x!.shape]),
    run({ inputs, attributes, read }, out) {
      const views = Object.entries(inputs).map(([name, tensor]) => [name, read(tensor!)]);
      const d = inputs.x!.shape[1]!;
      blobWasm(engine, kind, Object.fromEntries(views) as BlobInputs, d, attributes.bandwidth as number, out);
    },
  });
}

function registerRandom(engine: WasmEngine, kernelName: string, kind: 'fillNormals' | 'fillUniforms'): void {
  register(kernelName, {
    shape: (_inputs, { count, width }) => [count as number, width as number],
    run({ attributes }, out) {
      const { count, width, ...draw } = attributes as unknown as Draw & { count: number; width: number };
      randomWasm(engine, kind, count, width, draw, out);
    },
  });
}
