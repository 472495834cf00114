import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { type RecordOptions, record } from '../../src/recording/index.ts';
import { defineScene } from '../../src/world/index.ts';
import '../../systems/index.ts';
import { eightGaussians, gaussian } from '../../src/targets/index.ts';
import { langevin, mala } from '../../systems/index.ts';
import { temporaryFolder } from '../headless/folder.ts';
import { picturesOf, readGif } from './gif-file.ts';
import { readWebm, webpOf } from './webm-file.ts';

const folder = temporaryFolder();
const scene = defineScene({
  name: 'ring',
  title: 'Ring',
  duration: { steps: 40 },
  count: 60,
  initial: gaussian({ dimension: 2 }),
  target: eightGaussians(),
  ensembles: [
    { name: 'a', method: langevin({ stepSize: 0.05 }) },
    { name: 'b', method: mala({ stepSize: 0.05 }) },
  ],
});
const size = { width: 320, height: 180 };
const film = { size, seconds: 0.5, fps: 10, backend: 'cpu' } as const;
const path = (name: string): string => join(folder, name);
const filmed = async (name: string, options: Partial<RecordOptions> = {}): Promise<Uint8Array> => {
  await record(scene, { ...film, ...options, out: path(name) });
  return readFileSync(path(name));
};

/** Red, green and blue of a picture file. */
async function pixelsOf(file: Uint8Array): Promise<Uint8Array> {
  const image = await loadImage(Buffer.from(file));
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height).data.filter((_, i) => i % 4 !== 3) as never;
}

const meanDifference = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;

describe('record', () => {
  it('paints the end of a run, or the part of it that is wanted, as a PNG', async () => {
    const end = await filmed('end.png');
    const image = await loadImage(Buffer.from(end));
    expect([image.width, image.height]).toEqual([320, 180]);
    const [start, late] = [await filmed('start.png', { at: 0 }), await filmed('late.png', { at: 1 })];
    expect(Buffer.compare(late, end)).toBe(0);
    expect(meanDifference(await pixelsOf(start), await pixelsOf(end))).toBeGreaterThan(1);
  });

  it('writes a GIF that goes on for ever, its frames those of the run at their times', async () => {
    const gif = readGif(await filmed('film.gif', { seconds: 1, fps: 12 }));
    expect(gif).toMatchObject({ ...size, loops: 0 });
    const delays = gif.frames.map(({ delay }) => delay);
    // 12 frames in 100 hundredths of a second.
    expect(delays).toHaveLength(12);
    expect(delays.reduce((sum, delay) => sum + delay, 0)).toBe(100);
    expect(new Set(delays)).toEqual(new Set([8, 9]));
    const pictures = picturesOf(gif);
    for (const [frame, at] of [
      [0, 0],
      [5, 5 / 11],
      [11, 1],
    ] as const) {
      // biome-ignore format: pairs
      const picture = await pixelsOf(await filmed('frame.png', { at }));
      // 255 colours: at most .2 apart on average; the next frame is more than 1 away.
      expect(meanDifference(pictures[frame]!, picture)).toBeLessThan(0.5);
    }
    expect(meanDifference(pictures[0]!, pictures[11]!)).toBeGreaterThan(1);
  });

  it('writes a WebM of VP8 key frames with the right duration, its frames those of the run', async () => {
    const webm = readWebm(await filmed('film.webm', { seconds: 1, fps: 12 }));
    expect(webm).toMatchObject({ ...size, codec: 'V_VP8' });
    expect(webm.duration).toBeCloseTo(1000, 6);
    expect(webm.frames).toHaveLength(12);
    for (const [i, { time, isKey }] of webm.frames.entries()) {
      expect(isKey).toBe(true);
      expect(Math.abs(time - (1000 * i) / 12)).toBeLessThanOrEqual(1);
    }
    for (const [frame, at] of [
      [0, 0],
      [11, 1],
    ] as const) {
      // biome-ignore format: pairs
      const decoded = await pixelsOf(webpOf(webm.frames[frame]!.data));
      expect(meanDifference(decoded, await pixelsOf(await filmed('frame.png', { at })))).toBeLessThan(3);
    }
  });

  it('takes odd sizes', async () => {
    const odd = { size: { width: 161, height: 97 } };
    expect(readWebm(await filmed('odd.webm', odd))).toMatchObject(odd.size);
    expect(readGif(await filmed('odd.gif', odd))).toMatchObject(odd.size);
  });

  it('gives the same bytes for the same seed, and others for another one', async () => {
    for (const ending of ['png', 'gif', 'webm']) {
      const [first, again] = [await filmed(`first.${ending}`), await filmed(`again.${ending}`)];
      expect(Buffer.compare(first, again)).toBe(0);
      await record({ ...scene, seed: 'another' }, { ...film, out: path(`other.${ending}`) });
      expect(Buffer.compare(first, readFileSync(path(`other.${ending}`)))).not.toBe(0);
    }
  });

  it('has a dark and a light theme', async () => {
    const paper = async (theme: 'dark' | 'light') => [
      ...(await pixelsOf(await filmed('paper.png', { theme }))).subarray(0, 3),
    ];
    expect(await paper('dark')).toEqual([0x14, 0x16, 0x1a]);
    expect(await paper('light')).toEqual([0xfd, 0xfc, 0xf9]);
  });

  it('says how far it is, and what it made', async () => {
    const fractions: number[] = [];
    const made = await record(scene, {
      ...film,
      out: path('told.gif'),
      onProgress: ({ fraction }) => fractions.push(fraction),
    });
    expect(fractions).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect(made).toMatchObject({ ...size, frames: 5, seconds: 0.5, bytes: readFileSync(path('told.gif')).length });
    expect(made!.stopped).toBeUndefined();
  });

  it('leaves nothing behind when it is interrupted, and an older file as it was', async () => {
    const out = path('kept.gif');
    writeFileSync(out, 'older');
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    expect(await record(scene, { ...film, out, signal: controller.signal, onProgress })).toBeUndefined();
    expect(readFileSync(out, 'utf8')).toBe('older');
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it('goes on when an ensemble stops, and says so when all did', async () => {
    const wild = defineScene({
      ...scene,
      duration: { steps: 40 },
      ensembles: [{ ...scene.ensembles[0]!, method: langevin({ stepSize: 1e30 }), duration: { steps: 40 } }],
    });
    const made = await record(wild, { ...film, out: path('wild.gif') });
    expect(made!.stopped).toMatch(/step/);
    expect(readGif(readFileSync(path('wild.gif'))).frames).toHaveLength(5);
  });

  it.each<[string, Partial<RecordOptions>, RegExp]>([
    [
      'another ending',
      { out: 'film.mp4' },
      /^out: must be a file that ends in \.webm, \.gif or \.png, got "film\.mp4"$/,
    ],
    ['no ending', { out: 'film' }, /^out: must be a file that ends in /],
    [
      'a folder that is not there',
      { out: path('nowhere/film.gif') },
      /^out: must be a file that can be written, got .*its folder does not exist\)$/,
    ],
    ['a folder', { out: path('folder.gif') }, /it is a folder/],
    ['a time outside of the run', { out: path('x.png'), at: 1.5 }, /^at: must be a part of the run, 0 to 1, got 1\.5$/],
    [
      'too many frames for a GIF',
      { out: path('x.gif'), fps: 60 },
      /^fps: must be more than 0 and at most 50 for a \.gif, got 60$/,
    ],
    [
      'no frames',
      { out: path('x.webm'), seconds: 0.01 },
      /^seconds: must be 2 to 20000 frames, got 0\.01 at 10 frames per second$/,
    ],
  ])('refuses %s in one line', async (_, options, message) => {
    mkdirSync(path('folder.gif'), { recursive: true });
    await expect(record(scene, { ...film, out: 'x', ...options })).rejects.toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringMatching(message) }),
    );
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)('refuses a folder that it may not write into', async () => {
    mkdirSync(path('locked'));
    chmodSync(path('locked'), 0o500);
    await expect(record(scene, { ...film, out: path('locked/film.gif') })).rejects.toThrow(/permission denied/);
    expect(existsSync(path('locked/film.gif'))).toBe(false);
  });
});
