import { penguins } from '../assets/penguins.ts';
import { keyOf, Stream, uniforms } from '../src/random/index.ts';
import { eightGaussians, empirical, gaussian, mixture, type Target } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { entropicTransport, langevin, mongeAmpere } from '../systems/index.ts';

type Rows = number[][];

/** Of both maps: about the variance of one cluster, where the bias of the plain one is plain to see. */
const epsilon = 0.4;
/** Points of noise that the maps are found from, not the ones that they are applied to. */
const noise = 2000;
/** Where the likelihood of each penguin of the training half under the kernels of the others is highest. */
const BANDWIDTH = 0.28;
const ring = eightGaussians();

/** Two halves by chance. */
function halves(rows: Rows, seed: string): [training: Rows, heldBack: Rows] {
  const lots = uniforms(rows.length, 1, { key: keyOf(seed), step: 0, stream: Stream.sample });
  const shuffled = rows.map((_, i) => i).sort((i, j) => lots[i]! - lots[j]!);
  const middle = rows.length >> 1;
  return [shuffled.slice(0, middle), shuffled.slice(middle)].map((half) => half.map((i) => rows[i]!)) as [Rows, Rows];
}

/** Both halves in the units in which the training half has mean 0 and variance 1. */
function standardised([training, heldBack]: [Rows, Rows]): [Rows, Rows] {
  const { mean, covariance } = empirical({ points: training }).moments!;
  const inUnits = (rows: Rows): Rows =>
    rows.map((row) => row.map((value, k) => (value - mean[k]!) / Math.sqrt(covariance[k]![k]!)));
  return [inUnits(training), inUnits(heldBack)];
}

/** Three ways to new points: a map found from the data in the flow's time, one found at once, and Langevin dynamics with a density. */
function threeWays(label: string, [training, heldBack]: [Rows, Rows], density: Target, time: number) {
  const data = { target: empirical({ points: training }), heldBack: empirical({ points: heldBack }) };
  return [
    {
      name: `${label}-monge-ampere`,
      ...data,
      method: mongeAmpere({ discretisation: 'samples', stepSize: epsilon, noise }),
    },
    {
      name: `${label}-entropic-map`,
      ...data,
      method: entropicTransport({ epsilon, stepSize: 0.1, noise }),
      duration: { time: 1 },
    },
    {
      name: `${label}-langevin`,
      ...{ target: density, heldBack: data.heldBack, method: langevin({ stepSize: 0.02 }), duration: { time } },
    },
  ];
}

const beaks = standardised(halves(penguins.map(([, , length, depth]) => [length, depth]), 'penguins')); // biome-ignore format: one line
const points = ring.sample!(2000, 'data');
const onRing = halves(Array.from({ length: 2000 }, (_, i) => Array.from(points.subarray(2 * i, 2 * i + 2))), 'ring'); // biome-ignore format: one line

export default defineScene({
  name: 'one-shot-generation',
  title: 'New penguins out of noise, in one shot',
  description:
    'Half of the data train, the other half judges. The map of the parabolic Monge-Ampère equation, found from the training half and 2,000 points of noise, is applied to new noise; so is a plain entropic map with the same ε, whose averages shrink what they make. Langevin dynamics need a density: that of the ring itself, and for the penguins, which have none, a kernel density estimate of the training half, that adds the variance of its kernels. Data: lengths and depths of the beaks of 333 penguins of three species, and 2,000 points of a ring of eight Gaussians. What counts is the distance to the half that was held back, beside what draws from the training half have.',
  citation:
    'N. Deb, Y.-H. Kim, S. Pal and G. Schiebinger, arXiv:2307.16421 (2023); penguins: Horst, Hill and Gorman, palmerpenguins (2020), CC0.',
  duration: { time: 6 },
  frames: 15,
  count: 1000,
  initial: gaussian({ dimension: 2 }),
  ensembles: [
    ...threeWays('penguins', beaks, mixture({ means: beaks[0], scale: BANDWIDTH }), 10),
    ...threeWays('ring', onRing, ring, 20),
  ],
});
