export { exactMomentsAt } from './exact-law.ts';
