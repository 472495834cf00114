import { firstLine } from '../../errors.ts';
import { importOptional, inNode } from '../runtime.ts';
import { mayHaveVulkan } from './vulkan.ts';

/** What the npm package `webgpu` (Dawn for Node) exports. */
interface Dawn {
  create(options: string[]): GPU;
  globals: Record<string, unknown>;
}

export interface FoundAdapter {
  adapter: GPUAdapter;
  /** Vendor and model as far as the browser or the driver tells. */
  name: string;
  /** Whether it computes on the CPU (SwiftShader, llvmpipe, WARP). */
  software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b|software/i;

/** The adapter that the system would give us, or a sentence that says what is missing. */
export async function findAdapter(): Promise<FoundAdapter | string> {
  const gpu = await findGpu();
  if (typeof gpu === 'string') return gpu;
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return 'no GPU adapter was found: install a Vulkan, Metal or Direct3D 12 driver';
  const info = (adapter as GPUAdapter & { info: GPUAdapterInfo & { isFallbackAdapter?: boolean } }).info;
  const name = [...new Set([info.vendor, info.architecture, info.device, info.description])].filter(Boolean).join(' ');
  return { adapter, name: name || 'unnamed adapter', software: info.isFallbackAdapter === true || SOFTWARE.test(name) };
}

async function findGpu(): Promise<GPU | string> {
  const present = globalThis.navigator?.gpu;
  if (present) return present;
  if (!inNode) return 'this browser has no WebGPU (navigator.gpu)';
  try {
    const dawn = await importOptional<Dawn>('webgpu');
    if (!dawn) return 'the optional package webgpu (Dawn for Node) is not installed: npm install webgpu';
    if (!mayHaveVulkan()) return 'no Vulkan loader was found: install libvulkan1 and the driver of your GPU';
    return installDawn(dawn);
  } catch (error) {
    return `the package webgpu (Dawn for Node) is installed but does not load: ${firstLine(error)}`;
  }
}

/**
 * tfjs looks for `navigator.gpu` and for the classes of WebGPU as globals, as in a browser. They stay for good: Dawn 0.6 crashes when its
 * instance is collected while events are under way, and a living one does not keep the process from ending.
 */
function installDawn(dawn: Dawn): GPU {
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  // Node has a navigator from 21 on.
  if (!globalThis.navigator) Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
  return gpu;
}
