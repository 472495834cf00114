import { GlProgram, Shader, UniformGroup } from 'pixi.js';

/** How one cloud is drawn. */
export interface PointStyle {
  /** Red, green, blue, 0 … 1. */
  colour: readonly [number, number, number];
  /** Opacity, 0 … 1. */
  opacity: number;
  /** Device pixels across; with weights, that of a particle of mean weight. */
  size: number;
}

const vertex = (weighted: boolean, line: boolean): string => `#version 300 es
precision highp float;
in float aX;
${line ? '' : 'in float aY;'}
${weighted ? 'in float aMass;' : ''}
uniform vec4 uWindow;
uniform vec4 uPlot;
uniform float uSize;
uniform float uCount;
// Golden-ratio steps spread neighbours of a line over the height of the strip.
float strip(int row) { return 0.02 + 0.1 * fract(float(row) * 0.6180339887); }
void main() {
  vec2 place = vec2(aX, ${line ? '0.0' : 'aY'});
  vec2 unit = (place - uWindow.xy) / uWindow.zw;
  ${line ? 'unit.y = strip(gl_VertexID);' : ''}
  bool outside = any(lessThan(unit, vec2(0.0))) || any(greaterThan(unit, vec2(1.0)));
  gl_Position = outside ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(uPlot.xy + unit * uPlot.zw, 0.0, 1.0);
  gl_PointSize = uSize${weighted ? ' * sqrt(min(40.0, aMass * uCount))' : ''};
}`;

const fragment = `#version 300 es
precision highp float;
uniform vec4 uColour;
out vec4 colour;
void main() {
  float radius = 2.0 * length(gl_PointCoord - 0.5);
  colour = uColour * (1.0 - smoothstep(0.7, 1.0, radius));
}`;

/** The shader of one cloud: points of a fixed size in pixels, cut off at the edges of the plot. */
export function pointShader({ weighted, line }: { weighted: boolean; line: boolean }): Shader {
  return new Shader({
    glProgram: GlProgram.from({ vertex: vertex(weighted, line), fragment }),
    resources: {
      points: new UniformGroup({
        uWindow: { value: new Float32Array([0, 0, 1, 1]), type: 'vec4<f32>' },
        uPlot: { value: new Float32Array([-1, -1, 2, 2]), type: 'vec4<f32>' },
        uColour: { value: new Float32Array(4), type: 'vec4<f32>' },
        uSize: { value: 2, type: 'f32' },
        uCount: { value: 1, type: 'f32' },
      }),
    },
  });
}
