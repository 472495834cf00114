import { gaussianEnergy, quadraticEnergy } from '../bures/index.ts';
import { InputError } from '../errors.ts';
import { Matrix, matrixOf, symmetricEigen, symmetricInverse } from '../linalg/index.ts';
import { type GaussianMoment, gaussianMirrorFlow, gaussianReference } from '../mirror/index.ts';
import type { Target } from '../targets/index.ts';
import { affineTransport } from './affine-map.ts';
import { type MongeAmpereProblem, type MongeAmpereSolver, statusOf } from './solver.ts';
import type { TransportMap } from './transport-map.ts';

/**
 * Between Gaussians T_t(y) = m_t + A_t⁻¹(y − ν), in closed form at any time: nothing is stepped, so nothing errs. The three measures are free and their
 * matrices need not commute.
 */
export const gaussianSolver: MongeAmpereSolver = {
  async start({ target, reference, initial }, memory) {
    requireGaussian(target, 'target');
    requireGaussian(reference, 'reference');
    requireGaussian(initial, 'initial');
    memory.set('clock', Float64Array.of(0));
  },
  async advance(problem, memory) {
    const time = memory.get('clock')![0]! + problem.stepSize;
    memory.set('clock', Float64Array.of(time));
    const law = flowOf(problem)(time);
    const inverse = symmetricInverse(law.hessian);
    const [smallest] = symmetricEigen(inverse).values;
    const residual = speedOf(problem, law, inverse);
    const spread = Math.sqrt(matrixOf(problem.reference.moments!.covariance).trace() / problem.reference.dimension);
    return {
      energy: gaussianEnergy(
        law,
        quadraticEnergy('kl', { dimension: problem.target.dimension, target: problem.target }),
      ),
      solver: { status: statusOf(residual, spread), innerSteps: 0, smallestSlope: smallest!, residual },
    };
  },
  map: (problem, memory) => gaussianMap(problem, memory.get('clock')![0]!),
};

function gaussianMap(problem: MongeAmpereProblem, time: number): TransportMap {
  const { mean, hessian } = flowOf(problem)(time);
  return affineTransport({ mean, matrix: symmetricInverse(hessian), origin: problem.reference.moments!.mean }, time);
}

function flowOf({ target, reference, initial }: MongeAmpereProblem): (time: number) => GaussianMoment {
  const { mean, covariance } = target.moments!;
  return gaussianMirrorFlow({
    initial: initial.moments!,
    target: { mean, precision: symmetricInverse(covariance) },
    reference: gaussianReference(reference.dimension, reference.moments!),
  });
}

/** ‖∂_t T‖ over the reference: ṁ = −A⁻¹P(m − μ) and the slope −A⁻¹ȦA⁻¹ with Ȧ = P − AΘ⁻¹A. */
function speedOf({ target, reference }: MongeAmpereProblem, law: GaussianMoment, inverse: Matrix): number {
  const { mean, covariance } = target.moments!;
  const theta = matrixOf(reference.moments!.covariance);
  const precision = symmetricInverse(covariance);
  const offset = Matrix.columnVector(law.mean.map((value, i) => value - mean[i]!));
  const drift = inverse.mmul(precision).mmul(offset);
  const slope = Matrix.sub(inverse.mmul(precision).mmul(inverse), symmetricInverse(theta));
  return Math.sqrt(drift.transpose().mmul(drift).get(0, 0) + slope.mmul(theta).mmul(slope).trace());
}

function requireGaussian({ name, spec }: Target, role: string): void {
  if (spec.type === 'gaussian') return;
  throw new InputError(
    `discretisation: gaussian needs Gaussians, and the ${role} is ${name} (try interval, grid or samples)`,
  );
}
