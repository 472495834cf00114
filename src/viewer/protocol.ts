import type { BackendName } from '../tensor/index.ts';
import type { SceneInput } from '../world/index.ts';

/* What the page and the worker tell each other. The worker owns the world and draws; the page owns controls and text. */

/** How the panes are shown. It has no influence on the run. */
export interface Look {
  theme: 'dark' | 'light';
  layout: 'side-by-side' | 'overlay';
}

/** The three canvases that lie over each other: density below, particles, axes above. */
export interface Canvases {
  ground: OffscreenCanvas;
  particles: OffscreenCanvas;
  ink: OffscreenCanvas;
}

export interface Size {
  /** CSS pixels. */
  width: number;
  height: number;
  /** Device pixels per CSS pixel. */
  ratio: number;
}

export type Command =
  | { type: 'start'; canvases: Canvases; size: Size; look: Look; wasmPath: string; backend: BackendName | 'auto' }
  | { type: 'open'; scene: string | SceneInput; seed?: string }
  | { type: 'play' }
  | { type: 'pause' }
  | { type: 'step' }
  | { type: 'reset' }
  /** Seconds that a whole run takes to watch. */
  | { type: 'pace'; seconds: number }
  | { type: 'resize'; size: Size }
  | { type: 'look'; look: Look };

/** One ensemble at one moment. */
export interface EnsembleState {
  name: string;
  method: string;
  status: 'running' | 'done' | 'stopped';
  reason?: string;
  steps: number;
  /** Physical time. */
  time: number;
  energy?: number;
}

export type Report =
  | { type: 'ready'; backend: string; renderer: string }
  | { type: 'opened'; scene: SceneInput }
  | { type: 'moment'; part: number; playing: boolean; ensembles: EnsembleState[] }
  /** A line that a user can act on. */
  | { type: 'failed'; message: string };
