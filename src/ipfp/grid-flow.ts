import { InputError } from '../errors.ts';
import { logDensityAt, type Target } from '../targets/index.ts';
import { type DiscreteProblem, normalisedLogMasses } from './discrete.ts';
import { discreteStep, rememberStart } from './discrete-flow.ts';
import { convergedPotential } from './discrete-start.ts';
import type { FlowSetting, SinkhornFlow } from './flow.ts';
import { type Grid, gridOver, gridSoftmin } from './grid.ts';

/** The bounds of a target are for pictures (3.5 deviations of a Gaussian); a grid reaches so many times as far from their centre. */
const REACH = 2;

/**
 * Densities on product grids. The particles are the nodes of a grid over target and initial measure, `count`^(1/d) an axis: they stay, and
 * their weights are the law. The reference has a grid of its own.
 */
export const gridFlow: SinkhornFlow = {
  async prepare(setting) {
    const { memory } = setting;
    const grids = gridsOf(setting);
    const values = Float32Array.from(grids.target.values);
    if (memory.has('potential')) return { values };
    return { values, weights: await start(setting, grids) };
  },
  async step(setting) {
    return discreteStep(setting.memory, problemOf(setting, gridsOf(setting)));
  },
};

/** Remember the densities and φ₀^ε. @returns the masses of ρ₀ on the nodes */
async function start(setting: FlowSetting, grids: Grids): Promise<Float32Array> {
  const { memory, initial, target, reference, count, steps } = setting;
  if (steps > 0) {
    throw new InputError(
      `discretisation: a grid starts from the density of the initial measure, which this ensemble left ${steps} steps ago; ` +
        'must be gaussian, or samples with the initialisation entropic',
    );
  }
  checkSpacing(setting, grids);
  memory.set('targetLogMasses', await logMasses(target, grids.target, 'target'));
  memory.set('referenceLogMasses', await logMasses(reference, grids.reference, 'reference'));
  setting.evaluated(count);
  const problem = problemOf(setting, grids);
  const law = { ...problem.target, logMasses: await logMasses(initial, grids.target, 'initial') };
  await rememberStart(setting, problem, () => convergedPotential({ ...problem, target: law }));
  return Float32Array.from(law.logMasses, Math.exp);
}

interface Grids {
  target: Grid;
  reference: Grid;
}

/** The grids are functions of the setting, so that only what is on them has to be remembered. */
function gridsOf({ count, dimension, target, initial, reference, resolution }: FlowSetting): Grids {
  const nodes = Math.round(count ** (1 / dimension));
  if (nodes ** dimension !== count) {
    throw new InputError(
      `count: a grid in dimension ${dimension} needs the same number of nodes on each axis; must be a power n^${dimension}, ` +
        `such as ${nodes ** dimension}, got ${count}`,
    );
  }
  return {
    target: gridOver(union(boxOf(target), boxOf(initial)), nodes),
    reference: gridOver(boxOf(reference), resolution ?? nodes),
  };
}

type Box = [number, number][];

const boxOf = ({ bounds }: Target): Box =>
  bounds.map(([low, high]) => {
    const centre = (low + high) / 2;
    const reach = (REACH * (high - low)) / 2;
    return [centre - reach, centre + reach];
  });

const union = (a: Box, b: Box): Box => a.map(([low, high], k) => [Math.min(low, b[k]![0]), Math.max(high, b[k]![1])]);

/** The plan is as narrow as √ε: on a coarser grid the sums are no integrals, with nothing to tell it from the figures. */
function checkSpacing({ epsilon, count, dimension, resolution }: FlowSetting, { target, reference }: Grids): void {
  const widest = (grid: Grid): number => Math.max(...grid.spacing);
  const limit = Math.sqrt(epsilon);
  const nodes = Math.round(count ** (1 / dimension));
  if (widest(target) > limit) {
    const wanted = Math.ceil((nodes * widest(target)) / limit) ** dimension;
    throw new InputError(
      `count: nodes of the grid must be at most √epsilon = ${limit.toPrecision(3)} apart, got ` +
        `${widest(target).toPrecision(3)} with the count ${count}; must be at least ${wanted}`,
    );
  }
  if (widest(reference) <= limit) return;
  const axis = resolution ?? nodes;
  throw new InputError(
    `resolution: nodes of the reference must be at most √epsilon = ${limit.toPrecision(3)} apart, got ` +
      `${widest(reference).toPrecision(3)} with ${axis} an axis; must be at least ${Math.ceil((axis * widest(reference)) / limit)}`,
  );
}

async function logMasses(target: Target, { values }: Grid, field: string): Promise<Float64Array> {
  const logDensity = await logDensityAt(target, values, field);
  if (logDensity.every((value) => value === Number.NEGATIVE_INFINITY)) {
    throw new InputError(`${field}: ${target.name} has no mass on the grid; must lie within its bounds`);
  }
  return normalisedLogMasses(logDensity);
}

function problemOf({ memory, epsilon, dimension }: FlowSetting, grids: Grids): DiscreteProblem {
  const measure = (side: 'target' | 'reference') => ({
    values: grids[side].values,
    dimension,
    logMasses: memory.get(`${side}LogMasses`)!,
  });
  return {
    target: measure('target'),
    reference: measure('reference'),
    epsilon,
    softmin: (at, heights) =>
      at === 'target'
        ? gridSoftmin(grids.target, grids.reference, heights, epsilon)
        : gridSoftmin(grids.reference, grids.target, heights, epsilon),
  };
}
