export {
  defaultResolution,
  MONGE_AMPERE_DISCRETISATIONS,
  type MongeAmpereDiscretisation,
  mongeAmpereSolver,
} from './choose.ts';
export type { MongeAmpereProblem, MongeAmpereSolver, MongeAmpereStep } from './solver.ts';
export type { TransportMap } from './transport-map.ts';
