import { afterAll, expect, it } from 'vitest';
import { chooseBackend, releaseBackend } from '../../src/tensor/index.ts';
import { describeKernels } from '../tensor/kernel-suite.ts';
import { WASM_PATH } from './wasm-path.ts';

// The shaders are those that Node tests at length; what the page adds is its own adapter and device.
describeKernels('webgpu', { pairs: 1e4, relative: 1e-5, runs: 3, dimensions: [2] });
afterAll(() => releaseBackend());

it('auto takes no GPU that is emulated on the CPU', async () => {
  releaseBackend();
  const backend = await chooseBackend('auto', { wasmPath: WASM_PATH });
  expect(backend.name).toBe('wasm');
  expect(backend.reason).toContain('software adapter');
});
