export { type EntropicJkoOptions, type EntropicReference, entropicJkoStep } from './entropic-jko-step.ts';
