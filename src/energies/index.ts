export { defaultBandwidth } from './bandwidth.ts';
export { type BlobEntropyOptions, blobEntropy } from './blob-entropy.ts';
export type { Energy, EnergyModel, EvaluationCount } from './energy.ts';
export { requireFiniteEnergy } from './finite-energy.ts';
export { fisherHyvarinenDivergence } from './fisher-hyvarinen-divergence.ts';
export { fisherInformation } from './fisher-information.ts';
export { hostPotential, type PotentialFunctions } from './host-potential.ts';
export { type InteractionOptions, interactionEnergy } from './interaction.ts';
export { type InteractionKernel, interactionKernel } from './interaction-kernel.ts';
export { type JkoStep, type JkoStepOptions, jkoStep } from './jko-step.ts';
export type { KernelInput, KernelSpecification } from './kernels/kernel.ts';
export { kineticEnergy } from './kinetic-energy.ts';
export { klEnergy } from './kl-energy.ts';
export { modifiedEnergy } from './modified-energy.ts';
export { potentialEnergy } from './potential.ts';
export { scaledEnergy } from './scaled-energy.ts';
export {
  blobEnergy,
  type EnergyContext,
  type EnergySpecification,
  type EnergyTerm,
  energySpecification,
  inTerm,
  needsTarget,
  samplesTarget,
  termsOf,
} from './specification.ts';
export { squaredSlope } from './squared-slope.ts';
export { sumOfEnergies } from './sum.ts';
export { unitBallVolume } from './unit-ball.ts';
