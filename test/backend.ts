import { chooseBackend } from '../src/tensor/index.ts';

/** The backend of a test file: `OTTOFLOW_TEST_BACKEND`, else cpu. Call it in `beforeAll`. */
export const testBackend = (name = process.env.OTTOFLOW_TEST_BACKEND ?? 'cpu') => chooseBackend(name as 'cpu');
