// @ts-expect-error It has no types.
import * as module from 'gifenc';

type Palette = number[][];

interface FrameOptions {
  palette?: Palette;
  transparent?: boolean;
  transparentIndex?: number;
  /** Milliseconds. */
  delay?: number;
  /** 0 for ever. */
  repeat?: number;
  dispose?: number;
}

interface Gifenc {
  GIFEncoder(): {
    writeFrame(index: Uint8Array, width: number, height: number, options?: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  };
  quantize(rgba: Uint8Array, maxColors: number): Palette;
}

/** Bundlers take its ES module; Node takes the other one, all of which is the default. */
export const { GIFEncoder, quantize } = ('quantize' in module ? module : module.default) as Gifenc;
