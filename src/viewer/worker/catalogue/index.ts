export { gallery } from './gallery.ts';
export { targetCards } from './targets.ts';
