import { InputError } from '../errors.ts';

/** ½|x − y|² or |x − y|². */
export type Cost = 'half-squared' | 'squared';

/** How to solve a problem given in either convention as one of cost ½|x − y|². */
export interface Convention {
  readonly cost: Cost;
  /** The regulariser as the caller gave it. */
  readonly epsilon: number;
  /** The regulariser of the equivalent problem of cost ½|x − y|². */
  readonly halfEpsilon: number;
  /** Potentials and values of that problem are multiplied by this. */
  readonly scale: 1 | 2;
}

/**
 * The one place where the two conventions meet: cost |x − y|² with ε·KL(π | a⊗b) is twice the problem of cost ½|x − y|² with ε/2. The plan
 * is the same; potentials and values double.
 *
 * @throws InputError for an unknown cost or an epsilon that is not positive and finite
 */
export function conventionOf(cost: Cost = 'half-squared', epsilon: number): Convention {
  if (cost !== 'half-squared' && cost !== 'squared') {
    throw new InputError(`cost is ${JSON.stringify(cost)}, but must be 'half-squared' or 'squared'`);
  }
  if (!(epsilon > 0 && epsilon < Number.POSITIVE_INFINITY)) {
    throw new InputError(`epsilon is ${epsilon}, but must be a positive number`);
  }
  const scale = cost === 'squared' ? 2 : 1;
  return { cost, epsilon, halfEpsilon: epsilon / scale, scale };
}
