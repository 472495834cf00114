import type { Chain, ChainStack } from './chains.ts';
import { type DrawStatistic, statisticsNamed } from './statistics.ts';

/**
 * One chain as a CSV file of CmdStan: configuration in comments, then lp__, …, x.1, …, x.d. Numbers are the shortest that come back to the same bits.
 * NUTS files say `algorithm = hmc`, as readers look for tree depths and divergences there; all others `fixed_param`, which readers take as draws alone.
 * @see https://mc-stan.org/docs/cmdstan-guide/stan_csv_apdx.html
 * @param number 1 for the first chain of the stack
 */
export function chainCsv(stack: ChainStack, chain: Chain, number: number): string {
  const statistics = statisticsNamed(chain.statistics.keys());
  const columns = Array.from({ length: stack.dimension }, (_, k) => `x.${k + 1}`);
  const header = [...statistics.map(({ cmdstan }) => cmdstan), ...columns].join(',');
  const adaptation = adaptationLines(chain);
  const lines = isStanNuts(stack, chain)
    ? [...configuration(stack, chain, number), header, ...adaptation]
    : [...configuration(stack, chain, number), ...adaptation, header];
  return `${[...lines, ...rows(stack, chain, statistics)].join('\n')}\n`;
}

function configuration(stack: ChainStack, chain: Chain, number: number): string[] {
  const { target, method, methodType, parameters, versions, layout, draws, thinning, warmupSteps } = stack;
  // Readers refuse chains that differ in num_samples, num_warmup or thin: what is a chain's own follows under other names.
  return [
    `ottoflow_version = ${versions.join(', ')}`,
    `model = ${target}`,
    'method = sample',
    '  sample',
    `    num_samples = ${draws * thinning}`,
    `    num_warmup = ${warmupSteps}`,
    '    save_warmup = 0',
    `    thin = ${thinning}`,
    ...(isStanNuts(stack, chain)
      ? [
          '    algorithm = hmc',
          '      hmc',
          '        engine = nuts',
          '          nuts',
          `            max_depth = ${parameters.maxDepth ?? STANDARD_DEPTH}`,
        ]
      : ['    algorithm = fixed_param']),
    `        metric = ${metricOf(stack, chain)}`,
    `id = ${number}`,
    'random',
    `  seed = ${chain.seed}`,
    `ottoflow_method = ${method}`,
    `ottoflow_method_type = ${methodType}`,
    `ottoflow_parameters = ${JSON.stringify(parameters)}`,
    `ottoflow_replicate = ${chain.replicate}`,
    `ottoflow_stride = ${chain.stride}`,
    `ottoflow_warmup_steps = ${chain.warmupSteps}`,
    layout === 'chains'
      ? `ottoflow_chain = ${chain.index}`
      : 'rows are the particles of the final cloud, in no order of time',
  ].map((line) => `# ${line}`);
}

/** That of Stan and of the method. */
const STANDARD_DEPTH = 10;

/** What the mass is: `unknown` where it was learnt but is not in the record. */
function metricOf({ parameters }: ChainStack, { inverseMass }: Chain): 'diag_e' | 'unit_e' | 'unknown' {
  if (inverseMass) return 'diag_e';
  return parameters.mass === 'identity' || !parameters.warmup ? 'unit_e' : 'unknown';
}

/** Readers of Stan's NUTS want all of these. */
function isStanNuts(stack: ChainStack, chain: Chain): boolean {
  const { statistics, stepSize } = chain;
  const hasFigures = stepSize !== undefined && statistics.has('treeDepth') && statistics.has('divergent');
  return stack.methodType === 'nuts' && hasFigures && metricOf(stack, chain) !== 'unknown';
}

function adaptationLines({ stepSize, inverseMass }: Chain): string[] {
  if (stepSize === undefined) return [];
  const mass = inverseMass
    ? ['# Diagonal elements of inverse mass matrix:', `# ${Array.from(inverseMass, shortest).join(', ')}`]
    : [];
  return ['# Adaptation terminated', `# Step size = ${stepSize}`, ...mass];
}

function* rows(
  { dimension, draws }: ChainStack,
  { positions, statistics }: Chain,
  columns: readonly DrawStatistic[],
): Generator<string> {
  const known = columns.map(({ name }) => statistics.get(name)!);
  for (let draw = 0; draw < draws; draw++) {
    const figures = known.map((values) =>
      values instanceof Float64Array ? String(values[draw]) : shortest(values[draw]!),
    );
    const x = Array.from(positions.subarray(draw * dimension, (draw + 1) * dimension), shortest);
    yield [...figures, ...x].join(',');
  }
}

/** Nine digits tell any two float32 apart; most need fewer. */
function shortest(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 24) return Object.is(value, -0) ? '-0' : String(value);
  for (let digits = 6; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(Number(value.toPrecision(9)));
}
