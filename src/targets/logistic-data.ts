import { type Penguin, penguins } from '../../assets/penguins.ts';
import { InputError } from '../errors.ts';

/** Measurements in the columns of a `Penguin`. */
const COLUMNS = { 'beak-length': 2, 'beak-depth': 3, 'flipper-length': 4, 'body-mass': 5 } as const;
export type PenguinFeature = keyof typeof COLUMNS;
export const penguinFeatures = ['beak-length', 'beak-depth', 'flipper-length', 'body-mass'] as const;
export const penguinSpecies = ['Adelie', 'Chinstrap', 'Gentoo', 'all'] as const;

/** Rows of features and a label 0 or 1 for each. */
export interface LabelledData {
  features: number[][];
  labels: number[];
}

/** The measurements of the penguins of a species; the label is 1 for a male. */
export function penguinData(
  features: readonly PenguinFeature[],
  species: (typeof penguinSpecies)[number],
): LabelledData {
  const rows = penguins.filter((penguin) => species === 'all' || penguin[0] === species);
  const measurements = (penguin: Penguin): number[] => features.map((feature) => penguin[COLUMNS[feature]]);
  return { features: rows.map(measurements), labels: rows.map((penguin) => (penguin[6] === 'male' ? 1 : 0)) };
}

/** Each feature shifted and scaled to mean 0 and variance 1 (divided by n), behind a leading 1 for the intercept: [n, 1 + features]. */
export function designMatrix(features: readonly number[][]): number[][] {
  const n = features.length;
  const scales = features[0]!.map((_, j) => {
    const mean = features.reduce((sum, row) => sum + row[j]!, 0) / n;
    const deviation = Math.sqrt(features.reduce((sum, row) => sum + (row[j]! - mean) ** 2, 0) / n);
    if (!(deviation > 0))
      throw new InputError(`logistic-regression.data.features: column ${j} is constant; must vary`, {
        path: ['data', 'features'],
      });
    return { mean, deviation };
  });
  return features.map((row) => [1, ...row.map((value, j) => (value - scales[j]!.mean) / scales[j]!.deviation)]);
}
