/** [step, error] */
export type StepError = [step: number, error: number];

/**
 * The slope of log error over log step by least squares, over the errors above `floor`: what lies below is rounding and has no order.
 * Undefined with fewer than two such errors.
 */
export function fittedOrder(errors: readonly StepError[], floor = 0): number | undefined {
  const points = errors.filter(([, error]) => error > floor).map(logarithms);
  if (points.length < 2) return undefined;
  const [x, y] = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length);
  const covariance = points.reduce((sum, point) => sum + (point[0] - x!) * (point[1] - y!), 0);
  return covariance / points.reduce((sum, point) => sum + (point[0] - x!) ** 2, 0);
}

/** Between each step and the next, largest step first, where both errors are above `floor`. */
export function localOrders(errors: readonly StepError[], floor = 0): number[] {
  const descending = [...errors].sort(([a], [b]) => b - a);
  return descending.slice(1).flatMap((fine, i) => fittedOrder([descending[i]!, fine], floor) ?? []);
}

const logarithms = ([step, error]: StepError): StepError => [Math.log(step), Math.log(error)];
