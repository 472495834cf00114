import { Buffer, BufferUsage, Geometry, Mesh, type Shader, State, type UniformGroup } from 'pixi.js';
import type { Rect, Window } from '../../../picture/index.ts';
import { type PointStyle, pointShader } from './point-shader.ts';

export interface CloudShape {
  count: number;
  dimension: number;
  /** Which coordinates are drawn. */
  axes: readonly [number, number];
  weighted: boolean;
}

/** The particles of one ensemble as a list of points. */
export class PointCloud {
  readonly mesh: Mesh<Geometry, Shader>;
  readonly #positions: Buffer;
  readonly #masses: Buffer | undefined;

  constructor({ count, dimension, axes, weighted }: CloudShape) {
    const usage = BufferUsage.VERTEX | BufferUsage.COPY_DST;
    this.#positions = new Buffer({ data: new Float32Array(count * dimension), usage });
    const coordinate = (axis: number) =>
      ({ buffer: this.#positions, format: 'float32', stride: 4 * dimension, offset: 4 * axis }) as const;
    this.#masses = weighted ? new Buffer({ data: new Float32Array(count), usage }) : undefined;
    const line = dimension === 1;
    const geometry = new Geometry({
      attributes: {
        aX: coordinate(axes[0]),
        ...(!line && { aY: coordinate(axes[1]) }),
        ...(this.#masses && { aMass: { buffer: this.#masses, format: 'float32', stride: 4, offset: 0 } }),
      },
      topology: 'point-list',
    });
    this.mesh = new Mesh({ geometry, shader: pointShader({ weighted, line }), state: State.for2d() });
    this.#uniforms.uCount = count;
  }

  get #uniforms(): Record<string, Float32Array | number> {
    return (this.mesh.shader!.resources.points as UniformGroup).uniforms as never;
  }

  update(positions: Float32Array, masses?: Float32Array): void {
    this.#positions.data = positions;
    if (this.#masses && masses) this.#masses.data = masses;
  }

  /** @param size of the whole canvas, CSS pixels */
  place(plot: Rect, size: { width: number; height: number }, [x, y]: Window): void {
    const uniforms = this.#uniforms;
    uniforms.uWindow = Float32Array.of(x[0], y[0], x[1] - x[0], y[1] - y[0]);
    uniforms.uPlot = Float32Array.of(
      (2 * plot.x) / size.width - 1,
      1 - (2 * (plot.y + plot.height)) / size.height,
      (2 * plot.width) / size.width,
      (2 * plot.height) / size.height,
    );
  }

  dress({ colour, opacity, size }: PointStyle): void {
    const uniforms = this.#uniforms;
    uniforms.uColour = Float32Array.of(...colour.map((part) => part * opacity), opacity);
    uniforms.uSize = size;
  }

  destroy(): void {
    this.mesh.geometry.destroy(true);
    this.mesh.destroy();
  }
}
