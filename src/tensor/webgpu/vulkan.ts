/** Where glibc keeps the names of all libraries that it can find. */
const LINKER_CACHE = '/etc/ld.so.cache';
const LOADER = 'libvulkan.so.1';

/**
 * Whether Dawn can hope to find Vulkan, its only way to a GPU on Linux. Asking Dawn itself would print native warnings on every run of
 * a machine without one. Where we cannot tell, the answer is yes. Node only.
 */
export function mayHaveVulkan(): boolean {
  if (process.platform !== 'linux') return true;
  const { existsSync, readFileSync } = process.getBuiltinModule('node:fs');
  if (!existsSync(LINKER_CACHE)) return true;
  const folders = (process.env.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean);
  return folders.some((folder) => existsSync(`${folder}/${LOADER}`)) || readFileSync(LINKER_CACHE).includes(LOADER);
}
