import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseBackend, releaseBackend } from '../../src/tensor/index.ts';
import { describeAgreement } from '../tensor/agreement.ts';
import { WASM_PATH } from './wasm-path.ts';

describe('webgpu in a page', () => {
  beforeAll(async () => {
    const backend = await chooseBackend('webgpu');
    expect(backend.name).toBe('webgpu');
  });
  afterAll(() => releaseBackend());
  describeAgreement({ few: true });
});

it('auto takes no GPU that is emulated on the CPU', async () => {
  const backend = await chooseBackend('auto', { wasmPath: WASM_PATH });
  expect(backend.name).toBe('wasm');
  expect(backend.reason).toContain('software adapter');
});
