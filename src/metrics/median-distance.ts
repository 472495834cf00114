const MOST_FOR_MEDIAN = 400;

/**
 * The median distance of two points of a cloud, from at most 400 of them, evenly spread over the rows: what kernels take for their width.
 *
 * @param positions [n, d], row-major
 * @returns where the number of pairs is even, the mean of the two in the middle; 0 where more than half of the pairs are equal, and for one point
 */
export function medianDistance(positions: ArrayLike<number>, dimension: number): number {
  const count = positions.length / dimension;
  const chosen = Math.min(count, MOST_FOR_MEDIAN);
  const row = (i: number): number => Math.floor((i * count) / chosen) * dimension;
  const squares = new Float64Array((chosen * (chosen - 1)) / 2);
  let pair = 0;
  for (let i = 0; i < chosen; i++)
    for (let j = 0; j < i; j++) squares[pair++] = squaredDistance(positions, row(i), row(j), dimension);
  if (pair === 0) return 0;
  const middle = pair >> 1;
  const upper = select(squares, middle);
  const lower = pair % 2 === 1 ? upper : squares.subarray(0, middle).reduce((most, value) => Math.max(most, value), 0);
  return (Math.sqrt(lower) + Math.sqrt(upper)) / 2;
}

function squaredDistance(positions: ArrayLike<number>, a: number, b: number, dimension: number): number {
  let squared = 0;
  for (let k = 0; k < dimension; k++) squared += (positions[a + k]! - positions[b + k]!) ** 2;
  return squared;
}

/**
 * The value that would be at `place` in ascending order. Values are swapped until none before it is larger and none behind it smaller (Hoare's
 * selection): sorting takes six times as long, and SVGD asks in every step.
 */
function select(values: Float64Array, place: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let [left, right] = [low, high];
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      [values[left], values[right]] = [values[right]!, values[left]!];
      left++;
      right--;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return values[place]!;
}
