import { createRequire } from 'node:module';

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

/** It has no types, and loaders disagree on how a module like it is imported. */
export const { GIFEncoder, quantize } = createRequire(import.meta.url)('gifenc') as Gifenc;
