import type { Format } from '../filming/index.ts';
import type { Look as PictureLook, Rect, Size } from '../picture/index.ts';
import type { TargetSpec } from '../targets/index.ts';
import type { BackendName } from '../tensor/index.ts';
import type { MethodSpec, SceneInput } from '../world/index.ts';

/* What the page and the worker tell each other. The worker owns the world and draws; the page owns controls and text. */

export type { Format, MethodSpec, Rect, SceneInput, Size, TargetSpec };

export type Theme = PictureLook['theme'];

/** How the panes are shown. It has no influence on the run. */
export interface Look extends Required<Pick<PictureLook, 'theme' | 'layout' | 'ground' | 'potentials' | 'headings'>> {
  /** Where particles have just been. */
  trails: boolean;
  /** Histograms along the axes, against the exact marginals. */
  marginals: boolean;
  /** Lines of the current Sinkhorn plan. */
  coupling: boolean;
  /** The exact law at this time, where there is a closed form. */
  exact: boolean;
  /** A second pane with ∇u(x), for methods with a mirror. */
  mirror: boolean;
}

/** The three canvases that lie over each other: density below, particles, axes above. */
export interface Canvases {
  ground: OffscreenCanvas;
  particles: OffscreenCanvas;
  ink: OffscreenCanvas;
}

/** Where a scene comes from: a built-in one by name, data, the text of a file, or the fragment of an address. */
export type Source = { name: string } | { scene: SceneInput } | { text: string } | { address: string };

/** CSS pixels from the top left of the canvases. */
export type Spot = readonly [x: number, y: number];

/** A film of the whole run, or a picture of what is on view. */
export interface RecordingWish {
  format: Format;
  /** Pixels. */
  size: { width: number; height: number };
  /** How long a film takes. */
  seconds: number;
  /** Frames per second. */
  fps: number;
  look: Look;
}

export type Command =
  | { type: 'start'; canvases: Canvases; size: Size; look: Look; wasmPath: string; backend: BackendName | 'auto' }
  /** @param isPreview whether it is only a picture, which has no address */
  | { type: 'open'; source: Source; isPreview?: boolean }
  /** Ask for the gallery: it takes a while to make, and what moves comes first. */
  | { type: 'gallery' }
  | { type: 'play' }
  | { type: 'pause' }
  /** On by one step of the method whose step is the shortest part of its run. */
  | { type: 'step' }
  | { type: 'reset' }
  /** Show a recorded moment; playing goes on from there. */
  | { type: 'scrub'; part: number }
  /** Seconds that a whole run takes to watch. */
  | { type: 'pace'; seconds: number }
  | { type: 'resize'; size: Size }
  | { type: 'look'; look: Look }
  /** At the start the scene is written anew; later it is a change at this part of the run. */
  | { type: 'method'; ensemble: string; method: MethodSpec }
  | { type: 'add'; spot: Spot }
  /** Forget the changes that were made, and start again. */
  | { type: 'forget' }
  /** These start the scene anew. A target is that of every ensemble of its dimension. */
  | { type: 'seed'; seed: string }
  | { type: 'count'; count: number }
  | { type: 'target'; target: TargetSpec }
  | { type: 'draw'; strokes: readonly (readonly Spot[])[] }
  /** Whether curves are on view: metrics cost time. */
  | { type: 'curves'; wanted: boolean }
  | { type: 'record'; wish: RecordingWish }
  | { type: 'stop-recording' }
  | { type: 'hash' };

/** A parameter of a method as a control shows it. */
export type Field = { name: string; description: string; optional: boolean } & (
  | { kind: 'number'; initial?: number; low?: number; high?: number; integer: boolean }
  | { kind: 'choice'; initial?: string; choices: readonly string[] }
  | { kind: 'switch'; initial?: boolean }
  /** Anything else, as JSON. */
  | { kind: 'data'; initial?: unknown }
);

/** A method there is. */
export interface MethodCard {
  type: string;
  title: string;
  source: string;
  /** Whether it moves masses between sites instead of particles. */
  sites: boolean;
  fields: readonly Field[];
}

/** A built-in scene. */
export interface SceneCard {
  name: string;
  title: string;
  description: string;
  citation: string;
  methods: readonly string[];
  dimensions: readonly number[];
}

/** A target that ensembles of a scene can be given. */
export interface TargetCard {
  title: string;
  dimension: number;
  target: TargetSpec;
}

/** Where an ensemble is on the canvases. Overlaid ensembles share a pane. */
export interface PanePlace {
  ensemble: string;
  pane: Rect;
  plot: Rect;
  /** Which line above the plot is its heading. */
  line: number;
  /** Whether it shows mirror coordinates: a second pane of the ensemble. */
  isMirror: boolean;
}

/** One ensemble at one moment. */
export interface EnsembleState {
  name: string;
  method: MethodSpec;
  count: number;
  status: 'running' | 'done' | 'stopped';
  reason?: string;
  steps: number;
  /** Physical time, as exact as the steps are. */
  time: string;
  energy?: number;
  /** What the solver said of the last step. */
  solver: Record<string, number | string | boolean>;
}

/** A figure over physical time; the floor is what exact samples would have. */
export interface Series {
  time: number[];
  value: number[];
  floor?: number;
  /** Of an energy: where it rose, as [time, value]. A gradient flow dissipates. */
  rises?: readonly (readonly [time: number, value: number])[];
}

/** What is measured of an ensemble along its run, by name: `energy`, `distance`, `mean-error`, `acceptance`, … */
export interface Curves {
  ensemble: string;
  series: Record<string, Series>;
}

export type Report =
  /** Before any scene: what can move ensembles, and the colours of these by their number. */
  | { type: 'catalogue'; methods: readonly MethodCard[]; colours: Record<Theme, readonly string[]> }
  | { type: 'gallery'; scenes: readonly SceneCard[]; targets: readonly TargetCard[] }
  | { type: 'ready'; backend: string; renderer: string }
  | { type: 'opened'; scene: SceneInput; dimensions: readonly number[] }
  /** A change was made on the way. */
  | { type: 'changed'; scene: SceneInput }
  /** The fragment that leads to this scene; none where a part of it is code. */
  | { type: 'address'; address: string }
  | { type: 'panes'; panes: readonly PanePlace[] }
  /** @param reached the part that has been computed; `part` is what is shown */
  | { type: 'moment'; part: number; reached: number; playing: boolean; ensembles: readonly EnsembleState[] }
  | { type: 'curves'; curves: readonly Curves[] }
  /** How far a film is; where a format needs all frames first, the writing comes after the painting. */
  | { type: 'recording'; doing: 'painting' | 'writing'; fraction: number }
  /** The end of a recording: nothing came of it when it was stopped, or failed. */
  | { type: 'recorded'; file?: Blob }
  | { type: 'hash'; hash: string; part: number; backend: string }
  /** A line that a user can act on. */
  | { type: 'failed'; message: string };
