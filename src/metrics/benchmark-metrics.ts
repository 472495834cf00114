/** A figure of the benchmark: of clouds, what `assess` gives by this type where target and reference allow it. */
export interface BenchmarkMetric {
  type: string;
  title: string;
  description: string;
  lowerIsBetter: boolean;
  /** What it is of: the particles at one moment, or all draws of independent chains after warm-up. */
  of: 'cloud' | 'chains';
  /** Whether exact samples, as many, have more than 0: then the figure is read beside theirs. */
  hasFloor: boolean;
}

const error = (
  type: string,
  title: string,
  description: string,
  { hasFloor = true, of = 'cloud' }: Partial<BenchmarkMetric> = {},
): BenchmarkMetric => ({
  type,
  title,
  description,
  lowerIsBetter: true,
  of,
  hasFloor,
});

/** There are as many draws as a method came to: no number of exact samples is as many for all. */
const CHAINS = { of: 'chains', hasFloor: false } as const;

/** Every metric of the benchmark, in the order in which tables show them. */
export const benchmarkMetrics: readonly BenchmarkMetric[] = [
  error('bias-x', 'Bias² of x', '(mean of x − E x)²/Var x, average over the coordinates; 1/n for n exact samples'),
  error('bias-x-worst', 'Worst bias² of x', 'the same in the worst coordinate'),
  error('bias-x2', 'Bias² of x²', '(mean of x² − E x²)²/Var x², average over the coordinates; 1/n for n exact samples'),
  error('bias-x2-worst', 'Worst bias² of x²', 'the same in the worst coordinate'),
  error(
    'pooled-bias-x',
    'Pooled bias² of x',
    'bias² of x over all draws of all chains after warm-up: where it does not shrink with the budget, it is the bias of the stationary law',
    CHAINS,
  ),
  error('pooled-bias-x2', 'Pooled bias² of x²', 'the same of x²', CHAINS),
  error('sliced-w2', 'Sliced W₂', 'sliced Wasserstein distance to exact samples, over the same directions'),
  error(
    'sinkhorn-divergence',
    'Sinkhorn divergence',
    'S_ε to exact samples, cost ½|x − y|², ε = tr Σ/20 with the regulariser ε·KL',
  ),
  error('mmd', 'MMD²', 'unbiased, Gaussian kernel of the median distance of exact samples; around 0 for exact samples'),
  error('energy-distance', 'Energy distance', 'unbiased, to exact samples; around 0 for exact samples'),
  error('ksd', 'Kernel Stein discrepancy', 'from ∇ log π alone, inverse multiquadric kernel (c² + |x − y|²)^−½'),
  error('mode-weights', 'Mode weights', 'total variation between the mass near each mode and its weight'),
  error('log-z-error', 'Error of log Z', '|−E − log Z| with E the free energy that the method reports', {
    hasFloor: false,
  }),
];
