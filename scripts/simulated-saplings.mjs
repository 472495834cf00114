// Writes assets/simulated-saplings.ts, after `npm run build`: 126 points drawn from the log-Gaussian Cox process of the target of that name, on 40 × 40
// cells with the parameters of the literature. Processes are drawn one after the other, and the first with exactly 126 points is kept.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { CoxLattice } = await import(join(root, 'dist/src/targets/cox-lattice.js'));
const { keyOf, normals, Stream, uniforms } = await import(join(root, 'dist/src/random/index.js'));

const COUNT = 126;
const seed = 'saplings';
const variance = 1.91;
const mean = Math.log(COUNT) - variance / 2;
const lattice = new CoxLattice({ grid: 40, points: [], mean, variance, correlationLength: 1 / 33 });

/** By inversion of the distribution function. */
function poisson(rate, uniform) {
  let term = Math.exp(-rate);
  let count = 0;
  for (let rest = uniform - term; rest > 0; rest -= term) term *= rate / ++count;
  return count;
}

function process(attempt) {
  const { grid, dimension, area } = lattice;
  const draw = { key: keyOf(seed, String(attempt)), step: 0, stream: Stream.sample };
  const field = lattice.field(normals(1, dimension, draw));
  const uniform = uniforms(1, dimension, { ...draw, step: 1 });
  const cells = Array.from(field, (value, i) => new Array(poisson(area * Math.exp(value), uniform[i])).fill(i)).flat();
  const offsets = uniforms(cells.length, 2, { ...draw, step: 2 });
  return cells.map((cell, k) => [
    (Math.floor(cell / grid) + offsets[2 * k]) / grid,
    ((cell % grid) + offsets[2 * k + 1]) / grid,
  ]);
}

let attempt = 0;
let points = process(attempt);
while (points.length !== COUNT) points = process(++attempt);
const rows = points.map((point) => `  [${point.map((value) => Number(value.toFixed(4))).join(', ')}],`);
const text = `/*
 * ${COUNT} points in the unit square, simulated by scripts/simulated-saplings.mjs from a log-Gaussian Cox process (seed '${seed}', attempt ${attempt}).
 * They are not the Finnish pine saplings. See README.md in this folder.
 */

export const simulatedSaplings: readonly (readonly [number, number])[] = [
${rows.join('\n')}
];
`;
writeFileSync(join(root, 'assets/simulated-saplings.ts'), text);
console.log(`attempt ${attempt}`);
