import { afterAll, beforeAll, describe, it } from 'vitest';
import { chooseBackend, releaseBackend } from '../../src/tensor/index.ts';
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
});
