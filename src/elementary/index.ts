export { cubed, power } from './power.ts';
export { cosine, sine } from './trigonometry.ts';
