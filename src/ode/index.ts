export { integrate, integrateSync } from './integrate.ts';
export type { Integrated, IntegrateOptions } from './options.ts';
export { integrateStiff, type StiffPoint } from './rosenbrock.ts';
