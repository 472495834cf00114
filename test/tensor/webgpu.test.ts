import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend, type Rank, tensor1d, zeros } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { InputError, RunError } from '../../src/errors.ts';
import { chooseBackend, normals, releaseBackend, softmin } from '../../src/tensor/index.ts';
import { blobCase, describeKernels, expectBlob, expectKernelSum, expectSoftmin, points } from './kernel-suite.ts';

// WGSL promises an exponential to 3 + 2|x| roundings. The sizes are for a GPU that is emulated on the CPU.
const relative = 1e-5;

describeKernels('webgpu', { pairs: 4e4, relative, runs: 8, dimensions: [1, 2, 3, 10] });

describe('webgpu', () => {
  beforeAll(() => chooseBackend('webgpu'));
  afterAll(() => releaseBackend());

  it('sums in 64 dimensions, over more columns than a tile holds', async () => {
    const [d, n, m, width] = [64, 3, 64, 2];
    const common = { x: points(n, d, 1), y: points(m, d, 2), h: points(m, 1, 3), d, epsilon: 5 };
    await expectSoftmin(common, relative);
    await expectKernelSum({ ...common, v: points(m, width, 4), width, normalised: true }, relative);
    await expectBlob(blobCase(35, d, 3, 3, 1), 4 * relative);
  });

  it('softmin where a cost over epsilon is beyond float32', async () => {
    const y = points(70, 2, 2, 1e17);
    await expectSoftmin({ x: points(5, 2, 1), y, h: points(70, 1, 3), d: 2, epsilon: 1e-6 }, relative);
  });

  it('refuses points that do not fit into a tile', () => {
    const x = zeros<Rank.R2>([2, 5000]);
    expect(() => softmin(x, x, tensor1d([0, 0]), 1)).toThrow(InputError);
  });

  it('throws at the next kernel what the device reported late, until it is opened anew', async () => {
    const { device } = backend() as WebGPUBackend;
    device.createBuffer({ size: 2 ** 50, usage: GPUBufferUsage.STORAGE });
    await device.queue.onSubmittedWorkDone();
    const draw = { key: [1, 2], step: 0, stream: 0 } as const;
    await vi.waitFor(() => expect(() => normals(1, 1, draw)).toThrow(RunError));
    releaseBackend();
    await chooseBackend('webgpu');
    expect(await normals(1, 1, draw).data()).toHaveLength(1);
  });
});
