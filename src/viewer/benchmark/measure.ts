/** Draws one frame and waits until the GPU is done with it. */
export type Frame = (frame: number) => Promise<void>;

/** Frames that are not counted: shaders are compiled, buffers made. */
const WARM = 2;

/** Median milliseconds per frame of each; they take turns for about so many milliseconds. */
export async function medians(frames: readonly Frame[], budget: number): Promise<number[]> {
  const times = frames.map((): number[] => []);
  const start = performance.now();
  for (let turn = 0; turn < WARM + 3 || (performance.now() - start < budget && turn < 200); turn++) {
    for (const [i, frame] of frames.entries()) {
      const before = performance.now();
      await frame(turn);
      if (turn >= WARM) times[i]!.push(performance.now() - before);
    }
    // Lets the page breathe.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return times.map((each) => each.sort((a, b) => a - b)[Math.floor(each.length / 2)]!);
}

/** Wait for a WebGL canvas: reading a pixel needs all that was drawn. */
export function finish(canvas: OffscreenCanvas): void {
  const gl = canvas.getContext('webgl2')!;
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}
