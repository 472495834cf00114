export { Adaptation, type AdaptationOptions, type Lesson } from './adaptation.ts';
export { DualAveraging } from './dual-averaging.ts';
export { PooledVariances } from './pooled-variances.ts';
export { reasonableStepSize } from './reasonable-step-size.ts';
export { warmupWindows } from './warmup-windows.ts';
