import { UniformGroup } from 'pixi.js';
import type { Rect, Size, Window } from '../../../picture/index.ts';

/** How the particles of one ensemble look. */
export interface PointStyle {
  /** Red, green, blue, 0 … 1. */
  colour: readonly [number, number, number];
  /** Opacity, 0 … 1. */
  opacity: number;
  /** Device pixels across; with weights, that of a particle of mean weight. */
  size: number;
}

/** Where a pane is on the canvas, and what of space it shows. */
export interface Placement {
  plot: Rect;
  window: Window;
  /** Of the whole canvas. */
  canvas: Size;
}

/** What shaders of one cloud know besides its particles. The order is that of `Pane` in WGSL. */
export function paneUniforms(): UniformGroup {
  return new UniformGroup({
    uWindow: { value: new Float32Array([0, 0, 1, 1]), type: 'vec4<f32>' },
    uPlot: { value: new Float32Array([-1, -1, 2, 2]), type: 'vec4<f32>' },
    uColour: { value: new Float32Array(4), type: 'vec4<f32>' },
    uCanvas: { value: new Float32Array([1, 1]), type: 'vec2<f32>' },
    uSize: { value: 2, type: 'f32' },
    uCount: { value: 1, type: 'f32' },
  });
}

/** The struct of `paneUniforms` in WGSL. */
export const PANE_WGSL = `
struct Pane { uWindow: vec4<f32>, uPlot: vec4<f32>, uColour: vec4<f32>, uCanvas: vec2<f32>, uSize: f32, uCount: f32 }
@group(0) @binding(0) var<uniform> pane: Pane;`;

/** The uniforms of `paneUniforms` in GLSL; those that a shader does not use do no harm. */
export const PANE_GLSL = `
uniform vec4 uWindow;
uniform vec4 uPlot;
uniform vec4 uColour;
uniform vec2 uCanvas;
uniform float uSize;
uniform float uCount;`;

export function placeIn({ uniforms }: UniformGroup, { plot, window: [x, y], canvas }: Placement): void {
  const { width, height, ratio } = canvas;
  Object.assign(uniforms, {
    uWindow: Float32Array.of(x[0], y[0], x[1] - x[0], y[1] - y[0]),
    uPlot: Float32Array.of(
      (2 * plot.x) / width - 1,
      1 - (2 * (plot.y + plot.height)) / height,
      (2 * plot.width) / width,
      (2 * plot.height) / height,
    ),
    uCanvas: Float32Array.of(width * ratio, height * ratio),
  });
}

/** Colours are multiplied by their opacity, as Pixi blends them. */
export function dressIn({ uniforms }: UniformGroup, { colour, opacity, size }: PointStyle): void {
  Object.assign(uniforms, {
    uColour: Float32Array.of(...colour.map((part) => part * opacity), opacity),
    uSize: size,
  });
}
