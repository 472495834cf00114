import { Buffer, BufferUsage, Geometry, GlProgram, Mesh, Shader, State } from 'pixi.js';
import { type CloudShape, hostOf, type PointCloud, type PointSource } from './cloud.ts';
import { PaneMesh } from './pane-mesh.ts';
import { pointGlsl } from './point-glsl.ts';

/** A cloud as a list of points, for WebGL: its numbers come from the host. */
export class PointList extends PaneMesh implements PointCloud {
  override readonly mesh: Mesh<Geometry, Shader>;
  readonly #positions: Buffer;
  readonly #masses: Buffer | undefined;

  constructor(shape: CloudShape) {
    super();
    const { count, dimension, axes, weighted } = shape;
    const usage = BufferUsage.VERTEX | BufferUsage.COPY_DST;
    this.#positions = new Buffer({ data: new Float32Array(count * dimension), usage });
    this.#masses = weighted ? new Buffer({ data: new Float32Array(count), usage }) : undefined;
    const coordinates = axes.map((axis, k) => [
      `aCoordinate${k}`,
      { buffer: this.#positions, format: 'float32', stride: 4 * dimension, offset: 4 * axis } as const,
    ]);
    const geometry = new Geometry({
      attributes: {
        ...Object.fromEntries(coordinates),
        ...(this.#masses && { aMass: { buffer: this.#masses, format: 'float32', stride: 4, offset: 0 } }),
      },
      topology: 'point-list',
    });
    this.uniforms.uniforms.uCount = count;
    const shader = new Shader({ glProgram: GlProgram.from(pointGlsl(shape)), resources: { pane: this.uniforms } });
    this.mesh = new Mesh({ geometry, shader, state: State.for2d() });
  }

  update(source: PointSource): void {
    const { positions, weights } = hostOf(source);
    this.#write(this.#positions, positions);
    if (this.#masses && weights) this.#write(this.#masses, weights);
  }

  /** The same array has the same values: nobody writes into what a column gave away. */
  #write(buffer: Buffer, values: Float32Array): void {
    if (buffer.data !== values) buffer.data = values;
  }
}
