import { paletteOf } from '../../picture/index.ts';
import { methods } from '../../world/index.ts';
import type { MethodCard, Report } from '../protocol.ts';
import { fieldsOf } from './fields.ts';

/** What can move ensembles. */
export const methodCatalogue = (): Extract<Report, { type: 'catalogue' }> => ({
  type: 'catalogue',
  methods: methodCards(),
  colours: { dark: paletteOf('dark').series, light: paletteOf('light').series },
});

export const methodCards = (): MethodCard[] =>
  methods().map(({ definition: { type, title, source, sites = false, parameters } }) => ({
    ...{ type, title, source, sites },
    fields: fieldsOf(parameters),
  }));
