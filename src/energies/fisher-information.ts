import { type BlobEntropyOptions, blobEntropy } from './blob-entropy.ts';
import type { Energy } from './energy.ts';
import { squaredSlope } from './squared-slope.ts';

/**
 * The Fisher information ∫|∇ log ρ|² dρ of the blob of a cloud, as (1/N) Σᵢ |Gᵢ|² with the force G of the blob entropy: the implicit bias of
 * the JKO scheme of the heat flow. For N(0, s²I) it is d/s² in the limit of many particles and a small bandwidth.
 *
 * @throws InputError if the bandwidth is not a number from 1e-18 to 1e18
 */
export const fisherInformation = (options: BlobEntropyOptions): Energy => squaredSlope(blobEntropy(options));
