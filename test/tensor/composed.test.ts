import '@tensorflow/tfjs-backend-cpu';
import { copyRegisteredKernels, engine, registerBackend, setBackend } from '@tensorflow/tfjs-core';
import { registerComposedKernels } from '../../src/tensor/composed/index.ts';
import { describeKernels } from './kernel-suite.ts';

/** The cpu backend of tfjs under a name of its own, with nothing of ours but the compositions. */
function composedBackend(name: string, entries?: number): () => Promise<unknown> {
  return () => {
    copyRegisteredKernels('cpu', name);
    registerBackend(name, engine().findBackendFactory('cpu'));
    registerComposedKernels(name, entries);
    return setBackend(name);
  };
}

const dimensions = [1, 2, 3, 10, 64];
describeKernels('compositions in many tiles', {
  choose: composedBackend('composed-in-many-tiles', 700),
  pairs: 4e4,
  runs: 10,
  dimensions,
});
describeKernels('compositions in one tile', {
  choose: composedBackend('composed-in-one-tile'),
  pairs: 4e4,
  runs: 10,
  dimensions,
});
