import { backend, getKernel, setBackend } from '@tensorflow/tfjs-core';
import { registerCpuKernels } from './register.ts';

/** Make `cpu` the tfjs backend, with the plain loops as its kernels. */
export async function useCpu(): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu');
  if (!getKernel('OttoSoftmin', 'cpu')) registerCpuKernels();
  await setBackend('cpu');
  // Else its first use prints five lines that advertise the native backend.
  (backend() as unknown as { firstUse: boolean }).firstUse = false;
}
