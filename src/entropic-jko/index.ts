export { type EntropicJkoOptions, entropicJkoStep } from './entropic-jko-step.ts';
export type { EntropicReference } from './problem.ts';
