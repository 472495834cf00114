// Writes assets/log-gaussian-cox-16.ts, the truth of the target `log-gaussian-cox` on 16 × 16 cells, after `npm run build`: some minutes of Hamiltonian
// Monte Carlo in float64, and log Z by bridge sampling (Meng & Wong 1996) between the posterior and its Gaussian approximation at the mode.
// `reference-run.mjs GRID DRAWS` writes nothing: it prints, beside exact truths where there are (grids 1 and 2).
import { writeFileSync } from 'node:fs';
import { simulatedSaplings } from '../dist/assets/simulated-saplings.js';
import { CoxLattice } from '../dist/src/targets/cox-lattice.js';
import { logGaussianCox } from '../dist/src/targets/index.js';
import { hamiltonianChains } from './references/chains.mjs';
import { average, largestRhat, logNormalizer, summary, worst } from './references/estimates.mjs';

const grid = Number(process.argv[2] ?? 16);
const options = { chains: 64, draws: Number(process.argv[3] ?? 5_000), seed: 'reference' };
const variance = 1.91;
const lattice = new CoxLattice({
  grid,
  points: simulatedSaplings,
  mean: Math.log(simulatedSaplings.length) - variance / 2,
  variance,
  correlationLength: 1 / 33,
});

const before = process.cpuUsage();
const chains = hamiltonianChains(lattice, options);
const { user, system } = process.cpuUsage(before);
const [whitened, centred] = [summary(chains, 'z'), summary(chains, 'x')];
const logZ = logNormalizer(chains);
const rhat = largestRhat(chains, options.draws);
const acceptance = average(chains.map((chain) => chain.acceptance));
console.log({ grid, ...options, acceptance, rhat, logZ, cpuSeconds: (user + system) / 1e6 });
console.log('largest standard errors in standard deviations', { whitened: worst(whitened), centred: worst(centred) });

if (process.argv.length > 2) printBeside();
else write();

/** Where the target has exact truths, grids 1 and 2: the largest differences in standard errors. */
function printBeside() {
  for (const [parametrisation, run] of Object.entries({ whitened, centred })) {
    const { moments, squares, logNormalizer: exactLogZ } = logGaussianCox({ grid, parametrisation });
    if (!moments) continue;
    const off = (exact, value, error) => Math.max(...exact.map((each, k) => Math.abs(each - value[k]) / error[k]));
    const mean = off(moments.mean, run.mean, run.meanError);
    const second = off(squares.mean, run.second, run.secondError);
    const varianceOfSquare = off(squares.variance, run.varianceOfSquare, run.varianceOfSquareError);
    console.log(parametrisation, { mean, second, varianceOfSquare, logNormalizer: exactLogZ });
  }
}

/** The rows of the lower triangle of Cov z in units of 10⁻⁴ as 16-bit integers, in base64. */
function packedCovariance() {
  const [entries, d] = [[], lattice.dimension];
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++) {
      const second = average(chains.map(({ outer }) => outer[i * d + j]));
      entries.push(Math.round(1e4 * (second - whitened.mean[i] * whitened.mean[j])));
    }
  return Buffer.from(Int16Array.from(entries).buffer).toString('base64');
}

function write() {
  const figures = (values) => `[${Array.from(values, (value) => Number(value.toPrecision(6))).join(', ')}]`;
  const fields = (run) =>
    Object.entries(run)
      .map(([name, values]) => `    ${name}: ${figures(values)},`)
      .join('\n');
  const text = `/*
 * The posterior of the target 'log-gaussian-cox' on 16 × 16 cells with its default data and parameters, by scripts/reference-run.mjs (npm run references):
 * ${options.chains} chains of ${options.draws} draws, Hamiltonian Monte Carlo in float64, seed '${options.seed}', acceptance ${acceptance.toFixed(3)}, largest split R-hat ${rhat.toFixed(4)} of
 * all z_k and z_k². Standard errors from the spread over the chains; the largest, in posterior standard deviations: E z ${worst(whitened).mean.toFixed(4)},
 * E z² ${worst(whitened).square.toFixed(4)}, E x ${worst(centred).mean.toFixed(4)}, E x² ${worst(centred).square.toFixed(4)}. Generated: do not edit.
 */

/** Per cell: z, and x = mean + Lz. second = E of the square; logNormalizer of the whitened density; covariance of z: see cox-reference.ts. */
export const reference = {
  definition: '${lattice.fingerprint}',
  seed: '${options.seed}',
  chains: ${options.chains},
  draws: ${options.draws},
  largestRhat: ${rhat.toFixed(6)},
  logNormalizer: ${logZ.value.toFixed(4)},
  logNormalizerError: ${logZ.error.toFixed(5)},
  whitened: {
${fields(whitened)}
  },
  centred: {
${fields(centred)}
  },
  covariance: '${packedCovariance()}',
};
`;
  writeFileSync(new URL('../assets/log-gaussian-cox-16.ts', import.meta.url), text);
}
