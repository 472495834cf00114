import '../../../systems/index.ts';

export { methodCatalogue } from './method-catalogue.ts';
export { Show } from './show.ts';
