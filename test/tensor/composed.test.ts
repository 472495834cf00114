import '@tensorflow/tfjs-backend-cpu';
import { copyRegisteredKernels, engine, registerBackend, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe } from 'vitest';
import { registerComposedKernels } from '../../src/tensor/composed/index.ts';
import { describeAgreement } from './agreement.ts';

// The cpu backend of tfjs under a name of its own, with nothing of ours but the compositions.
describe.each([
  { name: 'composed-in-tiny-tiles', entries: 50 },
  { name: 'composed-in-one-tile', entries: undefined },
])('$name', ({ name, entries }) => {
  beforeAll(async () => {
    copyRegisteredKernels('cpu', name);
    registerBackend(name, engine().findBackendFactory('cpu'));
    registerComposedKernels(name, entries);
    await setBackend(name);
  });
  describeAgreement();
});
