// What the chains of a reference run say, with standard errors from the spread of their own estimates.

export const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean and standard error over chains of a vector that each chain estimates. */
function overChains(estimates) {
  const count = estimates.length;
  const value = estimates[0].map((_, k) => average(estimates.map((each) => each[k])));
  const error = value.map((centre, k) =>
    Math.sqrt(estimates.reduce((sum, each) => sum + (each[k] - centre) ** 2, 0) / (count * (count - 1))),
  );
  return { value, error };
}

/** Mean, E of the square and variance of the square of each coordinate of `name`, z or x, with their errors: what the asset holds. */
export function summary(chains, name) {
  const [first, second, fourth] = ['', '2', '4'].map((power) =>
    overChains(chains.map(({ powers }) => powers[name + power])),
  );
  // To first order: Var x² = E x⁴ − (E x²)² moves by what x⁴ − 2 E x² · x² moves.
  const linear = ({ powers }) =>
    powers[`${name}4`].map((value, k) => value - 2 * second.value[k] * powers[`${name}2`][k]);
  return {
    mean: first.value,
    meanError: first.error,
    second: second.value,
    secondError: second.error,
    varianceOfSquare: fourth.value.map((value, k) => value - second.value[k] ** 2),
    varianceOfSquareError: overChains(chains.map(linear)).error,
  };
}

/** The largest standard errors, in standard deviations of what they belong to. */
export const worst = ({ mean, meanError, second, secondError, varianceOfSquare }) => ({
  mean: Math.max(...meanError.map((error, k) => error / Math.sqrt(second[k] - mean[k] ** 2))),
  square: Math.max(...secondError.map((error, k) => error / Math.sqrt(varianceOfSquare[k]))),
});

/** The largest split R-hat (Gelman et al. 2013) of all z_k and z_k². */
export const largestRhat = (chains, draws) =>
  Math.max(splitRhat(chains, draws, 'z', 'z2'), splitRhat(chains, draws, 'z2', 'z4'));

/** Of what has the means `first` and mean squares `second` in half chains. */
function splitRhat(chains, draws, first, second) {
  const halves = chains.flatMap((each) => each.halves);
  const ofCoordinate = (_, k) => {
    const means = halves.map((half) => half[first][k]);
    const within = average(halves.map((half, i) => half[second][k] - means[i] ** 2));
    const centre = average(means);
    const between = means.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (means.length - 1);
    return Math.sqrt(1 + between / within - 2 / draws);
  };
  return Math.max(...Array.from(halves[0].z, ofCoordinate));
}

/** log Z from all chains, and its error from the estimates of single ones. */
export const logNormalizer = (chains) => ({
  value: bridge(
    chains.flatMap(({ ratios }) => ratios),
    chains.flatMap(({ gaussianRatios }) => gaussianRatios),
  ),
  error: overChains(chains.map(({ ratios, gaussianRatios }) => [bridge(ratios, gaussianRatios)])).error[0],
});

/** log Z as the fixed point of Meng & Wong's optimal bridge between as many draws of the Gaussian as of the posterior. */
function bridge(fromPosterior, fromGaussian) {
  let logZ = average(fromGaussian);
  for (let iteration = 0; iteration < 200; iteration++) {
    const top = average(fromGaussian.map((l) => 1 / (1 + Math.exp(logZ - l))));
    const bottom = average(fromPosterior.map((l) => 1 / (1 + Math.exp(l - logZ))));
    logZ += Math.log(top / bottom);
  }
  return logZ;
}
