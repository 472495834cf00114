import { scenes } from '../../../../scenes/index.ts';
import { InputError } from '../../../errors.ts';
import { buildTarget, type TargetSpec, targetTypes } from '../../../targets/index.ts';
import { measureOf } from '../../../world/index.ts';
import type { TargetCard } from '../../protocol.ts';

/** Targets that need nothing but their name and perhaps a dimension, and those of the built-in scenes. */
export function targetCards(): TargetCard[] {
  const known = [...plainTargets(), ...targetsOfScenes()];
  const texts = known.map(({ target }) => JSON.stringify(target));
  return known.filter((_, i) => texts.indexOf(texts[i]!) === i);
}

function plainTargets(): TargetCard[] {
  return targetTypes.flatMap(({ type, title }) =>
    [{}, { dimension: 1 }, { dimension: 2 }].flatMap((parameters) => {
      const target = builtOrNothing({ type, ...parameters });
      return target ? [{ title, dimension: target.dimension, target: target.spec }] : [];
    }),
  );
}

function builtOrNothing(spec: TargetSpec): ReturnType<typeof buildTarget> | undefined {
  try {
    return buildTarget(spec);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function targetsOfScenes(): TargetCard[] {
  return scenes.flatMap(({ name, ensembles }) =>
    ensembles.flatMap(({ target }) => {
      if (!target) return [];
      const { spec, dimension, name: title } = measureOf(target);
      return spec.type === 'custom' ? [] : [{ title: `${title} of ${name}`, dimension, target: spec }];
    }),
  );
}
