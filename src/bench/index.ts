export type { CellResult, Diagnostics, Evaluations, PackedArray } from './result.ts';
export { type Suite, type SuiteInput, type SuiteMethod, type SuiteTarget, suiteSchema } from './suite.ts';
