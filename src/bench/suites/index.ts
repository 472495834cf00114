import type { SuiteInput } from '../suite.ts';
import { full } from './full.ts';
import { small } from './small.ts';

/** The built-in suites, one a file. */
export const suites: readonly SuiteInput[] = [small, full];
