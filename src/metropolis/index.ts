export { advanceChains } from './advance-chains.ts';
export { leapfrog, type PhasePoints } from './leapfrog.ts';
export { logDensityOf } from './log-density-of.ts';
export type { Proposal, ProposalRule } from './proposal.ts';
export { Tuning } from './tuning.ts';
export { prepareChains, type WarmupSettings, warmupParameters } from './warmup.ts';
