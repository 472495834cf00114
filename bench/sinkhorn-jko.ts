import { sinkhornJkoStep } from '../src/sinkhorn-jko/index.ts';
import { lawOfMasses, siteKernel } from '../src/sites/index.ts';

/*
 * CPU seconds of a Sinkhorn JKO step with τ = .02 in a tilted double well, who solved it, on how many sites it ended, in how many iterations, and how:
 * the first step from a Dirac, a Gaussian and the uniform law, and the slowest of the three after it.
 *
 *   node dist/bench/sinkhorn-jko.js
 */

interface Setting {
  name: string;
  sites: Float64Array;
  dimension: number;
  epsilons: number[];
}

const STEP = 0.02;

const axis = (n: number): number[] => Array.from({ length: n }, (_, i) => -1 + (2 * i) / (n - 1));
const grid = (n: number): Float64Array => Float64Array.from(axis(n).flatMap((x) => axis(n).flatMap((y) => [x, y])));
const fraction = (value: number): number => value - Math.floor(value);
/** The R2 sequence in [−1, 1]². */
const cloud = (n: number): Float64Array =>
  Float64Array.from({ length: 2 * n }, (_, at) => {
    const i = Math.floor(at / 2) + 1;
    return 2 * fraction(i * (at % 2 === 0 ? 0.7548776662466927 : 0.5698402909980532)) - 1;
  });

const settings: Setting[] = [
  ...[41, 400, 1024].map((n) => ({
    name: `line of ${n}`,
    sites: Float64Array.from(axis(n)),
    dimension: 1,
    epsilons: [1, 0.05],
  })),
  ...[20, 64].map((n) => ({ name: `grid ${n}²`, sites: grid(n), dimension: 2, epsilons: [1, 0.1] })),
  { name: 'grid 96²', sites: grid(96), dimension: 2, epsilons: [1, 0.3, 0.1, 0.05, 0.02, 0.005] },
  ...[200, 2000].map((n) => ({ name: `cloud of ${n}`, sites: cloud(n), dimension: 2, epsilons: [1, 0.1] })),
];

const starts: Record<string, (squared: number, isNearest: boolean) => number> = {
  Dirac: (_, isNearest) => (isNearest ? 1 : 0),
  Gaussian: (squared) => Math.exp(-squared / (2 * 0.1 ** 2)),
  uniform: () => 1,
};

const busySeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function measure({ name, sites, dimension, epsilons }: Setting): Promise<void> {
  const count = sites.length / dimension;
  const at = (f: (x: number, y: number) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => f(sites[i * dimension]!, dimension === 2 ? sites[2 * i + 1]! : 0));
  const energy = {
    potential: at((x, y) => 4 * ((x / 0.6) ** 2 - 1) ** 2 - 4 * x + 4 * y ** 2),
    entropy: 0,
    volumes: new Float64Array(count).fill(1),
  };
  const squared = at((x, y) => (x + 0.6) ** 2 + y ** 2);
  const nearest = squared.indexOf(squared.reduce((least, value) => Math.min(least, value)));
  for (const epsilon of epsilons) {
    const kernel = siteKernel({ sites, dimension, epsilon });
    for (const [start, weight] of Object.entries(starts)) {
      let law = await lawOfMasses(
        kernel,
        squared.map((value, i) => weight(value, i === nearest)),
      );
      const lines: [seconds: number, words: string][] = [];
      for (let k = 0; k < 4; k++) {
        const before = busySeconds();
        const step = await sinkhornJkoStep(kernel, law, energy, { stepSize: STEP });
        const seconds = busySeconds() - before;
        const { solver, supportSize, iterations } = step.report;
        lines.push([
          seconds,
          `${seconds.toFixed(3)} s, ${solver}, ${supportSize} sites, ${iterations} iterations, ${step.status}`,
        ]);
        law = step.law;
      }
      const slowest = lines.slice(1).reduce((worst, line) => (line[0] > worst[0] ? line : worst));
      console.log(`${name}, ε = ${epsilon}, ${start}: first ${lines[0]![1]}; then ${slowest[1]}`);
    }
  }
}

for (const setting of settings) await measure(setting);
