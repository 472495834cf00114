import { scenes } from '../../../../scenes/index.ts';
import { paletteOf } from '../../../picture/index.ts';
import { measureOf, methods, type Scene } from '../../../world/index.ts';
import type { MethodCard, Report, SceneCard } from '../../protocol.ts';
import { fieldsOf } from './fields.ts';
import { targetCards } from './targets.ts';

/** What there is to choose from. */
export function catalogue(): Extract<Report, { type: 'catalogue' }> {
  return {
    type: 'catalogue',
    scenes: scenes.map(cardOfScene),
    methods: methodCards(),
    targets: targetCards(),
    colours: { dark: paletteOf('dark').series, light: paletteOf('light').series },
  };
}

const methodCards = (): MethodCard[] =>
  methods().map(({ definition: { type, title, source, sites = false, parameters } }) => ({
    ...{ type, title, source, sites },
    fields: fieldsOf(parameters),
  }));

export const dimensionsOf = ({ ensembles }: Scene): number[] =>
  ensembles.map(({ initial }) => measureOf(initial).dimension);

function cardOfScene(scene: Scene): SceneCard {
  const { name, title, description, citation, ensembles } = scene;
  const types = ensembles.map(({ method }) => method.type);
  return {
    ...{ name, title, description, citation },
    methods: [...new Set(types)],
    dimensions: [...new Set(dimensionsOf(scene))],
  };
}
