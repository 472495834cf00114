export { aimsAtTarget } from './aims-at-target.ts';
export { exactMomentsAt } from './exact-law.ts';
