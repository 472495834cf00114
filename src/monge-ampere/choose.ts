import { gaussianSolver } from './gaussian.ts';
import { gridSolver } from './grid.ts';
import { intervalSolver } from './interval.ts';
import { samplesSolver } from './samples.ts';
import type { MongeAmpereSolver } from './solver.ts';
import { torusSolver } from './torus.ts';

export const MONGE_AMPERE_DISCRETISATIONS = ['gaussian', 'interval', 'torus', 'grid', 'samples'] as const;
export type MongeAmpereDiscretisation = (typeof MONGE_AMPERE_DISCRETISATIONS)[number];

const SOLVERS: Record<MongeAmpereDiscretisation, MongeAmpereSolver> = {
  gaussian: gaussianSolver,
  interval: intervalSolver,
  torus: torusSolver,
  grid: gridSolver,
  samples: samplesSolver,
};

export const mongeAmpereSolver = (name: MongeAmpereDiscretisation): MongeAmpereSolver => SOLVERS[name];

/** Nodes along each axis; of samples there are as many as particles. */
const RESOLUTIONS: Record<MongeAmpereDiscretisation, number | undefined> = {
  gaussian: 1,
  interval: 1025,
  torus: 128,
  grid: 65,
  samples: undefined,
};

export const defaultResolution = (name: MongeAmpereDiscretisation, particles: number): number =>
  RESOLUTIONS[name] ?? particles;
