import type { Frame } from './frame.ts';

/** Makes one file of pictures that come one after the other. */
export interface Encoder {
  add(frame: Frame): Promise<void>;
  /** The file; an aborted signal makes it useless, but soon done. */
  finish(pace?: Pace): Promise<Uint8Array>;
}

/** How something that takes long gets along with others. */
export interface Pace {
  /** Hears between two frames how much is done, 0 … 1, and is waited for. */
  onFrame?(fraction: number): void | Promise<void>;
  signal?: AbortSignal | undefined;
}

/** What an encoder must know beforehand. */
export interface Film {
  width: number;
  height: number;
  /** Frames per second. */
  fps: number;
}
