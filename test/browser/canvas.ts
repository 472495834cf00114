import type { Size } from '../../src/picture/index.ts';
import type { ParticlePane } from '../../src/viewer/worker/drawing/index.ts';

export const SIZE: Size = { width: 200, height: 160, ratio: 1 };

/** Three particles in a plot of [−1, 1]² in the middle of the canvas. */
export const paneOf = ({
  weighted = false,
  ...content
}: Partial<ParticlePane['content'] & { weighted: boolean }>): ParticlePane => ({
  weighted,
  content: {
    ...{ index: 0, count: 3, dimension: 2, axes: [0, 1] },
    place: { pane: { x: 0, y: 0, ...SIZE }, plot: { x: 20, y: 10, width: 160, height: 140 } },
    ...{ window: [[-1, 1], [-1, 1]] }, // biome-ignore format: intervals
    ...content,
  },
});

/** Where a point of [−1, 1]² is on the canvas. */
export const pixelOf = (x: number, y: number): [number, number] => [20 + 80 * (x + 1), 10 + 70 * (1 - y)];

/** What is on a canvas now; in the same task as it was drawn, for WebGPU keeps nothing longer. */
export function pixelsOf(canvas: OffscreenCanvas): (x: number, y: number) => Uint8ClampedArray {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')!;
  copy.drawImage(canvas, 0, 0);
  return (x, y) => copy.getImageData(Math.floor(x), Math.floor(y), 1, 1).data;
}

/** Pixels that are not empty. */
export function coveredIn(canvas: OffscreenCanvas): number {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')!;
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  let covered = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at]! > 0) covered++;
  return covered;
}
