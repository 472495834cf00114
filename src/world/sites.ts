import { z } from 'zod';
import { InputError } from '../errors.ts';
import { type Key, Stream, uniformPoints } from '../random/index.ts';
import { formatValue, parse } from '../schema.ts';
import { buildTarget, dataOf, type Target } from '../targets/index.ts';
import { isTarget, type Measure, such, typed } from './measure.ts';

/** Positions are float32. */
const LARGEST = 3e38;

const end = z.number().min(-LARGEST).max(LARGEST);
const side = z
  .tuple([end, end])
  .refine(([low, high]) => low < high, { error: ({ input }) => `must be [low, high], got ${formatValue(input)}` });
const bounds = z.array(side).min(1).optional();
const nodes = z.int().min(2);

const shapes = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('grid'),
    bounds: bounds.describe(
      '[low, high] of each axis, both of them sites; default those of target and initial measure',
    ),
    nodes: z
      .union([nodes, z.array(nodes).min(1)])
      .optional()
      .describe('sites on each axis; default the root of count'),
  }),
  z.strictObject({
    type: z.literal('sequence'),
    bounds: bounds.describe('box that a low-discrepancy sequence fills; default that of target and initial measure'),
  }),
]);

const SHAPES = shapes.options.map((option) => option.shape.type.value) as string[];

/**
 * Where the sites of an ensemble are: a product grid, a low-discrepancy sequence of `count` points in a box, or a measure: the points of an
 * empirical one, else `count` samples.
 */
export type Sites = z.input<typeof shapes> | Measure;

/** `sites` in a scene. */
export const sitesSchema = z.custom<Sites>(
  (value) => isTarget(value) || typed.safeParse(value).success,
  such('grid { "type": "grid", "nodes": 41 }, or points such as { "type": "empirical", "points": [[0], [1]] }'),
);

/** What sites are laid over. */
export interface SiteFrame {
  count: number;
  dimension: number;
  initial: Target;
  target?: Target | undefined;
}

/** A grid in more dimensions than this has too few nodes an axis. */
const MOST_GRID_DIMENSIONS = 3;

/** What an ensemble of sites has that says nothing of where they are: a grid, where `count` is n^d in up to three dimensions, else a sequence. */
export function defaultSites({ count, dimension }: Pick<SiteFrame, 'count' | 'dimension'>): Sites {
  const isGrid = dimension <= MOST_GRID_DIMENSIONS && rootOf(count, dimension) ** dimension === count;
  return { type: isGrid && count > 1 ? 'grid' : 'sequence' };
}

const rootOf = (count: number, dimension: number): number => Math.round(count ** (1 / dimension));

/** How many sites they are, where they say it themselves. @throws InputError whose path begins with `sites` */
export function countSites(sites: Sites, dimension: number): number | undefined {
  if (!isShape(sites)) {
    const places = measureAt(sites);
    return places.spec.type === 'empirical' ? dataOf(places).values.length / places.dimension : undefined;
  }
  const shape = shapeOf(sites);
  if (shape.type !== 'grid' || shape.nodes === undefined) return undefined;
  return nodesOf(shape.nodes, dimension).reduce((product, n) => product * n, 1);
}

/** Where the sites are, row-major [count, dimension]. @throws InputError whose path begins with `sites` */
export function placeSites(sites: Sites, frame: SiteFrame, key: Key): Float32Array {
  const { count, dimension } = frame;
  if (!isShape(sites)) {
    const places = measureAt(sites);
    checkDimension(places.dimension, dimension, ['sites']);
    if (places.spec.type === 'empirical') return Float32Array.from(dataOf(places).values);
    if (places.sample) return places.sample(count, [key[0] ^ Stream.initial, key[1]] as Key);
    return fail(['sites'], `must be a grid, a sequence, or a measure that can be sampled, ${places.name} cannot`);
  }
  const shape = shapeOf(sites);
  const box = shape.bounds ?? boxOf(frame);
  checkDimension(box.length, dimension, ['sites', 'bounds']);
  if (shape.type === 'sequence') {
    const low = box.map(([from]) => from);
    const length = box.map(([from, to]) => to - from);
    return Float32Array.from(
      uniformPoints(count, dimension),
      (u, at) => low[at % dimension]! + length[at % dimension]! * u,
    );
  }
  return gridPoints(box, nodesOf(shape.nodes ?? rootFor(count, dimension), dimension));
}

function rootFor(count: number, dimension: number): number {
  const root = rootOf(count, dimension);
  if (root ** dimension === count && root > 1) return root;
  const near = Math.max(2, root) ** dimension;
  return fail(
    ['count'],
    `a grid in dimension ${dimension} needs as many sites on each axis; must be a power n^${dimension}, such as ${near}, got ${count}`,
  );
}

/** Both ends of each axis are nodes; the last axis is the fastest. */
function gridPoints(box: readonly (readonly [number, number])[], counts: readonly number[]): Float32Array {
  const d = box.length;
  const total = counts.reduce((product, n) => product * n, 1);
  const points = new Float32Array(total * d);
  for (let site = 0; site < total; site++) {
    for (let k = d - 1, rest = site; k >= 0; k--) {
      const [low, high] = box[k]!;
      const n = counts[k]!;
      points[site * d + k] = low + ((high - low) * (rest % n)) / (n - 1);
      rest = Math.floor(rest / n);
    }
  }
  return points;
}

/** The box around the pictures of the initial measure and the target. */
const boxOf = ({ initial, target }: SiteFrame): [number, number][] =>
  initial.bounds.map(([low, high], k) => {
    const [from, to] = target?.bounds[k] ?? [low, high];
    return [Math.min(low, from), Math.max(high, to)];
  });

function nodesOf(each: number | readonly number[], dimension: number): readonly number[] {
  if (typeof each === 'number') return new Array<number>(dimension).fill(each);
  checkDimension(each.length, dimension, ['sites', 'nodes']);
  return each;
}

const isShape = (sites: Sites): sites is z.input<typeof shapes> => !isTarget(sites) && SHAPES.includes(sites.type);

const shapeOf = (sites: z.input<typeof shapes>) => parse(shapes, sites, 'sites', ['sites']);

function measureAt(sites: Measure): Target {
  if (isTarget(sites)) return sites;
  try {
    return buildTarget(sites, { where: 'sites', path: ['sites'] });
  } catch (error) {
    if (!(error instanceof InputError) || error.path[1] !== 'type') throw error;
    const message = error.message.replace('must be one of ', `must be one of ${SHAPES.join(', ')}, `);
    throw new InputError(message, { path: error.path, cause: error });
  }
}

function checkDimension(got: number, dimension: number, path: string[]): void {
  if (got !== dimension) fail(path, `must have dimension ${dimension} like the initial measure, got ${got}`);
}

function fail(path: string[], message: string): never {
  throw new InputError(`ensemble.${path.join('.')}: ${message}`, { path });
}
