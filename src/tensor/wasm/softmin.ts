import type { WasmEngine } from './engine.ts';
import { BLOCK, chunkOf, kappaOf, markNaN, orderOf, stageColumns, stageRows } from './staging.ts';

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
  const kappa = kappaOf(epsilon);
  const pairs = out.length * h.length;
  const present = orderOf(y, d, kappa, pairs, h);
  if (present.length === 0) return out.fill(Number.POSITIVE_INFINITY);
  return engine.scratch(() => {
    const rows = stageRows(engine, x, d, orderOf(x, d, kappa, pairs));
    const columns = stageColumns(engine, y, d, present, h, epsilon);
    const scratch = engine.alloc(engine.threads * engine.call('softminScratch', d, columns.count));
    const logSums = engine.alloc(8 * BLOCK * rows.blocks);
    engine.parallel('logSums', rows.blocks, chunkOf(rows.blocks, columns.count), [
      ...[d, columns.count, rows.pointer, columns.pointer, columns.heights, columns.boxes],
      ...[kappa, scratch, logSums],
    ]);
    const results = engine.f64().subarray(logSums / 8);
    for (let i = 0; i < out.length; i++) out[rows.order[i]!] = -epsilon * results[i]!;
    markNaN(out, 1, x, d, [y, h]);
    return out;
  });
}
