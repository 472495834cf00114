import { RunError } from '../errors.ts';

/** So many halvings or doublings span 30 orders of magnitude. */
const MOST_TRIALS = 100;

/**
 * A step size of the right order to begin a warm-up with: halved or doubled from `first` until the acceptance crosses 1/2, Hoffman & Gelman 2014,
 * algorithm 4, on the mean acceptance of all chains in place of that of one.
 *
 * @param acceptanceOf mean acceptance probability over the chains of one step of this size, from where they are
 * @throws RunError when none is found: nothing is accepted at any step, or everything at every step
 */
export async function reasonableStepSize(
  acceptanceOf: (stepSize: number) => Promise<number>,
  first: number,
): Promise<number> {
  const isAccepted = async (stepSize: number): Promise<boolean> => (await acceptanceOf(stepSize)) > 0.5;
  const grows = await isAccepted(first);
  let stepSize = first;
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    stepSize *= grows ? 2 : 0.5;
    if ((await isAccepted(stepSize)) !== grows) return stepSize;
  }
  throw new RunError(
    `warm-up: ${grows ? 'every' : 'no'} step size is accepted, from ${first.toPrecision(3)} to ${stepSize.toExponential(1)}`,
  );
}
