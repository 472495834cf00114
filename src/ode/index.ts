export { type Integrated, type IntegrateOptions, integrate, integrateSync } from './integrate.ts';
