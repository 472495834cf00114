export { type Integrated, type IntegrateOptions, integrate } from './integrate.ts';
