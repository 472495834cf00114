import { type KernelConfig, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Key } from '../../random/index.ts';
import type { FusedTarget } from '../kernels/score.ts';
import type { WasmEngine } from './engine.ts';

/** As in assembly/targets/score.ts. */
const KINDS = ['isotropic-mixture', 'elliptical', 'quartic-well', 'banana', 'funnel', 'logistic', 'eight-schools'];

/** Rows that the kernels take at once. */
const GROUP = 4;
/** Particle-steps that a thread claims at once: some 100 microseconds. */
const WORTHWHILE = 4096;

/** How many equal parts (components, data rows) the parameters hold after their head. */
function countOf({ kind, dimension: d, parameters }: FusedTarget): number {
  const part: Record<string, number> = {
    'isotropic-mixture': 1 + d,
    elliptical: 1 + d + (d * (d + 1)) / 2,
    logistic: d,
  };
  return kind in part ? (parameters.length - 1) / part[kind]! : 0;
}

interface Staged {
  /** The arguments that both kernels start with. */
  head: number[];
  x: number;
  groups: number;
}

/** Copy the parameters and the rows into scratch; the last group repeats the last row. */
function stage(engine: WasmEngine, target: FusedTarget, x: Float32Array): Staged {
  const { dimension: d, parameters } = target;
  const kind = KINDS.indexOf(target.kind);
  if (kind < 0) throw new Error(`no wasm code for the target kind ${target.kind}`);
  const count = countOf(target);
  const groups = Math.ceil(x.length / d / GROUP);
  const parameterBlock = engine.alloc(4 * parameters.length);
  const scratch = engine.alloc(engine.threads * engine.call('targetScratch', d, count));
  const rows = engine.alloc(4 * GROUP * groups * d);
  const memory = engine.f32();
  memory.set(parameters, parameterBlock / 4);
  memory.set(x, rows / 4);
  for (let at = x.length; at < GROUP * groups * d; at++)
    memory[rows / 4 + at] = x[x.length - d + ((at - x.length) % d)]!;
  return { head: [kind, d, count, parameterBlock, scratch], x: rows, groups };
}

/** Log densities [n] and gradients [n, d] at x [n, d]. */
export function scoreWasm(
  engine: WasmEngine,
  target: FusedTarget,
  x: Float32Array,
  out: { logDensity: Float32Array; gradient: Float32Array },
): void {
  engine.scratch(() => {
    const { head, x: rows, groups } = stage(engine, target, x);
    const logDensity = engine.alloc(4 * GROUP * groups);
    const gradient = engine.alloc(4 * GROUP * groups * target.dimension);
    engine.parallel('targetScores', groups, WORTHWHILE / GROUP, [...head, rows, logDensity, gradient]);
    const memory = engine.f32();
    out.logDensity.set(memory.subarray(logDensity / 4, logDensity / 4 + out.logDensity.length));
    out.gradient.set(memory.subarray(gradient / 4, gradient / 4 + out.gradient.length));
  });
}

interface LangevinAttributes {
  target: FusedTarget;
  stepSize: number;
  key: Key;
  firstStep: number;
  steps: number;
}

/** Fused Langevin steps from x [n, d] into out [n, d]: see `kernels/score.ts`. */
export function langevinWasm(
  engine: WasmEngine,
  attributes: LangevinAttributes,
  x: Float32Array,
  out: Float32Array,
): void {
  const { target, stepSize, key, firstStep, steps } = attributes;
  engine.scratch(() => {
    const { head, x: rows, groups } = stage(engine, target, x);
    const chunk = Math.max(1, Math.ceil(WORTHWHILE / (GROUP * Math.max(1, steps))));
    engine.parallel('targetLangevin', groups, chunk, [...head, rows, stepSize, firstStep, steps, key[0], key[1]]);
    out.set(engine.f32().subarray(rows / 4, rows / 4 + out.length));
  });
}

/** The part of the tfjs wasm backend that a kernel needs. */
interface TensorflowWasm {
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
}

/** `OttoScore` and `OttoLangevin` for the tfjs backend `wasm`. Outputs come first: making one may grow the heap and detach earlier views. */
export function registerWasmTargets(engine: WasmEngine): void {
  const score: KernelConfig = {
    kernelName: 'OttoScore',
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const wasm = backend as unknown as TensorflowWasm;
      const x = inputs.x as TensorInfo;
      const outputs = [wasm.makeOutput([x.shape[0]!], 'float32'), wasm.makeOutput([...x.shape], 'float32')];
      const [logDensity, gradient] = outputs.map((output) => wasm.typedArrayFromHeap(output));
      const { target } = attrs as unknown as { target: FusedTarget };
      scoreWasm(engine, target, wasm.typedArrayFromHeap(x), { logDensity: logDensity!, gradient: gradient! });
      return outputs;
    },
  };
  const langevin: KernelConfig = {
    kernelName: 'OttoLangevin',
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const wasm = backend as unknown as TensorflowWasm;
      const x = inputs.x as TensorInfo;
      const output = wasm.makeOutput([...x.shape], 'float32');
      const attributes = attrs as unknown as LangevinAttributes;
      langevinWasm(engine, attributes, wasm.typedArrayFromHeap(x), wasm.typedArrayFromHeap(output));
      return output;
    },
  };
  registerKernel(score);
  registerKernel(langevin);
}
