import type { WasmEngine } from './engine.ts';
import { BLOCK, chunkOf, kappaOf, markNaN, orderOf, stageColumns, stageMatrix, stageRows, unstage } from './staging.ts';

/** As in assembly/blob.ts. */
const KINDS = { density: 0, force: 1, densityChange: 2, forceChange: 3 } as const;

export interface BlobInputs {
  /** [n, d] */
  x: Float32Array;
  /** [n, d], for the changes. */
  p?: Float32Array;
  /** [n], for the forces. */
  u?: Float32Array;
  /** [n], for the change of the force. */
  w?: Float32Array;
}

/** One of the four sums of `kernels/blob.ts`, into out: [n] for the densities, [n, d] for the forces. */
export function blobWasm(
  engine: WasmEngine,
  kind: keyof typeof KINDS,
  { x, p = x, u, w }: BlobInputs,
  d: number,
  bandwidth: number,
  out: Float32Array,
): Float32Array {
  const count = x.length / d;
  const width = out.length / count;
  const kappa = kappaOf(bandwidth * bandwidth);
  const order = orderOf(x, d, kappa, count * count);
  return engine.scratch(() => {
    const rows = stageRows(engine, x, d, order);
    const columns = stageColumns(engine, x, d, order);
    const directions = p === x ? rows : stageRows(engine, p, d, order);
    const changes = p === x ? columns.pointer : stageMatrix(engine, p, d, order);
    const first = u ? stageMatrix(engine, u, 1, order) : 0;
    const second = w ? stageMatrix(engine, w, 1, order) : 0;
    const scratch = engine.alloc(engine.threads * engine.call('blobScratch', d, count));
    const sums = engine.alloc(4 * BLOCK * rows.blocks * width);
    engine.parallel('blobSums', rows.blocks, chunkOf(rows.blocks, count), [
      ...[KINDS[kind], d, count, rows.pointer, columns.pointer, directions.pointer, changes, first, second],
      ...[columns.heights, columns.boxes, kappa, 1 / (bandwidth * bandwidth), scratch, sums],
    ]);
    unstage(engine.f32().subarray(sums / 4), width, order, out);
    markNaN(
      out,
      width,
      x,
      d,
      [x, p, u, w].filter((values) => values !== undefined),
    );
    return out;
  });
}
