import { InputError } from '../errors.ts';
import { BLOCK, blockOrder, boxOf } from './blocks.ts';
import type { Cloud } from './cloud.ts';
import type { Pair, Solution } from './problem.ts';
import { localHeight } from './whole-potentials.ts';

export interface TopPairs {
  /** Row of y, [n, count]; −1 where there is none. */
  partner: Int32Array;
  /** Mass of the plan there, [n, count]; 0 where there is none. */
  mass: Float64Array;
}

/** The points of y in compact blocks, each with the most that it can offer a row. */
interface Offers {
  cloud: Cloud;
  order: Int32Array;
  /** g_j + ε log b_j. */
  heights: Float64Array;
  boxes: Float64Array[];
  tops: Float64Array;
}

/** The largest entries of each row of the plan: see `Coupling.topPairs`. */
export function strongestPairs(pair: Pair, { potentials }: Solution, f: Float64Array, count: number): TopPairs {
  if (!(Number.isInteger(count) && count > 0)) throw new InputError(`topPairs(${count}): must be a positive integer`);
  const { halfEpsilon: epsilon } = pair.convention;
  const { whole } = pair.x;
  const d = whole.dimension;
  const offers = offersOf(pair.y.support, potentials.g, epsilon);
  const best = new Best(count);
  const top: TopPairs = {
    partner: new Int32Array(whole.count * count).fill(-1),
    mass: new Float64Array(whole.count * count),
  };
  for (let row = 0; row < whole.count; row++) {
    best.clear();
    collect(whole.values.subarray(row * d, (row + 1) * d), offers, best);
    const height = localHeight(pair, f, row);
    for (let k = 0; k < best.size; k++) {
      top.partner[row * count + k] = pair.y.rows[best.items[k]!]!;
      top.mass[row * count + k] = whole.weights[row]! * Math.exp((height + best.values[k]!) / epsilon);
    }
  }
  return top;
}

function offersOf(cloud: Cloud, g: Float64Array, epsilon: number): Offers {
  const order = blockOrder(cloud);
  const heights = g.map((value, j) => value + epsilon * Math.log(cloud.weights[j]!));
  const blocks = Math.ceil(cloud.count / BLOCK);
  const boxes = Array.from({ length: blocks }, (_, b) =>
    boxOf(cloud, order, b * BLOCK, Math.min((b + 1) * BLOCK, cloud.count)),
  );
  const tops = Float64Array.from({ length: blocks }, (_, b) =>
    order.subarray(b * BLOCK, (b + 1) * BLOCK).reduce((top, j) => Math.max(top, heights[j]!), Number.NEGATIVE_INFINITY),
  );
  return { cloud, order, heights, boxes, tops };
}

/** The best offers at a point, from the most promising block on. */
function collect(point: Float64Array, { cloud, order, heights, boxes, tops }: Offers, best: Best): void {
  const d = cloud.dimension;
  const bounds = boxes.map((box, b) => tops[b]! - boxCost(point, box));
  const visit = (b: number): void => {
    const end = Math.min((b + 1) * BLOCK, cloud.count);
    for (let at = b * BLOCK; at < end; at++) {
      const j = order[at]!;
      let squared = 0;
      for (let k = 0; k < d; k++) squared += (point[k]! - cloud.values[j * d + k]!) ** 2;
      best.offer(j, heights[j]! - 0.5 * squared);
    }
  };
  const first = bounds.indexOf(Math.max(...bounds));
  visit(first);
  for (let b = 0; b < boxes.length; b++) {
    if (b !== first && bounds[b]! >= best.least) visit(b);
  }
}

/** Half the squared distance of a point to a box. */
function boxCost(point: Float64Array, box: Float64Array): number {
  const d = point.length;
  let squared = 0;
  for (let k = 0; k < d; k++) {
    const gap = Math.max(box[k]! - point[k]!, point[k]! - box[d + k]!, 0);
    squared += gap * gap;
  }
  return 0.5 * squared;
}

/** The `capacity` largest of what is offered, sorted; equal values go by item, so that the order of offers does not matter. */
class Best {
  readonly capacity: number;
  readonly items: Int32Array;
  readonly values: Float64Array;
  size = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.items = new Int32Array(capacity);
    this.values = new Float64Array(capacity);
  }

  /** What an offer must beat, or equal with a smaller item. */
  get least(): number {
    return this.size < this.capacity ? Number.NEGATIVE_INFINITY : this.values[this.capacity - 1]!;
  }

  clear(): void {
    this.size = 0;
  }

  offer(item: number, value: number): void {
    if (value < this.least) return;
    let place = this.size;
    while (place > 0 && this.#before(item, value, place - 1)) place--;
    if (place >= this.capacity) return;
    this.size = Math.min(this.size + 1, this.capacity);
    this.items.copyWithin(place + 1, place, this.size - 1);
    this.values.copyWithin(place + 1, place, this.size - 1);
    this.items[place] = item;
    this.values[place] = value;
  }

  #before(item: number, value: number, place: number): boolean {
    return value > this.values[place]! || (value === this.values[place]! && item < this.items[place]!);
  }
}
