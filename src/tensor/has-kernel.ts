import { getBackend, getKernel } from '@tensorflow/tfjs-core';

/** Whether the current backend has the kernel: `OttoScore` and `OttoLangevin` exist only where someone wrote them. */
export function hasKernel(name: string): boolean {
  return getKernel(name, getBackend()) != null;
}
