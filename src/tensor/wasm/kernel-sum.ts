import type { WasmEngine } from './engine.ts';
import { BLOCK, chunkOf, gather, kappaOf, markNaN, stageColumns, stageRows } from './staging.ts';

/** Σ_j k_ij v_j, or its normalised form, for x [n, d], y [m, d], v [m, width], h [m], into out [n, width]. See `kernels/kernel-sum.ts`. */
export function kernelSumWasm(
  engine: WasmEngine,
  x: Float32Array,
  y: Float32Array,
  v: Float32Array,
  h: Float32Array | undefined,
  shape: { d: number; width: number },
  options: { epsilon: number; normalised: boolean },
  out: Float32Array,
): Float32Array {
  const { d, width } = shape;
  const { epsilon, normalised } = options;
  return engine.scratch(() => {
    const rows = stageRows(engine, x, d);
    const columns = stageColumns(engine, y, h, d, epsilon);
    const values = engine.alloc(4 * columns.count * width);
    const scratch = engine.alloc(engine.threads * engine.call('kernelSumScratch', width));
    const sums = engine.alloc(4 * BLOCK * rows.blocks * width);
    gather(v, width, columns.kept, engine.f32(), values / 4);
    engine.parallel('kernelSums', rows.blocks, chunkOf(rows, columns.count), [
      ...[d, columns.count, rows.pointer, columns.pointer, columns.heights, kappaOf(epsilon)],
      ...[values, width, Number(normalised), scratch, sums],
    ]);
    out.set(engine.f32().subarray(sums / 4, sums / 4 + out.length));
    markNaN(out, width, x, d, h ? [y, v, h] : [y, v]);
    return out;
  });
}
