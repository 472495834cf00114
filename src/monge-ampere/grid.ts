import { InputError } from '../errors.ts';
import { symmetricInverse } from '../linalg/index.ts';
import { gaussianMirrorFlow, gaussianReference } from '../mirror/index.ts';
import { type Moments, requireDensity, type Target } from '../targets/index.ts';
import { type AffineMap, affineImage } from './affine-map.ts';
import { PlaneMap } from './plane-map.ts';
import { mapAtNodes, type PlaneGrid, planeScheme, withLast } from './plane-scheme.ts';
import { requirePositive, targetPotential } from './potential.ts';
import { type MongeAmpereProblem, type MongeAmpereSolver, statusOf } from './solver.ts';
import { followStiff } from './stabilised.ts';
import { requireAffineStart } from './start-map.ts';

/** The grid covers so many standard deviations of the reference on each side of its mean: all but 1e-6 of a Gaussian. */
const REACH = 5;

/** In the plane: φ* at the nodes of a grid over the reference. T₀ is the identity, or between Gaussians affine. */
export const gridSolver: MongeAmpereSolver = {
  async start({ target, reference, initial, resolution }, memory) {
    if (reference.dimension !== 2) {
      throw new InputError(
        `discretisation: grid needs dimension 2, got ${reference.dimension} (try interval or samples)`,
      );
    }
    requireDensity(target, 'target');
    requireDensity(reference, 'reference');
    const start = requireAffineStart(initial, reference);
    const { low, spacing } = boxOf(reference, resolution);
    const points = nodesOf(low, spacing, resolution);
    const potential = Float64Array.from(await targetPotential(reference)(points));
    requirePositive(potential, points, `reference (${reference.name})`);
    const images = affineImage(points, start);
    requirePositive(await targetPotential(target)(images), images, `target (${target.name})`);
    memory.set('grid', Float64Array.of(...low, ...spacing));
    memory.set('referencePotential', potential);
    memory.set('map', withLast(potentialOf(points, images, start), 0));
  },

  async advance(problem, memory) {
    const { target, reference, stepSize, tolerance, count } = problem;
    const grid = gridIn(memory);
    const scheme = planeScheme(grid, targetPotential(target, count), tailsOf(problem));
    const spread = spreadOf(reference);
    const followed = await followStiff(scheme, memory.get('map')!, stepSize, {
      tolerance: tolerance * spread ** 2,
      masses: scheme.masses,
      firstStep: memory.get('innerStep')?.[0],
    });
    memory.set('map', withoutDrift(followed.x));
    memory.set('innerStep', Float64Array.of(followed.nextStep));
    const { energy, residual, smallest, targetMass } = await scheme.report(memory.get('map')!);
    return {
      energy,
      solver: {
        status: statusOf(residual, spread),
        innerSteps: followed.steps,
        rejected: followed.rejected,
        smallestDeterminant: smallest,
        targetMass,
        residual,
        resolution: grid.count,
      },
    };
  },

  map(problem, memory) {
    const grid = gridIn(memory);
    const state = memory.get('map')!;
    const time = state.at(-1)!;
    const map = new PlaneMap(grid, mapAtNodes(state, grid, tailsOf(problem)(time)));
    return {
      time,
      dimension: 2,
      image: (points) => map.image(points),
      inverse: (points) => map.inverse(points),
    };
  },
};

/**
 * What the map is beyond the grid: that between the Gaussians of the same moments. It bears on nothing but the last 1e-6 of the mass, and it makes the grid
 * cover the target.
 */
function tailsOf({ target, reference, initial }: MongeAmpereProblem): (time: number) => AffineMap {
  const { mean, covariance } = extentOf(target);
  const noise = extentOf(reference);
  const flow = gaussianMirrorFlow({
    initial: extentOf(initial),
    target: { mean, precision: symmetricInverse(covariance) },
    reference: gaussianReference(2, noise),
  });
  return (time) => {
    const law = flow(time);
    return { mean: law.mean, matrix: symmetricInverse(law.hessian), origin: noise.mean };
  };
}

/** The moments, or where they are not known those of the `bounds`. */
function extentOf({ moments, bounds }: Target): Moments {
  if (moments) return moments;
  const deviation = (axis: number): number => (bounds[axis]![1] - bounds[axis]![0]) / (2 * REACH);
  return {
    mean: bounds.map(([low, high]) => (low + high) / 2),
    covariance: bounds.map((_, i) => bounds.map((__, j) => (i === j ? deviation(i) ** 2 : 0))),
  };
}

function gridIn(memory: ReadonlyMap<string, Float64Array>): PlaneGrid {
  const [low0, low1, spacing0, spacing1] = memory.get('grid')!;
  const potential = memory.get('referencePotential')!;
  return { count: Math.sqrt(potential.length), low: [low0!, low1!], spacing: [spacing0!, spacing1!], potential };
}

function boxOf(reference: Target, count: number): Pick<PlaneGrid, 'low' | 'spacing'> {
  const { mean, covariance } = extentOf(reference);
  const reach = (axis: 0 | 1): number => REACH * Math.sqrt(covariance[axis]![axis]!);
  return {
    low: [mean[0]! - reach(0), mean[1]! - reach(1)],
    spacing: [(2 * reach(0)) / (count - 1), (2 * reach(1)) / (count - 1)],
  };
}

const nodesOf = (low: readonly [number, number], spacing: readonly [number, number], count: number): Float64Array =>
  Float64Array.from({ length: 2 * count * count }, (_, at) => {
    const node = at >> 1;
    const axis = (at & 1) as 0 | 1;
    return low[axis] + spacing[axis] * (axis === 0 ? Math.floor(node / count) : node % count);
  });

/** φ₀* with the gradient mean + M(y − origin), from that gradient at the nodes: ½(y − origin)·(∇φ₀* + mean). */
function potentialOf(points: Float64Array, images: Float64Array, { mean, origin }: AffineMap): Float64Array {
  const term = (at: number, axis: 0 | 1): number =>
    0.5 * (points[at + axis]! - origin[axis]!) * (images[at + axis]! + mean[axis]!);
  return Float64Array.from({ length: points.length / 2 }, (_, node) => term(2 * node, 0) + term(2 * node, 1));
}

/** φ* is defined up to a constant, which drifts. */
function withoutDrift(state: Float64Array): Float64Array {
  const last = state.length - 1;
  const middle = state[last >> 1]!;
  return state.map((value, i) => (i < last ? value - middle : value));
}

/** Root mean square deviation of the reference along an axis. */
function spreadOf(reference: Target): number {
  const { covariance } = extentOf(reference);
  return Math.sqrt((covariance[0]![0]! + covariance[1]![1]!) / 2);
}
