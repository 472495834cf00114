import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { pairProgram } from './pair-program.ts';

/** Value columns that one invocation carries in registers; more columns take more chunks, each with its own walk over the pairs. */
const WIDEST_CHUNK = 16;

export interface KernelSumShape {
  rows: number;
  dimension: number;
  /** Value columns k. */
  width: number;
  /** Whether potentials h are bound. */
  potentials: boolean;
  normalised: boolean;
}

/** How many chunks of value columns the program walks: the uniform `chunks`. */
export const kernelSumChunks = (width: number): number => Math.ceil(width / WIDEST_CHUNK);

/** s_i = Σ_j k_ij v_j, or its softmax-normalised form with a running maximum. */
export function kernelSumProgram(shape: KernelSumShape): WebGPUProgram {
  const { rows, dimension, width, potentials, normalised } = shape;
  const chunk = Math.min(width, WIDEST_CHUNK);
  const each = (statement: string): string => `for (var k = 0; k < ${chunk}; k++) { ${statement} }`;
  const gain = `${potentials ? 'tile_h[q]' : '0.0'} - half_squared(q)`;
  const add = each(`part[k] += weight * tile_v[q * ${chunk} + k];`);
  const plain = {
    visit: `let weight = decay((${gain}) * inverse); ${add}`,
    tileEnd: each('sums[k] += part[k];'),
    scale: '1.0',
  };
  const softmax = {
    visit: `
      let gain = ${gain};
      if (gain > largest) {
        let shrink = decay((largest - gain) * inverse);
        mass = mass * shrink;
        ${each('part[k] = part[k] * shrink;')}
        largest = gain;
      }
      let weight = decay((gain - largest) * inverse);
      mass += weight;
      ${add}`,
    tileEnd: `
      let carried = decay((before - largest) * inverse);
      total = total * carried + mass;
      ${each('sums[k] = sums[k] * carried + part[k];')}`,
    scale: 'select(0.0, 1.0 / max(total, 1.0e-30), total > 0.0)',
  };
  const form = normalised ? softmax : plain;
  return pairProgram({
    name: `kernelSum_${normalised ? 'normalised' : 'plain'}_${potentials ? 'h' : ''}`,
    dimension,
    inputs: potentials ? ['x', 'y', 'v', 'h'] : ['x', 'y', 'v'],
    outputShape: [rows, width],
    columns: [
      { name: 'y', width: dimension },
      { name: 'v', width: chunk, chunked: true },
      ...(potentials ? [{ name: 'h', width: 1 }] : []),
    ],
    chunks: kernelSumChunks(width),
    begin: `var sums = array<f32, ${chunk}>(); var total = 0.0; var largest = LOWEST;`,
    tileBegin: `let before = largest; var mass = 0.0; var part = array<f32, ${chunk}>();`,
    visit: potentials ? `if (tile_h[q] > LOWEST) { ${form.visit} }` : form.visit,
    tileEnd: form.tileEnd,
    end: `
      let scale = ${form.scale};
      let all = uniforms.vShape.y;
      for (var k = 0; k < ${chunk} && chunk * ${chunk} + k < all; k++) { result[i * all + chunk * ${chunk} + k] = sums[k] * scale; }`,
  });
}
