import type { WasmEngine } from './engine.ts';
import { BLOCK, chunkOf, kappaOf, markNaN, stageColumns, stageRows } from './staging.ts';

/** f_i = −ε log Σ_j exp((h_j − ½|x_i − y_j|²)/ε) for x [n, d], y [m, d], h [m], into out [n]. See `kernels/softmin.ts`. */
export function softminWasm(
  engine: WasmEngine,
  x: Float32Array,
  y: Float32Array,
  h: Float32Array,
  d: number,
  epsilon: number,
  out: Float32Array,
): Float32Array {
  return engine.scratch(() => {
    const rows = stageRows(engine, x, d);
    const columns = stageColumns(engine, y, h, d, epsilon);
    const scratch = engine.alloc(engine.threads * engine.call('softminScratch'));
    const logSums = engine.alloc(8 * BLOCK * rows.blocks);
    engine.parallel('logSums', rows.blocks, chunkOf(rows, columns.count), [
      ...[d, columns.count, rows.pointer, columns.pointer, columns.heights],
      ...[kappaOf(epsilon), scratch, logSums],
    ]);
    const f64 = engine.f64();
    for (let i = 0; i < out.length; i++) out[i] = -epsilon * f64[logSums / 8 + i]!;
    markNaN(out, 1, x, d, [y, h]);
    return out;
  });
}
