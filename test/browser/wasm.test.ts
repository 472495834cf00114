import { expect, it } from 'vitest';
import { chooseBackend } from '../../src/tensor/index.ts';
import { describeKernels } from '../tensor/kernel-suite.ts';
import { WASM_PATH } from './wasm-path.ts';

describeKernels('wasm', { choose: () => chooseBackend('wasm', { wasmPath: WASM_PATH }), pairs: 1e6, runs: 20 });

it('the threads share memory', async () => {
  expect(crossOriginIsolated).toBe(true);
  const { threads } = await chooseBackend('wasm', { wasmPath: WASM_PATH });
  expect(threads).toBe(Math.min(navigator.hardwareConcurrency, 8));
});
