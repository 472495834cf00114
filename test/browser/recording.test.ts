import { afterEach, describe, expect, it, vi } from 'vitest';
import { encoderFor } from '../../src/filming/index.ts';
import { Player } from '../../src/playing/index.ts';
import { gaussian } from '../../src/targets/index.ts';
import { chooseBackend } from '../../src/tensor/index.ts';
import type { RecordingWish, Report } from '../../src/viewer/protocol.ts';
import { CodecEncoder, canvasSheet, encoderHere, Recorder } from '../../src/viewer/worker/recording/index.ts';
import { defineScene } from '../../src/world/index.ts';
import { langevin } from '../../systems/langevin.ts';
import { digestOf, drawnFrames, GIF_DIGEST, SIZE } from '../filming/drawn-frames.ts';

const FILM = { width: 160, height: 120, fps: 8 };
const FRAMES = 6;

/** A film that goes from black to white. */
async function painted(encoder: Awaited<ReturnType<typeof encoderHere>>): Promise<Blob> {
  const sheet = canvasSheet(FILM.width, FILM.height);
  for (let i = 0; i < FRAMES; i++) {
    const grey = Math.round((255 * i) / (FRAMES - 1));
    sheet.painter.fillStyle = `rgb(${grey}, ${grey}, ${grey})`;
    sheet.painter.fillRect(0, 0, FILM.width, FILM.height);
    await encoder.add(sheet);
  }
  return new Blob([Uint8Array.from(await encoder.finish())], { type: 'video/webm' });
}

/** A video at a moment, in seconds. */
async function shown(file: Blob, at: number): Promise<{ duration: number; size: number[]; grey: number }> {
  const video = document.createElement('video');
  const event = (name: string): Promise<void> =>
    new Promise((resolve, reject) => {
      video.addEventListener(name, () => resolve(), { once: true });
      video.addEventListener('error', () => reject(new Error(video.error!.message)), { once: true });
    });
  const ready = event('loadeddata');
  video.src = URL.createObjectURL(file);
  await ready;
  const there = event('seeked');
  video.currentTime = at;
  await there;
  const canvas = new OffscreenCanvas(1, 1).getContext('2d')!;
  canvas.drawImage(video, 0, 0, 1, 1);
  URL.revokeObjectURL(video.src);
  const size = [video.videoWidth, video.videoHeight];
  return { duration: video.duration, size, grey: canvas.getImageData(0, 0, 1, 1).data[0]! };
}

describe('encoders in the browser', () => {
  it('give the GIF that Node gives', async () => {
    const encoder = encoderFor('gif', { ...SIZE, fps: 10 });
    for (const frame of drawnFrames(5)) await encoder.add(frame);
    const file = await encoder.finish();
    expect(await digestOf(file)).toBe(GIF_DIGEST);
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(file)], { type: 'image/gif' }));
    expect([bitmap.width, bitmap.height]).toEqual([SIZE.width, SIZE.height]);
  });

  it.each<[string, () => Promise<Awaited<ReturnType<typeof encoderHere>>>]>([
    ['WebP pictures', () => encoderHere('webm', FILM)],
    ['the codecs of the browser', async () => (await CodecEncoder.open(FILM))!],
  ])('make a WebM of %s that a video element plays: its duration, its size, its frames', async (_, open) => {
    const file = await painted(await open());
    const start = await shown(file, 0.01);
    expect(start.duration).toBeCloseTo(FRAMES / FILM.fps, 3);
    expect(start.size).toEqual([FILM.width, FILM.height]);
    expect(start.grey).toBeLessThan(25);
    expect(Math.abs((await shown(file, 2.5 / FILM.fps)).grey - 102)).toBeLessThan(25);
    expect((await shown(file, 5.5 / FILM.fps)).grey).toBeGreaterThan(230);
  });
});

describe('a browser that writes no WebP', () => {
  const writesPngOnly = () =>
    vi.spyOn(OffscreenCanvas.prototype, 'convertToBlob').mockResolvedValue(new Blob([], { type: 'image/png' }));
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it('makes a WebM by its codecs', async () => {
    writesPngOnly();
    expect(await encoderHere('webm', FILM)).toBeInstanceOf(CodecEncoder);
  });

  it('says so where it has no codecs either', async () => {
    writesPngOnly();
    vi.stubGlobal('VideoEncoder', undefined);
    await expect(encoderHere('webm', FILM)).rejects.toThrow(/^recording: this browser writes neither WebP nor VP8/);
    expect(await encoderHere('gif', FILM)).toBeDefined();
  });
});

describe('the recorder', () => {
  const scene = defineScene({
    ...{ name: 'cloud', title: 'Cloud', duration: { steps: 40 }, count: 50 },
    initial: gaussian({ dimension: 2 }),
    target: gaussian({ mean: [2, 0] }),
    ensembles: [{ name: 'a', method: langevin({ stepSize: 0.05 }) }],
  });
  const look = { theme: 'dark', layout: 'side-by-side', ground: 'contours', potentials: true, headings: true } as const;
  const wish: RecordingWish = {
    ...{ format: 'webm', size: { width: 160, height: 120 }, seconds: 0.5, fps: 10 },
    look: { ...look, trails: false, marginals: false, coupling: true, exact: true, mirror: false },
  };
  const open = async (): Promise<{ recorder: Recorder; reports: Report[] }> => {
    await chooseBackend('cpu');
    const reports: Report[] = [];
    return { recorder: new Recorder((report) => reports.push(report), 'cpu'), reports };
  };
  const fileIn = (reports: Report[]): Blob | undefined => {
    const end = reports.at(-1)!;
    return end.type === 'recorded' ? end.file : undefined;
  };

  it('films a run from its start to its end, and another world that plays meanwhile comes to the state it comes to alone', async () => {
    const { recorder, reports } = await open();
    const [alone, disturbed] = [
      await Player.open(scene, { backend: 'cpu' }),
      await Player.open(scene, { backend: 'cpu' }),
    ];
    await alone.to(0.8);
    const film = recorder.film(scene, wish);
    for (let part = 0; part <= 0.8; part += 0.05) {
      await disturbed.to(part);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await disturbed.to(0.8);
    await film;
    expect(await disturbed.hash()).toBe(await alone.hash());
    const told = reports.flatMap((report) => (report.type === 'recording' ? [report.fraction] : []));
    expect(told).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect((await shown(fileIn(reports)!, 0)).duration).toBeCloseTo(0.5, 3);
  });

  it('stopped, gives no file; then it is free again, for a picture of what is on view too', async () => {
    const { recorder, reports } = await open();
    const film = recorder.film(scene, { ...wish, format: 'gif' });
    await expect(recorder.film(scene, wish)).rejects.toThrow('recording: one is being made already');
    recorder.stop();
    await film;
    expect(reports).toEqual([{ type: 'recorded' }]);
    const player = await Player.open(scene, { backend: 'cpu' });
    await recorder.shoot(player, { ...wish, format: 'png' });
    const bitmap = await createImageBitmap(fileIn(reports)!);
    expect([bitmap.width, bitmap.height]).toEqual([160, 120]);
  });

  it('says in one line what cannot be', async () => {
    const { recorder, reports } = await open();
    await recorder.film(scene, { ...wish, fps: 500 });
    expect(reports).toEqual([
      { type: 'failed', message: 'fps: must be more than 0 and at most 120 for a .webm, got 500' },
      { type: 'recorded' },
    ]);
  });
});
