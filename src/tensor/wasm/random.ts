import type { Draw } from '../../random/index.ts';
import type { WasmEngine } from './engine.ts';

/** Rows that the kernels make at once. */
const GROUP = 4;

/** Row-major [count, width] standard normals or uniforms of a draw, into out. See `random/normals.ts` for their counters. */
export function randomWasm(
  engine: WasmEngine,
  kind: 'fillNormals' | 'fillUniforms',
  count: number,
  width: number,
  draw: Draw,
  out: Float32Array,
): Float32Array {
  return engine.scratch(() => {
    const groups = Math.ceil(count / GROUP);
    const scratch = engine.alloc(64 * engine.threads);
    const numbers = engine.alloc(4 * GROUP * groups * width);
    const chunk = Math.max(1, Math.ceil(2048 / width));
    engine.parallel(kind, groups, chunk, [
      ...[width, draw.firstRow ?? 0, draw.step, draw.stream, draw.key[0], draw.key[1]],
      ...[scratch, numbers],
    ]);
    out.set(engine.f32().subarray(numbers / 4, numbers / 4 + out.length));
    return out;
  });
}
