import { firstLine, RunError } from '../../errors.ts';

/** Limits that a big problem meets first; we ask for all that the adapter has. */
const RAISED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const;

let problem: string | undefined;

/** A device of our own: the one that tfjs would make keeps the default of 8 storage buffers a stage. */
export async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredLimits = Object.fromEntries(RAISED_LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  const device = await adapter.requestDevice({ requiredLimits });
  problem = undefined;
  device.addEventListener('uncapturederror', (event) => {
    problem ??= firstLine((event as GPUUncapturedErrorEvent).error);
  });
  device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') problem ??= `the GPU was lost: ${firstLine(message)}`;
  });
  return device;
}

/**
 * tfjs never looks at the errors of WebGPU, and what a failed kernel leaves is all zeros. They arrive late, so the next kernel throws.
 *
 * @throws RunError when the device has reported an error since it was made
 */
export function checkDevice(): void {
  if (problem) throw new RunError(`webgpu: ${problem}`);
}
