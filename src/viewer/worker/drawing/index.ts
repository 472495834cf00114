export type { CloudShape, HostSource, PointSource, TensorSource } from './cloud.ts';
export { type LossWatcher, ParticleLayer, type ParticlePane } from './particle-layer.ts';
