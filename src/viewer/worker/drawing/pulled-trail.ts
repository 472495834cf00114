import { Buffer, BufferUsage, Geometry, GpuProgram, Mesh, Shader, State, UniformGroup } from 'pixi.js';
import type { CloudShape, PointSource } from './cloud.ts';
import { PaneMesh } from './pane-mesh.ts';
import { PANE_WGSL } from './point-style.ts';
import type { TensorBuffers } from './tensor-buffers.ts';
import { FRESH, followedOf, JUMP, LENGTH, type Trail, turnOf } from './trail.ts';
import { turnedWgsl } from './turn.ts';

/** A trail for WebGPU: the places are copied on the GPU into a ring, without the host. */
export class PulledTrail extends PaneMesh implements Trail {
  override readonly mesh: Mesh<Geometry, Shader>;
  readonly #buffers: TensorBuffers;
  /** Bytes of one place of all particles that are followed. */
  readonly #bytes: number;
  readonly #ring: GPUBuffer;
  readonly #turns = new UniformGroup({ uHead: { value: 0, type: 'f32' } });
  #steps: number | undefined;
  #head = 0;

  constructor(shape: CloudShape, buffers: TensorBuffers) {
    super();
    const followed = followedOf(shape);
    this.#buffers = buffers;
    this.#bytes = 4 * followed * shape.dimension;
    this.#ring = buffers.create(LENGTH * this.#bytes);
    const source = sourceOf(shape, followed);
    const ends = new Buffer({ data: new Float32Array([0, 1]), usage: BufferUsage.VERTEX | BufferUsage.COPY_DST });
    const geometry = new Geometry({
      attributes: { aEnd: { buffer: ends, format: 'float32', stride: 4, offset: 0 } },
      topology: 'line-list',
      instanceCount: (LENGTH - 1) * followed,
    });
    const shader = new Shader({
      gpuProgram: GpuProgram.from({
        vertex: { source, entryPoint: 'vertex' },
        fragment: { source, entryPoint: 'fragment' },
      }),
      resources: { pane: this.uniforms, places: buffers.adopted(this.#ring), turns: this.#turns },
    });
    this.mesh = new Mesh({ geometry, shader, state: State.for2d() });
  }

  follow(source: PointSource): void {
    const turn = turnOf(this.#steps, source.steps);
    this.#steps = source.steps;
    if (turn === 'stay') return;
    this.#head = (this.#head + 1) % LENGTH;
    const slots = turn === 'begin' ? Array.from({ length: LENGTH }, (_, slot) => slot) : [this.#head];
    for (const slot of slots) this.#buffers.copy(source, this.#ring, slot * this.#bytes, this.#bytes);
    this.#turns.uniforms.uHead = this.#head;
  }

  override destroy(): void {
    super.destroy();
    this.#ring.destroy();
  }
}

const sourceOf = ({ axes, dimension, turn }: CloudShape, followed: number): string => {
  const coordinates = axes.map((axis) => `places[(slot * ${followed}u + row) * ${dimension}u + ${axis}u]`);
  return `${PANE_WGSL}
struct Turns { uHead: f32 }
@group(0) @binding(1) var<storage, read> places: array<f32>;
@group(0) @binding(2) var<uniform> turns: Turns;
struct End { @builtin(position) position: vec4<f32>, @location(0) colour: vec4<f32> };
fn placeAt(slot: u32, row: u32) -> vec3<f32> {
  return ${turnedWgsl(turn, coordinates)};
}
@vertex fn vertex(@location(0) aEnd: f32, @builtin(instance_index) instance: u32) -> End {
  let row = instance % ${followed}u;
  let segment = instance / ${followed}u;
  let oldest = u32(turns.uHead) + 1u;
  let start = placeAt((oldest + segment) % ${LENGTH}u, row);
  let end = placeAt((oldest + segment + 1u) % ${LENGTH}u, row);
  let low = (min(start, end).xy - pane.uWindow.xy) / pane.uWindow.zw;
  let high = (max(start, end).xy - pane.uWindow.xy) / pane.uWindow.zw;
  let visible = all(low >= vec2<f32>(0.0)) && all(high <= vec2<f32>(1.0)) && all(high - low <= vec2<f32>(${JUMP}));
  let unit = (select(start, end, aEnd > 0.5).xy - pane.uWindow.xy) / pane.uWindow.zw;
  let position = vec4<f32>(pane.uPlot.xy + unit * pane.uPlot.zw, 0.0, 1.0);
  let age = (f32(segment) + aEnd) / ${(LENGTH - 1).toFixed(1)};
  let colour = pane.uColour * ${FRESH} * age * select(1.0, 0.25, min(start.z, end.z) < 0.0);
  return End(select(vec4<f32>(2.0, 2.0, 2.0, 1.0), position, visible), colour);
}
@fragment fn fragment(end: End) -> @location(0) vec4<f32> { return end.colour; }`;
};
