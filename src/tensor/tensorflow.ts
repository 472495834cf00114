import { getKernel, setBackend } from '@tensorflow/tfjs-core';
import { firstLine } from '../errors.ts';
import { registerComposedKernels } from './composed/index.ts';
import { MissingBackend } from './missing-backend.ts';
import { importOptional, inNode } from './runtime.ts';

/** With and without CUDA; the first that is installed serves. */
const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];
const INSTALL = 'npm install @tensorflow/tfjs-node-gpu@4.22.0 (CUDA 11.2, cuDNN 8.1) or @tensorflow/tfjs-node@4.22.0';

let loaded: string | undefined;

/**
 * Make `tensorflow` (libtensorflow) the tfjs backend, with the kernels composed of ordinary ops.
 *
 * @returns the name of the package that serves
 * @throws MissingBackend where no package is installed, or it does not load
 */
export async function useTensorflow(): Promise<string> {
  loaded ??= await load();
  await setBackend('tensorflow');
  return loaded;
}

/** One line for `ottoflow info`. Loading is the only honest test: an install without its CUDA libraries looks complete. */
export async function describeTensorflow(): Promise<{ available: boolean; detail: string }> {
  try {
    loaded ??= await load();
    return { available: true, detail: loaded };
  } catch (error) {
    if (!(error instanceof MissingBackend)) throw error;
    return { available: false, detail: error.why };
  }
}

async function load(): Promise<string> {
  if (!inNode) throw new MissingBackend('tensorflow', 'it needs Node');
  prepareProcess();
  const broken: string[] = [];
  for (const name of PACKAGES) {
    try {
      if (!(await importOptional(name))) continue;
      if (!getKernel('OttoSoftmin', 'tensorflow')) registerComposedKernels('tensorflow');
      return name;
    } catch (error) {
      broken.push(`${name} is installed but does not load: ${firstLine(error)}`);
    }
  }
  throw new MissingBackend('tensorflow', broken.join('; ') || `no package for it is installed: ${INSTALL}`);
}

function prepareProcess(): void {
  // 4.22.0 calls util.isNullOrUndefined, which Node 23 removed.
  const util = process.getBuiltinModule('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value == null;
  // Else newer GPUs round the factors of a matrix product to 10 bits (TF32).
  process.env.NVIDIA_TF32_OVERRIDE ??= '0';
}
