export { normalCdf, normalDensity, normalQuantile, normalTail, normalTailQuantile } from '../random/index.ts';
