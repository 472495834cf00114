import { keyOf, uniforms } from '../src/random/index.ts';
import { lawOfMasses, type SiteKernel, siteKernel } from '../src/sites/index.ts';
import { chooseBackend } from '../src/tensor/index.ts';

/*
 * `npm run bench:sites [-- ε ...]`: the Gibbs kernel between sites in [−1, 1]². Milliseconds of a product Gv with all sites and with ten, of
 * log Σ_j G_ij exp(h_j), and of the law of a Gaussian of deviation .2, with the products that it took. The least of several runs, because
 * other programs on the machine only make them slower.
 */

const DIMENSION = 2;
const GRIDS = [64, 96, 128, 256, 512];
const CLOUDS = [2000, 10_000];
const REPEAT_MS = 300;

function grid(side: number): Float64Array {
  const node = (i: number): number => -1 + (2 * i) / (side - 1);
  return Float64Array.from({ length: DIMENSION * side * side }, (_, at) => {
    const i = Math.floor(at / DIMENSION);
    return at % DIMENSION === 0 ? node(Math.floor(i / side)) : node(i % side);
  });
}

const draw = (stream: number) => ({ key: keyOf('bench-sites'), step: 0, stream });

const cloud = (count: number): Float64Array =>
  Float64Array.from(uniforms(count, DIMENSION, draw(0)), (u) => Math.fround(2 * u - 1));

/** Wall milliseconds, the least of as many runs as fit into a moment, three at least. */
async function least(work: () => unknown): Promise<string> {
  let best = Number.POSITIVE_INFINITY;
  const start = performance.now();
  for (let run = 0; run < 3 || performance.now() - start < REPEAT_MS; run++) {
    const before = performance.now();
    await work();
    best = Math.min(best, performance.now() - before);
  }
  return best.toFixed(best < 10 ? 2 : 0);
}

async function productsOfLaw(kernel: SiteKernel, masses: Float64Array): Promise<number> {
  let products = 0;
  const apply: SiteKernel['apply'] = (v) => {
    products++;
    return kernel.apply(v);
  };
  await lawOfMasses({ ...kernel, apply }, masses);
  return products;
}

async function row(name: string, sites: Float64Array, epsilon: number): Promise<Record<string, string | number>> {
  const kernel = siteKernel({ sites, dimension: DIMENSION, epsilon });
  const all = Float64Array.from(uniforms(kernel.count, 1, draw(1)));
  const ten = all.map((value, i) => (i % Math.ceil(kernel.count / 10) === 0 ? value : 0));
  const gaussian = all.map((_, i) => Math.exp(-(sites[2 * i]! ** 2 + sites[2 * i + 1]! ** 2) / 0.08));
  return {
    sites: name,
    kernel: kernel.kind,
    'product, ms': await least(() => kernel.apply(all)),
    'of ten sites': await least(() => kernel.apply(ten)),
    'log, ms': await least(() => kernel.logApply(all.map(Math.log))),
    'log of ten sites': await least(() => kernel.logApply(ten.map(Math.log))),
    'log, h within ±1000': await least(() => kernel.logApply(all.map((value) => 2000 * value - 1000))),
    'law, ms': await least(() => lawOfMasses(kernel, gaussian)),
    products: await productsOfLaw(kernel, gaussian),
  };
}

const { threads } = await chooseBackend('wasm');
const given = process.argv.slice(2).map(Number);
for (const epsilon of given.length > 0 ? given : [1, 0.01]) {
  console.log(`ε = ${epsilon}, ${threads} threads for fused kernels`);
  const rows: Record<string, string | number>[] = [];
  for (const side of GRIDS) rows.push(await row(`${side} × ${side}`, grid(side), epsilon));
  for (const count of CLOUDS) rows.push(await row(`${count.toLocaleString('en')} at random`, cloud(count), epsilon));
  console.table(rows);
}
