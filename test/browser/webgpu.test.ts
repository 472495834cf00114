import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseBackend, releaseBackend } from '../../src/tensor/index.ts';
import { describeAgreement } from '../tensor/agreement.ts';

describe('webgpu in a page', () => {
  beforeAll(async () => {
    const backend = await chooseBackend('webgpu');
    expect(backend.name).toBe('webgpu');
  });
  afterAll(() => releaseBackend());
  describeAgreement();
});

it('auto takes no GPU that is emulated on the CPU', async () => {
  const backend = await chooseBackend('auto');
  expect(backend.name).toBe('wasm');
  expect(backend.reason).toContain('software adapter');
});
