import type { SinkhornFlow } from './flow.ts';
import { gaussianFlow } from './gaussian-flow.ts';
import { gridFlow } from './grid-flow.ts';
import { sampleFlow } from './sample-flow.ts';

export const IPFP_DISCRETISATIONS = ['gaussian', 'grid', 'samples'] as const;

const flows: Record<(typeof IPFP_DISCRETISATIONS)[number], SinkhornFlow> = {
  gaussian: gaussianFlow,
  grid: gridFlow,
  samples: sampleFlow,
};

export const sinkhornFlow = (discretisation: keyof typeof flows): SinkhornFlow => flows[discretisation];
