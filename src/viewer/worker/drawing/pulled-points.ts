import { Buffer, BufferUsage, Geometry, GpuProgram, Mesh, Shader, State } from 'pixi.js';
import type { CloudShape, PointCloud, PointSource } from './cloud.ts';
import { PaneMesh } from './pane-mesh.ts';
import { pointWgsl } from './point-wgsl.ts';
import type { TensorBuffers } from './tensor-buffers.ts';

/** A cloud whose vertices are pulled out of the buffers of its tensors, for WebGPU: nothing comes to the host. */
export class PulledPoints extends PaneMesh implements PointCloud {
  override readonly mesh: Mesh<Geometry, Shader>;
  readonly #buffers: TensorBuffers;
  /** For moments that are on the host only. */
  readonly #ownPositions: Buffer;
  readonly #ownMasses: Buffer | undefined;
  readonly #corners = new Buffer({
    data: new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]),
    usage: BufferUsage.VERTEX | BufferUsage.COPY_DST,
  });

  constructor(shape: CloudShape, buffers: TensorBuffers) {
    super();
    const { count, dimension, weighted } = shape;
    this.#buffers = buffers;
    const usage = BufferUsage.STORAGE | BufferUsage.COPY_DST;
    this.#ownPositions = new Buffer({ data: new Float32Array(count * dimension), usage });
    this.#ownMasses = weighted ? new Buffer({ data: new Float32Array(count), usage }) : undefined;
    this.uniforms.uniforms.uCount = count;
    const source = pointWgsl(shape);
    const shader = new Shader({
      gpuProgram: GpuProgram.from({
        vertex: { source, entryPoint: 'vertex' },
        fragment: { source, entryPoint: 'fragment' },
      }),
      resources: {
        pane: this.uniforms,
        positions: this.#ownPositions,
        ...(this.#ownMasses && { masses: this.#ownMasses }),
      },
    });
    const geometry = new Geometry({
      attributes: { aCorner: { buffer: this.#corners, format: 'float32x2', stride: 8, offset: 0 } },
      topology: 'triangle-strip',
      instanceCount: count,
    });
    this.mesh = new Mesh({ geometry, shader, state: State.for2d() });
  }

  update(source: PointSource): void {
    const { resources } = this.mesh.shader!;
    if ('positions' in source) {
      resources.positions = written(this.#ownPositions, source.positions);
      if (this.#ownMasses && source.weights) resources.masses = written(this.#ownMasses, source.weights);
      return;
    }
    resources.positions = this.#buffers.of(source.position);
    if (this.#ownMasses && source.weight) resources.masses = this.#buffers.of(source.weight);
  }

  override destroy(): void {
    super.destroy();
    this.#ownPositions.destroy();
    this.#ownMasses?.destroy();
  }
}

function written(buffer: Buffer, values: Float32Array): Buffer {
  if (buffer.data !== values) buffer.data = values;
  return buffer;
}
