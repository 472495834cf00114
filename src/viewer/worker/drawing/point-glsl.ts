import type { CloudShape } from './cloud.ts';
import { PANE_GLSL } from './point-style.ts';
import { turned, turnGlsl } from './turn.ts';

/** Points of a fixed size in pixels, cut off at the edges of the plot. */
export function pointGlsl({ axes, weighted, turn }: Pick<CloudShape, 'axes' | 'weighted' | 'turn'>): {
  vertex: string;
  fragment: string;
} {
  const line = axes.length === 1;
  const coordinates = line
    ? 'vec2(aCoordinate0, 0.0)'
    : `vec${axes.length}(${axes.map((_, k) => `aCoordinate${k}`).join(', ')})`;
  return {
    vertex: `#version 300 es
precision highp float;
${axes.map((_, k) => `in float aCoordinate${k};`).join('\n')}
${weighted ? 'in float aMass;' : ''}
${PANE_GLSL}
out vec4 vColour;
${turnGlsl(turn)}
// As picture's heightInStrip: golden-ratio steps spread neighbours of a line over the height of the strip.
float strip(int row) { return 0.02 + 0.1 * fract(float(row) * 0.6180339887); }
void main() {
  vec3 place = ${turned(turn, coordinates)};
  vec2 unit = (place.xy - uWindow.xy) / uWindow.zw;
  ${line ? 'unit.y = strip(gl_VertexID);' : ''}
  // Written so that what is not a number is outside.
  bool inside = all(greaterThanEqual(unit, vec2(0.0))) && all(lessThanEqual(unit, vec2(1.0)));
  gl_Position = inside ? vec4(uPlot.xy + unit * uPlot.zw, 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
  float width = uSize${weighted ? ' * sqrt(min(40.0, aMass * uCount))' : ''};
  // What is smaller than a pixel cannot be: it is fainter instead.
  float cover = min(1.0, width * width);
  gl_PointSize = max(1.0, width);
  vColour = uColour * cover * (place.z < 0.0 ? 0.25 : 1.0);
}`,
    fragment: `#version 300 es
precision highp float;
in vec4 vColour;
out vec4 colour;
void main() {
  float radius = 2.0 * length(gl_PointCoord - 0.5);
  colour = vColour * (1.0 - smoothstep(0.7, 1.0, radius));
}`,
  };
}
