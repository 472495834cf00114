export { catalogue, dimensionsOf } from './catalogue.ts';
export { fieldsOf } from './fields.ts';
export { targetCards } from './targets.ts';
