export type { CloudShape, HostSource, PointSource, TensorSource } from './cloud.ts';
export { ParticleLayer, type ParticlePane } from './particle-layer.ts';
