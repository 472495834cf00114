import { Buffer, BufferUsage, Geometry, GlProgram, Mesh, Shader, State } from 'pixi.js';
import { type CloudShape, hostOf, type PointSource } from './cloud.ts';
import { dressIn, PANE_GLSL, type Placement, type PointStyle, paneUniforms, placeIn } from './point-style.ts';
import { FRESH, followedOf, JUMP, LENGTH, type Trail, turnOf } from './trail.ts';
import { turned, turnGlsl } from './turn.ts';

/** A trail for WebGL: its places are kept on the host, the oldest first. */
export class LineTrail implements Trail {
  readonly mesh: Mesh<Geometry, Shader>;
  readonly #shape: CloudShape;
  readonly #followed: number;
  readonly #places: Float32Array<ArrayBuffer>;
  readonly #buffer: Buffer;
  readonly #uniforms = paneUniforms();
  #steps: number | undefined;

  constructor(shape: CloudShape) {
    this.#shape = shape;
    this.#followed = followedOf(shape);
    const width = shape.axes.length;
    this.#places = new Float32Array(LENGTH * this.#followed * width);
    const usage = BufferUsage.VERTEX | BufferUsage.COPY_DST;
    this.#buffer = new Buffer({ data: this.#places, usage });
    const ends = new Buffer({ data: new Float32Array([0, 1]), usage });
    const place = { buffer: this.#buffer, format: `float32x${width}`, stride: 4 * width, instance: true } as never;
    const geometry = new Geometry({
      attributes: {
        aEnd: { buffer: ends, format: 'float32', stride: 4, offset: 0 },
        aFrom: Object.assign({ offset: 0 }, place),
        // The same place of the same particle, one later.
        aTo: Object.assign({ offset: 4 * width * this.#followed }, place),
      },
      topology: 'line-list',
      instanceCount: (LENGTH - 1) * this.#followed,
    });
    const shader = new Shader({
      glProgram: GlProgram.from({ vertex: vertexOf(shape, this.#followed), fragment: FRAGMENT }),
      resources: { pane: this.#uniforms },
    });
    this.mesh = new Mesh({ geometry, shader, state: State.for2d() });
  }

  follow(source: PointSource): void {
    const turn = turnOf(this.#steps, source.steps);
    this.#steps = source.steps;
    if (turn === 'stay') return;
    const { positions } = hostOf(source);
    const { axes, dimension } = this.#shape;
    const row = this.#followed * axes.length;
    this.#places.copyWithin(0, row);
    const newest = this.#places.subarray((LENGTH - 1) * row);
    for (let i = 0; i < row; i++) {
      newest[i] = positions[Math.floor(i / axes.length) * dimension + axes[i % axes.length]!]!;
    }
    if (turn === 'begin') for (let at = 0; at < LENGTH - 1; at++) this.#places.set(newest, at * row);
    this.#buffer.update();
  }

  place(placement: Placement): void {
    placeIn(this.#uniforms, placement);
  }

  dress(style: PointStyle): void {
    dressIn(this.#uniforms, style);
  }

  destroy(): void {
    const { geometry, shader } = this.mesh;
    this.mesh.destroy();
    geometry.destroy(true);
    shader?.destroy();
  }
}

const vertexOf = ({ axes, turn }: CloudShape, followed: number): string => `#version 300 es
precision highp float;
in float aEnd;
in vec${axes.length} aFrom;
in vec${axes.length} aTo;
${PANE_GLSL}
out vec4 vColour;
${turnGlsl(turn)}
void main() {
  vec3 from = ${turned(turn, 'aFrom')};
  vec3 to = ${turned(turn, 'aTo')};
  vec2 start = (from.xy - uWindow.xy) / uWindow.zw;
  vec2 end = (to.xy - uWindow.xy) / uWindow.zw;
  bool inside = all(greaterThanEqual(min(start, end), vec2(0.0))) && all(lessThanEqual(max(start, end), vec2(1.0)));
  bool jumps = any(greaterThan(abs(end - start), vec2(${JUMP})));
  vec2 unit = aEnd > 0.5 ? end : start;
  gl_Position = inside && !jumps ? vec4(uPlot.xy + unit * uPlot.zw, 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
  float age = (float(gl_InstanceID / ${followed}) + aEnd) / ${(LENGTH - 1).toFixed(1)};
  vColour = uColour * ${FRESH} * age * (min(from.z, to.z) < 0.0 ? 0.25 : 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
in vec4 vColour;
out vec4 colour;
void main() { colour = vColour; }`;
