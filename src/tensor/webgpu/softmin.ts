import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { pairProgram } from './pair-program.ts';

/**
 * f_i = −ε log Σ_j exp((h_j − c_ij)/ε) with a running maximum in units of the cost, so that no quotient by a tiny ε is ever large. The sum
 * is taken tile by tile: float32 would otherwise lose the small terms of a long sum. WGSL promises nothing about infinities, so a removed
 * column is skipped and not computed with.
 */
export function softminProgram(rows: number, dimension: number): WebGPUProgram {
  return pairProgram({
    name: 'softmin',
    dimension,
    inputs: ['x', 'y', 'h'],
    outputShape: [rows],
    columns: [
      { name: 'y', width: dimension },
      { name: 'h', width: 1 },
    ],
    begin: 'var largest = LOWEST; var total = 0.0;',
    tileBegin: 'let before = largest; var part = 0.0;',
    visit: `
      if (tile_h[q] > LOWEST) {
        let gain = tile_h[q] - half_squared(q);
        let weight = decay(-abs(gain - largest) * inverse);
        if (gain > largest) { part = part * weight + 1.0; largest = gain; } else { part += weight; }
      }`,
    tileEnd: 'total = total * decay((before - largest) * inverse) + part;',
    end: `
      if (total > 0.0) { result[i] = -(largest + uniforms.scale * log(total)); } else { result[i] = uniforms.INFINITY; }`,
  });
}
