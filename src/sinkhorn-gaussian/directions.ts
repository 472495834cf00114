import {
  type GaussianLaw,
  type GaussianMoments,
  momentsOf,
  type Problem,
  problemOf,
  type QuadraticEnergy,
} from '../bures/index.ts';
import { InputError } from '../errors.ts';
import { diagonal, Matrix, symmetricEigen } from '../linalg/index.ts';

/** A Gaussian law and a quadratic energy along one direction that is an eigenvector of both. */
export interface Direction {
  /** mean − m. */
  readonly offset: number;
  /** s² ≥ 0. */
  readonly variance: number;
  /** λ of the potential, which pulls the mean. */
  readonly pull: number;
  /** λ + k, which pulls points off the mean. */
  readonly confinement: number;
  /** T of the entropy. */
  readonly temperature: number;
}

/** Where a direction comes to. */
export type Moved = Pick<Direction, 'offset' | 'variance'>;

/** Off-diagonal entries of this relative size are rounding. */
const ROUNDING = 1e-9;
/** Tells apart pairs of eigenvalues unless their sums happen to be equal with this weight. */
const WEIGHT = Math.SQRT2 - 1;

/** Whether covariance and precision commute, so that everything happens along common eigenvectors. */
export const haveCommonDirections = (law: GaussianLaw, energy: QuadraticEnergy): boolean =>
  commonBasis(problemOf(law, energy)) !== undefined;

/**
 * The law that comes about when each common direction of law and energy goes its own way: the kernel e^{−|x − y|²/ε} is a product over any
 * orthonormal basis, and so are Gaussians along theirs.
 *
 * @throws InputError when covariance and precision do not commute, or law and energy make no sense
 */
export function alongDirections(
  law: GaussianLaw,
  energy: QuadraticEnergy,
  move: (direction: Direction) => Moved,
): GaussianMoments {
  const problem = problemOf(law, energy);
  const basis = basisOf(problem);
  const moved = directionsIn(problem, basis).map(move);
  const offset = Matrix.columnVector(moved.map((each) => each.offset));
  return momentsOf({
    mean: Matrix.add(problem.centre, basis.mmul(offset)),
    covariance: basis.mmul(diagonal(moved.map((each) => each.variance))).mmul(basis.transpose()),
  });
}

/** The common directions of a law and an energy. @throws InputError as `alongDirections` */
export function directionsOf(law: GaussianLaw, energy: QuadraticEnergy): Direction[] {
  const problem = problemOf(law, energy);
  return directionsIn(problem, basisOf(problem));
}

function directionsIn(
  { mean, centre, covariance, precision, confinement, temperature }: Problem,
  basis: Matrix,
): Direction[] {
  const across = basis.transpose();
  const offsets = across.mmul(Matrix.sub(mean, centre)).to1DArray();
  const along = (matrix: Matrix): number[] => across.mmul(matrix).mmul(basis).diagonal();
  const [variances, pulls, confinements] = [along(covariance), along(precision), along(confinement)];
  return offsets.map((offset, k) => ({
    offset,
    variance: Math.max(0, variances[k]!),
    pull: pulls[k]!,
    confinement: confinements[k]!,
    temperature,
  }));
}

function basisOf(problem: Problem): Matrix {
  const basis = commonBasis(problem);
  if (basis) return basis;
  throw new InputError('covariance: must commute with the precision of the energy for a closed form, it does not');
}

function commonBasis({ covariance, precision }: Problem): Matrix | undefined {
  const [one, other] = [covariance, precision].map((matrix) =>
    Matrix.div(matrix, Math.max(matrix.norm(), Number.MIN_VALUE)),
  );
  const { vectors } = symmetricEigen(Matrix.add(one!, Matrix.mul(other!, WEIGHT)));
  const isDiagonal = (matrix: Matrix): boolean => {
    const turned = vectors.transpose().mmul(matrix).mmul(vectors);
    return turned.sub(diagonal(turned.diagonal())).norm() < ROUNDING;
  };
  return isDiagonal(one!) && isDiagonal(other!) ? vectors : undefined;
}
