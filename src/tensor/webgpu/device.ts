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

/** A device of our own: the one that tfjs would make keeps the default of 8 storage buffers a stage. */
export async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredLimits = Object.fromEntries(RAISED_LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  const device = await adapter.requestDevice({ requiredLimits });
  // tfjs never looks at WebGPU's errors, and the tensor of a kernel that failed is all zeros: at least say so.
  device.addEventListener('uncapturederror', (event) => {
    console.error(`webgpu: ${(event as GPUUncapturedErrorEvent).error.message}`);
  });
  return device;
}
