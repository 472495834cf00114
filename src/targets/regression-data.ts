import { type Penguin, penguins } from '../../assets/penguins.ts';
import { InputError } from '../errors.ts';

/** Measurements in the columns of a `Penguin`. */
const COLUMNS = { 'beak-length': 2, 'beak-depth': 3, 'flipper-length': 4, 'body-mass': 5 } as const;
export type PenguinFeature = keyof typeof COLUMNS;
export const penguinFeatures = ['beak-length', 'beak-depth', 'flipper-length', 'body-mass'] as const;
export const penguinSpecies = ['Adelie', 'Chinstrap', 'Gentoo', 'all'] as const;
export type PenguinSpecies = (typeof penguinSpecies)[number];

/** The penguins of a species. */
const penguinsOf = (species: PenguinSpecies): readonly Penguin[] =>
  penguins.filter((penguin) => species === 'all' || penguin[0] === species);

/** The measurements of the penguins of a species, one row a penguin. */
export const penguinFeaturesOf = (features: readonly PenguinFeature[], species: PenguinSpecies): number[][] =>
  penguinsOf(species).map((penguin) => features.map((feature) => penguin[COLUMNS[feature]]));

/** 1 for a male, 0 for a female. */
export const penguinSexes = (species: PenguinSpecies): number[] =>
  penguinsOf(species).map((penguin) => (penguin[6] === 'male' ? 1 : 0));

/** Shifted and scaled to mean 0 and variance 1 (divided by n). @throws InputError calling constant values `what` in the field at `path` of `type` */
export function standardised(values: readonly number[], type: string, path: string[], what: string): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  if (!(deviation > 0)) throw new InputError(`${[type, ...path].join('.')}: ${what} is constant; must vary`, { path });
  return values.map((value) => (value - mean) / deviation);
}

/** Each feature standardised, behind a leading 1 for the intercept: [n, 1 + features]. @throws InputError for a constant feature */
export function designMatrix(features: readonly number[][], type: string): number[][] {
  const columns = features[0]!.map((_, j) =>
    standardised(
      features.map((row) => row[j]!),
      type,
      ['data', 'features'],
      `column ${j}`,
    ),
  );
  return features.map((_, i) => [1, ...columns.map((column) => column[i]!)]);
}
