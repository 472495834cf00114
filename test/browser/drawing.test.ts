import { add, memory, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Column, chooseBackend, releaseBackend, sharedGpu } from '../../src/tensor/index.ts';
import { ParticleLayer } from '../../src/viewer/worker/drawing/index.ts';
import { coveredIn, paneOf, pixelOf, pixelsOf, SIZE } from './canvas.ts';
import { WASM_PATH } from './wasm-path.ts';

const PLACES = [-0.5, -0.5, 0.5, 0.5, 0.5, -0.5];
/** In the middle of a row of pixels: a line between two may be drawn on either. */
const MIDDLE = 1 / 140;
const look = { theme: 'dark', trails: false } as const;

describe.each(['wasm', 'webgpu'] as const)('particles on %s', (backend) => {
  const errors: string[] = [];
  let layer: ParticleLayer;
  let canvas: OffscreenCanvas;
  beforeAll(async () => {
    await chooseBackend(backend, { wasmPath: WASM_PATH });
    sharedGpu()?.device.addEventListener('uncapturederror', ({ error }) => errors.push(error.message));
  });
  afterEach(() => layer.close());
  afterAll(() => {
    releaseBackend();
    expect(errors).toEqual([]);
  });

  const open = async (): Promise<void> => {
    canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
    layer = await ParticleLayer.open(canvas, SIZE);
  };

  it('are where they are, in the colour of their ensemble, and nowhere else', async () => {
    await open();
    expect(layer.kind).toBe(backend === 'webgpu' ? 'webgpu' : 'webgl');
    const position = new Column(Float32Array.from(PLACES), [3, 2]);
    layer.arrange([paneOf({})], SIZE, look);
    layer.render([{ steps: 0, position }]);
    const pixels = pixelsOf(canvas);
    for (let row = 0; row < 3; row++) {
      const [red, , blue, alpha] = pixels(...pixelOf(PLACES[2 * row]!, PLACES[2 * row + 1]!));
      expect(alpha).toBeGreaterThan(200);
      // #56b4e9
      expect([red! / 255, blue! / 255]).toEqual([expect.closeTo(0x56 / 255, 1), expect.closeTo(0xe9 / 255, 1)]);
    }
    expect(pixels(...pixelOf(-0.5, 0.5))[3]).toBe(0);
    position.dispose();
  });

  it('outside of the plot, or nowhere at all, are not drawn', async () => {
    await open();
    const position = new Column(Float32Array.of(1.2, 0, 0, Number.NaN, Number.POSITIVE_INFINITY, 0), [3, 2]);
    layer.arrange([paneOf({})], SIZE, look);
    layer.render([{ steps: 0, position }]);
    expect(coveredIn(canvas)).toBe(0);
    position.dispose();
  });

  it('are as large as their weights', async () => {
    await open();
    const position = new Column(Float32Array.from(PLACES), [3, 2]);
    const covered = (weights: number[]): number => {
      const weight = new Column(Float32Array.from(weights), [3]);
      layer.arrange([paneOf({ weighted: true })], SIZE, look);
      layer.render([{ steps: 0, position, weight }]);
      weight.dispose();
      return coveredIn(canvas);
    };
    const [one, even] = [covered([1, 0, 0]), covered([1 / 3, 1 / 3, 1 / 3])];
    expect(one / even).toBeGreaterThan(0.7);
    expect(one / even).toBeLessThan(1.3);
    position.dispose();
  });

  it('follow their tensors for 200 frames, and also numbers of the host, without a tensor left behind', async () => {
    await open();
    const position = new Column(Float32Array.from(PLACES), [3, 2]);
    layer.arrange([paneOf({})], SIZE, look);
    let tensors = 0;
    let bytes = 0;
    for (let frame = 0; frame < 200; frame++) {
      position.assign(tidy(() => add(position.matrix, 0.002)));
      layer.render([{ steps: frame, position }]);
      if (frame === 20) [tensors, bytes] = [memory().numTensors, memory().numBytes];
    }
    expect([memory().numTensors, memory().numBytes]).toEqual([tensors, bytes]);
    expect(pixelsOf(canvas)(...pixelOf(-0.1, -0.1))[3]).toBeGreaterThan(200);
    layer.render([{ steps: 0, positions: Float32Array.from(PLACES) }]);
    expect(pixelsOf(canvas)(...pixelOf(-0.5, -0.5))[3]).toBeGreaterThan(200);
    expect(pixelsOf(canvas)(...pixelOf(-0.1, -0.1))[3]).toBe(0);
    position.dispose();
  });

  it('leave trails that fade, but none over a jump or when they begin again', async () => {
    await open();
    const position = new Column(Float32Array.of(-0.9, MIDDLE, -0.9, MIDDLE, -0.9, MIDDLE), [3, 2]);
    layer.arrange([paneOf({})], SIZE, { ...look, trails: true });
    for (let steps = 0; steps < 8; steps++) {
      layer.render([{ steps, position }]);
      position.assign(tidy(() => add(position.matrix, tensor1d([0.1, 0]))));
    }
    // The last place that was drawn is −0.2.
    const alphaAt = (x: number): number => pixelsOf(canvas)(...pixelOf(x, MIDDLE))[3]!;
    layer.render([{ steps: 7, position }]);
    expect(alphaAt(-0.35)).toBeGreaterThan(alphaAt(-0.75));
    expect(alphaAt(-0.75)).toBeGreaterThan(0);
    expect(alphaAt(0.3)).toBe(0);
    position.assign(tidy(() => add(position.matrix, tensor1d([1, 0]))));
    layer.render([{ steps: 8, position }]);
    expect(alphaAt(0.3)).toBe(0);
    layer.render([{ steps: 0, position }]);
    expect(alphaAt(-0.35)).toBe(0);
    position.dispose();
  });

  it('on a sphere are faint behind, and on a line lie in a strip', async () => {
    await open();
    const position = new Column(Float32Array.of(0.5, 0.5, 0.7, -0.5, -0.5, -0.7), [2, 3]);
    const turn = [[1, 0, 0], [0, 1, 0], [0, 0, 1]] as const; // biome-ignore format: a matrix
    layer.arrange([paneOf({ count: 2, dimension: 3, turn })], SIZE, look);
    layer.render([{ steps: 0, position }]);
    const alphaAt = (x: number, y: number): number => pixelsOf(canvas)(...pixelOf(x, y))[3]!;
    expect(alphaAt(-0.5, -0.5) / alphaAt(0.5, 0.5)).toBeCloseTo(0.25, 1);
    position.dispose();
    const line = new Column(Float32Array.of(0.5, -3, Number.NaN), [3]);
    layer.arrange([paneOf({ dimension: 1, axes: [0] })], SIZE, look);
    layer.render([{ steps: 0, position: line }]);
    // The first particle lies at .02 of the height.
    expect(alphaAt(0.5, -0.96)).toBeGreaterThan(100);
    expect(alphaAt(0.5, 0)).toBe(0);
    line.dispose();
  });
});

it('WebGL that was taken away and given back draws what it drew', async () => {
  await chooseBackend('wasm', { wasmPath: WASM_PATH });
  const canvas = new OffscreenCanvas(SIZE.width, SIZE.height);
  const messages: string[] = [];
  let restored = (): void => {};
  const isRestored = new Promise<void>((resolve) => {
    restored = resolve;
  });
  const layer = await ParticleLayer.open(canvas, SIZE, { lost: (message) => messages.push(message), restored });
  const source = { steps: 0, positions: Float32Array.from(PLACES) };
  layer.arrange([paneOf({})], SIZE, { ...look, trails: true });
  layer.render([source]);
  const extension = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
  extension.loseContext();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(messages).toEqual(['the browser took WebGL away']);
  layer.render([source]);
  extension.restoreContext();
  await isRestored;
  layer.render([{ steps: 1, positions: Float32Array.from(PLACES, (place) => -place) }]);
  expect(pixelsOf(canvas)(...pixelOf(0.5, 0.5))[3]).toBeGreaterThan(200);
  expect(pixelsOf(canvas)(...pixelOf(0.5, -0.5))[3]).toBe(0);
  layer.close();
});
