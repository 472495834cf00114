import { scenes } from '../../../../scenes/index.ts';
import { measureOf, type Scene } from '../../../world/index.ts';
import type { Report, SceneCard } from '../../protocol.ts';
import { targetCards } from './targets.ts';

/** What there is to choose from. */
export const gallery = (): Extract<Report, { type: 'gallery' }> => ({
  type: 'gallery',
  scenes: scenes.map(cardOf),
  targets: targetCards(),
});

function cardOf({ name, title, description, citation, ensembles }: Scene): SceneCard {
  const types = ensembles.map(({ method }) => method.type);
  const dimensions = ensembles.map(({ initial }) => measureOf(initial).dimension);
  return {
    ...{ name, title, description, citation },
    methods: [...new Set(types)],
    dimensions: [...new Set(dimensions)],
  };
}
