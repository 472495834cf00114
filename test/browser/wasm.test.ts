import { beforeAll, describe, expect, it } from 'vitest';
import { chooseBackend } from '../../src/tensor/index.ts';
import { describeAgreement } from '../tensor/agreement.ts';
import { WASM_PATH } from './wasm-path.ts';

describe('wasm in a page', () => {
  let threads = 0;
  beforeAll(async () => {
    ({ threads } = await chooseBackend('wasm', { wasmPath: WASM_PATH }));
  });

  it('uses threads over shared memory', () => {
    expect(crossOriginIsolated).toBe(true);
    expect(threads).toBeGreaterThan(1);
  });

  describeAgreement();
});
