import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  backend,
  engine,
  getBackend,
  getKernel,
  registerBackend,
  removeBackend,
  setBackend,
} from '@tensorflow/tfjs-core';
import { firstLine } from '../../errors.ts';
import { MissingBackend } from '../missing-backend.ts';
import { findAdapter } from './adapter.ts';
import { requestDevice } from './device.ts';
import { registerWebgpuKernels } from './register.ts';
import { type SharedGpu, shareGpu } from './shared-gpu.ts';

export type { SharedGpu } from './shared-gpu.ts';

/** The priority that tfjs gives its own WebGPU backend. */
const PRIORITY = 3;

interface Opened {
  gpu: SharedGpu;
  name: string;
}

let opened: Opened | undefined;

/**
 * Make `webgpu` the tfjs backend, on a device of our own with our kernels. A software adapter is taken only when `acceptSoftware`.
 *
 * @returns the adapter's name
 * @throws MissingBackend where no adapter fits
 */
export async function useWebgpu({ acceptSoftware }: { acceptSoftware: boolean }): Promise<string> {
  opened ??= await open(acceptSoftware);
  await setBackend('webgpu');
  return opened.name;
}

/** The GPU of the backend `webgpu`; undefined while tensors are elsewhere. */
export const sharedGpu = (): SharedGpu | undefined => (getBackend() === 'webgpu' ? opened?.gpu : undefined);

async function open(acceptSoftware: boolean): Promise<Opened> {
  const found = await findAdapter();
  if (typeof found === 'string') throw new MissingBackend('webgpu', found);
  if (found.software && !acceptSoftware) {
    throw new MissingBackend('webgpu', `only a software adapter (${found.name}), which is used when asked for by name`);
  }
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  const device = await requestDevice(found.adapter).catch((error) => {
    throw new MissingBackend('webgpu', `${found.name} gives no device: ${firstLine(error)}`);
  });
  if (engine().backendNames().includes('webgpu')) removeBackend('webgpu');
  const { info } = found.adapter as GPUAdapter & { info: GPUAdapterInfo };
  registerBackend('webgpu', () => new WebGPUBackend(device, info), PRIORITY);
  if (!getKernel('OttoSoftmin', 'webgpu')) registerWebgpuKernels();
  const gpu = shareGpu(found.adapter, device, () => backend() as WebGPUBackend);
  return { gpu, name: found.name };
}

/** One line for `ottoflow info`; the current backend stays. */
export async function describeWebgpu(): Promise<{ available: boolean; detail: string }> {
  if (opened) return { available: true, detail: opened.name };
  const found = await findAdapter();
  if (typeof found === 'string') return { available: false, detail: found };
  const note = found.software ? ' (software: only when asked for by name)' : '';
  return { available: true, detail: `${found.name}${note}` };
}

/** Destroy the device. Tensors that live on it are lost. */
export function releaseWebgpu(): void {
  if (!opened) return;
  removeBackend('webgpu');
  opened.gpu.device.destroy();
  opened = undefined;
}
