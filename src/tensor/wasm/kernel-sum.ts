import type { WasmEngine } from './engine.ts';
import { BLOCK, chunkOf, kappaOf, markNaN, orderOf, stageColumns, stageMatrix, stageRows, unstage } from './staging.ts';

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
  const kappa = kappaOf(epsilon);
  const pairs = (x.length / d) * (y.length / d);
  const present = orderOf(y, d, kappa, pairs, h);
  if (present.length === 0) return out.fill(0);
  return engine.scratch(() => {
    const rows = stageRows(engine, x, d, orderOf(x, d, kappa, pairs));
    const columns = stageColumns(engine, y, d, present, h, epsilon);
    const values = stageMatrix(engine, v, width, present);
    const scratch = engine.alloc(engine.threads * engine.call('kernelSumScratch', d, columns.count, width));
    const sums = engine.alloc(4 * BLOCK * rows.blocks * width);
    engine.parallel('kernelSums', rows.blocks, chunkOf(rows.blocks, columns.count), [
      ...[d, columns.count, rows.pointer, columns.pointer, columns.heights, columns.boxes, kappa],
      ...[values, width, Number(normalised), scratch, sums],
    ]);
    unstage(engine.f32().subarray(sums / 4), width, rows.order, out);
    markNaN(out, width, x, d, h ? [y, v, h] : [y, v]);
    return out;
  });
}
