import { Buffer, BufferUsage, Geometry, GlProgram, Mesh, Shader, State } from 'pixi.js';
import { type CloudShape, hostOf, type PointSource } from './cloud.ts';
import { PaneMesh } from './pane-mesh.ts';
import { PANE_GLSL, type Placement } from './point-style.ts';
import { FRESH, followedOf, JUMP, LENGTH, type Trail, turnOf } from './trail.ts';
import { turned, turnGlsl } from './turn.ts';

/**
 * A trail for WebGL: its places are kept on the host, the oldest first, each with whether the particle went there without a jump. Lines between
 * vertices, since as many instances of one line take ten times as long where a CPU draws.
 */
export class LineTrail extends PaneMesh implements Trail {
  override readonly mesh: Mesh<Geometry, Shader>;
  readonly #shape: CloudShape;
  readonly #followed: number;
  /** [LENGTH, followed, coordinates and 1 or 0]. */
  readonly #places: Float32Array<ArrayBuffer>;
  readonly #buffer: Buffer;
  #longest: number[] = [];
  #steps: number | undefined;

  constructor(shape: CloudShape) {
    super();
    this.#shape = shape;
    this.#followed = followedOf(shape);
    const width = shape.axes.length + 1;
    this.#places = new Float32Array(LENGTH * this.#followed * width);
    this.#buffer = new Buffer({ data: this.#places, usage: BufferUsage.VERTEX | BufferUsage.COPY_DST });
    const attribute = { buffer: this.#buffer, stride: 4 * width };
    const geometry = new Geometry({
      attributes: {
        aPlace: { ...attribute, format: shape.axes.length === 3 ? 'float32x3' : 'float32x2', offset: 0 },
        aJoined: { ...attribute, format: 'float32', offset: 4 * (width - 1) },
      },
      indexBuffer: linesBetween(this.#followed),
      topology: 'line-list',
    });
    const shader = new Shader({
      glProgram: GlProgram.from({ vertex: vertexOf(shape, this.#followed), fragment: FRAGMENT }),
      resources: { pane: this.uniforms },
    });
    this.mesh = new Mesh({ geometry, shader, state: State.for2d() });
  }

  follow(source: PointSource): void {
    const turn = turnOf(this.#steps, source.steps);
    this.#steps = source.steps;
    if (turn === 'stay') return;
    const row = this.#places.length / LENGTH;
    this.#places.copyWithin(0, row);
    this.#write(hostOf(source).positions);
    const newest = this.#places.subarray((LENGTH - 1) * row);
    if (turn === 'begin') for (let at = 0; at < LENGTH - 1; at++) this.#places.set(newest, at * row);
    this.#buffer.update();
  }

  override place(placement: Placement): void {
    this.#longest = placement.window.map(([low, high]) => JUMP * (high - low));
    super.place(placement);
  }

  /** The newest places. */
  #write(positions: Float32Array): void {
    const { axes, dimension, turn } = this.#shape;
    const width = axes.length + 1;
    const row = this.#followed * width;
    const first = (LENGTH - 1) * row;
    for (let i = 0; i < this.#followed; i++) {
      const at = first + i * width;
      let joined = 1;
      for (const [k, axis] of axes.entries()) {
        const value = positions[i * dimension + axis]!;
        const isNear = turn !== undefined || Math.abs(value - this.#places[at + k - row]!) <= this.#longest[k]!;
        if (!isNear) joined = 0;
        this.#places[at + k] = value;
      }
      this.#places[at + width - 1] = joined;
    }
  }
}

/** From each place of a particle to its next one, the newer one last: it says whether there is a line. */
function linesBetween(followed: number): Uint32Array {
  const count = (LENGTH - 1) * followed;
  return Uint32Array.from({ length: 2 * count }, (_, i) => (i >> 1) + (i % 2) * followed);
}

const vertexOf = ({ axes, turn }: CloudShape, followed: number): string => `#version 300 es
precision highp float;
in vec${axes.length} aPlace;
in float aJoined;
${PANE_GLSL}
out vec4 vColour;
out vec2 vUnit;
flat out float vJoined;
${turnGlsl(turn)}
void main() {
  vec3 place = ${turned(turn, 'aPlace')};
  vUnit = (place.xy - uWindow.xy) / uWindow.zw;
  vJoined = aJoined;
  gl_Position = vec4(uPlot.xy + vUnit * uPlot.zw, 0.0, 1.0);
  float age = float(gl_VertexID / ${followed}) / ${(LENGTH - 1).toFixed(1)};
  vColour = uColour * ${FRESH} * age * (place.z < 0.0 ? 0.25 : 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
in vec4 vColour;
in vec2 vUnit;
flat in float vJoined;
out vec4 colour;
void main() {
  if (vJoined < 0.5 || any(lessThan(vUnit, vec2(0.0))) || any(greaterThan(vUnit, vec2(1.0)))) discard;
  colour = vColour;
}`;
