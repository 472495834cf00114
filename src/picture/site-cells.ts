import { coordinate } from './histogram.ts';

/** One coordinate of sites that are all combinations of the values of their coordinates. */
export interface SiteAxis {
  /** Where the cells begin and end, ascending: half way between neighbours, at the ends as far outwards as inwards. */
  edges: Float64Array;
  /** The cell of each row. */
  cellOf: Int32Array;
}

/** Sites on a line whose distances jump by more were drawn at random: a bin of several tells more than the cell of each. */
const MOST_UNEVEN = 4;

/** The cells of the rows of an ensemble, axis by axis; nothing where they are no product grid, or on a line too uneven for one. */
export function axesOfSites(positions: Float32Array, dimension: number): SiteAxis[] | undefined {
  const axes = Array.from({ length: dimension }, (_, k) => axisOf(coordinate(positions, k, dimension)));
  const rows = positions.length / dimension;
  if (axes.reduce((product, { edges }) => product * (edges.length - 1), 1) !== rows) return undefined;
  if (dimension === 1 && !isEven(axes[0]!)) return undefined;
  const places = new Set(Array.from({ length: rows }, (_, row) => axes.map(({ cellOf }) => cellOf[row]).join()));
  return places.size === rows ? axes : undefined;
}

function axisOf(values: Float64Array): SiteAxis {
  const sites = Float64Array.from(new Set(values)).sort();
  const cells = new Map(Array.from(sites, (value, cell) => [value, cell]));
  return { edges: edgesOf(sites), cellOf: Int32Array.from(values, (value) => cells.get(value)!) };
}

function edgesOf(sites: Float64Array): Float64Array {
  const last = sites.length - 1;
  if (last === 0) return Float64Array.of(sites[0]! - 0.5, sites[0]! + 0.5);
  const middle = (i: number): number => (sites[i]! + sites[i + 1]!) / 2;
  const inner = Float64Array.from({ length: last }, (_, i) => middle(i));
  return Float64Array.of(2 * sites[0]! - inner[0]!, ...inner, 2 * sites[last]! - inner[last - 1]!);
}

function isEven({ edges }: SiteAxis): boolean {
  const lengths = lengthsOf(edges);
  return lengths.every((length, i) => {
    const ratio = length / (lengths[i + 1] ?? length);
    return ratio <= MOST_UNEVEN && ratio >= 1 / MOST_UNEVEN;
  });
}

export const lengthsOf = (edges: Float64Array): Float64Array =>
  Float64Array.from({ length: edges.length - 1 }, (_, cell) => edges[cell + 1]! - edges[cell]!);

/** The mass of each cell along one axis; of all recorded mass. */
export function massesAlong({ edges, cellOf }: SiteAxis, weights: Float32Array): Float64Array {
  const masses = new Float64Array(edges.length - 1);
  weights.forEach((weight, row) => {
    masses[cellOf[row]!]! += weight;
  });
  return masses;
}

/** The mass of each cell of two axes, `across` the faster one. */
export function massesOver(across: SiteAxis, along: SiteAxis, weights: Float32Array): Float64Array {
  const columns = across.edges.length - 1;
  const masses = new Float64Array(columns * (along.edges.length - 1));
  weights.forEach((weight, row) => {
    masses[along.cellOf[row]! * columns + across.cellOf[row]!]! += weight;
  });
  return masses;
}
