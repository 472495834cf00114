import type { CloudShape } from './cloud.ts';
import { PANE_WGSL } from './point-style.ts';
import { turnedWgsl } from './turn.ts';

/**
 * As the points of WebGL, but each a square of its own, since WebGPU knows points of one pixel only; coordinates are pulled straight out of the
 * buffer of a tensor.
 */
export function pointWgsl({ axes, dimension, weighted, turn }: CloudShape): string {
  const coordinate = (axis: number): string => `positions[row * ${dimension}u + ${axis}u]`;
  return `${PANE_WGSL}
@group(0) @binding(1) var<storage, read> positions: array<f32>;
${weighted ? '@group(0) @binding(2) var<storage, read> masses: array<f32>;' : ''}
struct Corner { @builtin(position) position: vec4<f32>, @location(0) at: vec2<f32>, @location(1) colour: vec4<f32> };
@vertex fn vertex(@location(0) aCorner: vec2<f32>, @builtin(instance_index) row: u32) -> Corner {
  let place = ${turnedWgsl(turn, axes.map(coordinate))};
  var unit = (place.xy - pane.uWindow.xy) / pane.uWindow.zw;
  ${axes.length === 1 ? 'unit.y = 0.02 + 0.1 * fract(f32(row) * 0.6180339887);' : ''}
  let inside = all(unit >= vec2<f32>(0.0)) && all(unit <= vec2<f32>(1.0));
  let width = pane.uSize${weighted ? ' * sqrt(min(40.0, masses[row] * pane.uCount))' : ''};
  let cover = min(1.0, width * width);
  let centre = pane.uPlot.xy + unit * pane.uPlot.zw;
  let corner = centre + aCorner * max(1.0, width) / pane.uCanvas;
  let colour = pane.uColour * cover * select(1.0, 0.25, place.z < 0.0);
  return Corner(select(vec4<f32>(2.0, 2.0, 2.0, 1.0), vec4<f32>(corner, 0.0, 1.0), inside), aCorner, colour);
}
@fragment fn fragment(corner: Corner) -> @location(0) vec4<f32> {
  return corner.colour * (1.0 - smoothstep(0.7, 1.0, length(corner.at)));
}`;
}
