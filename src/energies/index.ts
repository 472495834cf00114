export { defaultBandwidth } from './bandwidth.ts';
export { type BlobEntropyOptions, blobEntropy } from './blob-entropy.ts';
export { blobFreeEnergy } from './blob-free-energy.ts';
export type { Energy, EnergyModel, EvaluationCount } from './energy.ts';
export { hostPotential, type PotentialFunctions } from './host-potential.ts';
export { type JkoStep, type JkoStepOptions, jkoStep } from './jko-step.ts';
export { potentialEnergy } from './potential.ts';
export { sumOfEnergies } from './sum.ts';
