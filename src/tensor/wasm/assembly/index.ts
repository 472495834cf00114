/*
 * The wasm module. Its instances share one memory whose blocks the engine hands out, so nothing here may allocate (no `new`, no strings),
 * and no global may change.
 */

/** The first byte that no static data uses: the engine's allocator starts here. */
export function heapBase(): usize {
  return __heap_base;
}

export { blobScratch, blobSums } from './blob';
export { kernelSumScratch, kernelSums } from './kernel-sum';
export { fillNormals, fillUniforms, philoxWords } from './random';
export { boxBytes, boxTiles, tilesOf } from './reach';
export { logSums, softminScratch } from './softmin';
export { planSums, planSumsScratch } from './sinkhorn';
export { targetLangevin, targetScores, targetScratch } from './targets/score';
