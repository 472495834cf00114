import '../../../systems/index.ts';
import { firstLine } from '../../errors.ts';
import { pointLook, type Size } from '../../picture/index.ts';
import { gaussian } from '../../targets/index.ts';
import { type BackendName, chooseBackend, sharedGpu } from '../../tensor/index.ts';
import { addEnsemble, createWorld, disposeWorld, ensembleOf, step } from '../../world/index.ts';
import { ParticleLayer } from '../worker/drawing/index.ts';
import { type Frame, finish, medians } from './measure.ts';
import { rawPoints } from './raw-points.ts';

const SIZE: Size = { width: 800, height: 600, ratio: 1 };
const COUNTS = [10_000, 100_000, 1_000_000];
/** Milliseconds for one row of the table. */
const BUDGET = 6000;

interface Row {
  count: number;
  /** Median milliseconds per frame. */
  raw: number;
  layer: number;
  /** With one Langevin step before each frame. */
  langevin: number;
}

/** A layer with one cloud in [−1, 1]² on all of the canvas. */
async function openLayer(canvas: OffscreenCanvas, count: number): Promise<ParticleLayer> {
  const layer = await ParticleLayer.open(canvas, SIZE);
  const whole = { x: 0, y: 0, width: SIZE.width, height: SIZE.height };
  const content = {
    ...{ index: 0, count, dimension: 2, axes: [0, 1] },
    ...{ place: { pane: whole, plot: whole }, window: [[-1, 1], [-1, 1]] as const }, // biome-ignore format: intervals
  };
  layer.arrange([{ content, weighted: false }], SIZE, { theme: 'dark', trails: false });
  return layer;
}

/** Points that fill [−1, 1]² evenly. M. Roberts, The unreasonable effectiveness of quasirandom sequences (2018). */
function evenly(count: number, shift: number): Float32Array {
  const RATES = [0.7548776662466927, 0.5698402909980532];
  return Float32Array.from({ length: 2 * count }, (_, i) => 2 * ((shift + RATES[i % 2]! * Math.floor(i / 2)) % 1) - 1);
}

async function rowOf(count: number): Promise<Row> {
  const clouds = [0, 0.5].map((shift) => evenly(count, shift));
  const byHand = new OffscreenCanvas(SIZE.width, SIZE.height);
  const draw = rawPoints(byHand, { count, ...pointLook(count, SIZE) });
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
  const layer = await openLayer(canvas, count);
  const done = async (): Promise<void> => {
    if (layer.kind === 'webgpu') await sharedGpu()!.device.queue.onSubmittedWorkDone();
    else finish(canvas);
  };
  const raw: Frame = async (frame) => {
    draw(clouds[frame % 2]!);
    finish(byHand);
  };
  const ours: Frame = (frame) => {
    layer.render([{ steps: frame, positions: clouds[frame % 2]! }]);
    return done();
  };
  const world = await createWorld({ seed: 'benchmark' });
  const target = gaussian({ covariance: [[0.1, 0], [0, 0.1]] }); // biome-ignore format: a matrix
  const method = { type: 'langevin', stepSize: 0.001 };
  const ensemble = ensembleOf(world, addEnsemble(world, { name: 'particles', count, initial: target, target, method }));
  const moving: Frame = async () => {
    await step(world);
    const { position } = ensemble.columns;
    if (!layer.drawsTensors) await position.pull();
    layer.render([{ steps: ensemble.steps, position }]);
    return done();
  };
  const [rawTime, layerTime, langevin] = await medians([raw, ours, moving], BUDGET);
  disposeWorld(world);
  layer.close();
  return { count, raw: rawTime!, layer: layerTime!, langevin: langevin! };
}

function show({ count, raw, layer, langevin }: Row): void {
  const row = document.querySelector('tbody')!.insertRow();
  const milliseconds = (value: number): string => `${value.toPrecision(3)} ms`;
  const cells = [milliseconds(raw), milliseconds(layer), (layer / raw).toFixed(2), milliseconds(langevin)];
  for (const text of [count.toLocaleString('en'), ...cells]) row.insertCell().textContent = text;
}

async function main(): Promise<void> {
  const state = document.querySelector('#state')!;
  const wanted = (new URLSearchParams(location.search).get('backend') ?? 'auto') as BackendName | 'auto';
  const backend = await chooseBackend(wanted, { wasmPath: new URL('../wasm/', document.baseURI).href });
  const rows: Row[] = [];
  for (const count of COUNTS) {
    state.textContent = `Measuring ${count.toLocaleString('en')} points on ${backend.name} ...`;
    const row = await rowOf(count);
    rows.push(row);
    show(row);
  }
  state.textContent = `Median milliseconds per frame; tensors on ${backend.name} (${backend.reason}).`;
  Object.assign(globalThis, { rows });
}

main().catch((error) => {
  document.querySelector('#state')!.textContent = firstLine(error);
});
