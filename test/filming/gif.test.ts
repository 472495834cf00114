import { describe, expect, it } from 'vitest';
import { encoderFor } from '../../src/filming/index.ts';
import { picturesOf, readGif } from '../recording/gif-file.ts';
import { digestOf, drawnFrames, GIF_DIGEST, SIZE } from './drawn-frames.ts';

const FRAMES = drawnFrames(5);

async function encoded(pace: { onFrame?: (fraction: number) => void; signal?: AbortSignal } = {}): Promise<Uint8Array> {
  const encoder = encoderFor('gif', { ...SIZE, fps: 10 });
  for (const frame of FRAMES) await encoder.add(frame);
  return encoder.finish(pace);
}

describe('GIF of frames', () => {
  it('has the same bytes everywhere: the browser finds them too', async () => {
    expect(await digestOf(await encoded())).toBe(GIF_DIGEST);
  });

  it('shows the frames, each at its time, in the nearest of its colours', async () => {
    const gif = readGif(await encoded());
    expect(gif.frames).toHaveLength(FRAMES.length);
    for (const [i, picture] of picturesOf(gif).entries()) {
      const truth = FRAMES[i]!.pixels().filter((_, at) => at % 4 !== 3);
      const worst = truth.reduce((most, value, at) => Math.max(most, Math.abs(value - picture[at]!)), 0);
      // A frame too early or too late is 140 away.
      expect(worst).toBeLessThan(30);
    }
  });

  it('says how far it is, and stops where it is aborted', async () => {
    const fractions: number[] = [];
    await encoded({ onFrame: (fraction) => fractions.push(fraction) });
    expect(fractions).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    const stopping = new AbortController();
    const short = await encoded({ onFrame: () => stopping.abort(), signal: stopping.signal });
    expect(readGif(short).frames).toHaveLength(1);
  });
});
