import { type FieldPath, InputError } from '../errors.ts';
import { formatValue, parse } from '../schema.ts';
import { banana } from './banana.ts';
import { correlatedGaussian } from './correlated-gaussian.ts';
import type { TargetFactory } from './define.ts';
import { donut } from './donut.ts';
import { doubleWell } from './double-well.ts';
import { eightGaussians } from './eight-gaussians.ts';
import { eightSchools } from './eight-schools.ts';
import { empirical } from './empirical.ts';
import { flatWell } from './flat-well.ts';
import { fortyGaussians } from './forty-gaussians.ts';
import { funnel } from './funnel.ts';
import { gaussian } from './gaussian.ts';
import { linearRegression } from './linear-regression.ts';
import { logGaussianCox } from './log-gaussian-cox.ts';
import { logisticRegression } from './logistic-regression.ts';
import { manyWell } from './many-well.ts';
import { mixture } from './mixture.ts';
import { quartic } from './quartic.ts';
import { quarticPosterior } from './quartic-posterior.ts';
import { rings } from './rings.ts';
import { rosenbrock } from './rosenbrock.ts';
import { squiggle } from './squiggle.ts';
import { studentMixture } from './student-mixture.ts';
import type { Target, TargetSpec } from './target.ts';
import { uniform } from './uniform.ts';
import { vonMises } from './von-mises.ts';
import { vonMisesFisher } from './von-mises-fisher.ts';

/** Every target that a scene file can hold. A new one is a file beside these and a word here. */
const factories = [
  gaussian, mixture, eightGaussians, banana, funnel, quartic, doubleWell, manyWell, flatWell, studentMixture, logisticRegression, eightSchools,
  linearRegression, quarticPosterior, logGaussianCox,
  correlatedGaussian, rosenbrock, rings, donut, squiggle, fortyGaussians, vonMisesFisher, vonMises, uniform, empirical,
] as readonly unknown[] as readonly TargetFactory[]; // biome-ignore format: a list

/** What `ottoflow list targets` shows. */
export const targetTypes: readonly { type: string; title: string; description: string }[] = [
  ...factories.map(({ definition: { type, title, description } }) => ({ type, title, description })),
  { type: 'custom', title: 'Custom', description: 'your own log density in tfjs ops, from code only' },
];

/**
 * The target of a spec: plain data with a `type`, as a scene file holds it.
 *
 * @param options.where what to call the spec in messages, default `target`
 * @param options.path where it lies in the user's input, for the line number
 * @throws InputError naming the field, the value and what is allowed
 */
export function buildTarget(spec: TargetSpec, options: { where?: string; path?: FieldPath } = {}): Target {
  const { where = 'target', path = [] } = options;
  const { type, ...parameters } = (spec ?? {}) as TargetSpec;
  if (type === 'custom')
    throw new InputError(`${where}: a custom target is code and cannot be rebuilt from data`, { path });
  const factory = factories.find(({ definition }) => definition.type === type);
  if (!factory) {
    const known = factories.map(({ definition }) => definition.type).join(', ');
    throw new InputError(`${where}.type: must be one of ${known}, got ${formatValue(type)}`, {
      path: [...path, 'type'],
    });
  }
  return factory(parse(factory.definition.parameters, parameters, where, path));
}
