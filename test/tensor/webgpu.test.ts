import { afterAll, beforeAll, describe } from 'vitest';
import { chooseBackend, releaseBackend } from '../../src/tensor/index.ts';
import { describeAgreement } from './agreement.ts';

describe('webgpu in Node', () => {
  beforeAll(() => chooseBackend('webgpu'));
  afterAll(() => releaseBackend());
  describeAgreement();
});
