import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import util, { promisify } from 'node:util';
import '@tensorflow/tfjs-backend-cpu';
import { add, copyRegisteredKernels, engine, getBackend, registerBackend, tensor1d } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { BACKENDS, backendReport, chooseBackend, hasKernel, releaseBackend } from '../../src/tensor/index.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The error of a promise that must fail. */
async function failure(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).not.toContain('\n');
  return error;
}

/** The machine's adapter under another name: what a machine has must not decide whether a test passes. */
async function disguiseAdapter(info: Partial<GPUAdapterInfo>): Promise<void> {
  await chooseBackend('webgpu');
  releaseBackend();
  const adapter = await navigator.gpu.requestAdapter();
  const disguised = new Proxy(adapter!, {
    get: (target, key) => {
      if (key === 'info') return info;
      const value = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => disguised } });
}

afterEach(() => {
  releaseBackend();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

describe('chooseBackend', () => {
  it('takes the backend asked for by name', async () => {
    expect(await chooseBackend('cpu')).toEqual({
      name: 'cpu',
      reason: 'asked for by name: plain JavaScript, 1 thread',
      threads: 1,
    });
    expect(getBackend()).toBe('cpu');
    const wasm = await chooseBackend('wasm');
    expect(wasm.name).toBe('wasm');
    expect(wasm.threads).toBeGreaterThanOrEqual(1);
    expect(getBackend()).toBe('wasm');
  });

  it('names the backends that there are when it does not know one', async () => {
    const { message } = await failure(chooseBackend('metal' as 'cpu'));
    expect(message).toBe('backend is "metal"; allowed: auto, tensorflow, webgpu, wasm, cpu');
  });

  it('with auto passes over what is absent or only emulated, and says so', async () => {
    await disguiseAdapter({ vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' });
    const backend = await chooseBackend('auto');
    expect(backend.name).toBe('wasm');
    expect(backend.reason).toMatch(/^first that is there: SIMD/);
    expect(backend.reason).toContain('backend "tensorflow" is not there');
    expect(backend.reason).toContain('backend "webgpu" is not there: only a software adapter (mesa llvmpipe');
  });

  it('with auto takes a GPU that is real', async () => {
    await disguiseAdapter({ vendor: 'nvidia', description: 'NVIDIA GeForce RTX 4090' });
    const backend = await chooseBackend('auto');
    expect(backend.name).toBe('webgpu');
    expect(backend.reason).toContain('nvidia NVIDIA GeForce RTX 4090');
  });

  it('takes a software adapter by name', async () => {
    await disguiseAdapter({ vendor: 'google', architecture: 'swiftshader' });
    const backend = await chooseBackend('webgpu');
    expect(backend.name).toBe('webgpu');
    expect(backend.reason).toBe('asked for by name: google swiftshader');
    const sum = add(tensor1d([1, 2]), tensor1d([3, 4]));
    expect(Array.from(await sum.data())).toEqual([4, 6]);
  });

  it.each([
    { gives: 'no adapter', adapter: () => null, why: 'no GPU adapter was found' },
    {
      gives: 'no device',
      adapter: () => ({
        info: { vendor: 'acme' },
        limits: {},
        requestDevice: () => Promise.reject(new Error('out of memory\nat once')),
      }),
      why: 'acme gives no device: out of memory',
    },
  ])('says why not where the system gives $gives', async ({ adapter, why }) => {
    vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => adapter() } });
    const { message } = await failure(chooseBackend('webgpu'));
    expect(message).toContain(`backend "webgpu" is not there: ${why}`);
  });

  it('does not hide a user’s mistake behind the next backend', async () => {
    vi.stubEnv('OTTOFLOW_THREADS', 'many');
    vi.resetModules();
    const fresh = await import('../../src/tensor/index.ts');
    const error = await fresh.chooseBackend('auto').catch((reason) => reason);
    expect(error.message).toContain('OTTOFLOW_THREADS');
  });
});

describe('tensorflow', () => {
  const GPU = '@tensorflow/tfjs-node-gpu';
  const CPU = '@tensorflow/tfjs-node';

  /** chooseBackend as a process sees it that finds these packages. */
  async function withPackages(
    packages: Record<string, () => unknown>,
  ): Promise<typeof import('../../src/tensor/index.ts')> {
    vi.resetModules();
    for (const [name, load] of Object.entries(packages)) vi.doMock(name, load as () => object);
    return import('../../src/tensor/index.ts');
  }

  /** What the real package does when it loads: registers libtensorflow. Here its ops come from the cpu backend. */
  function load(): object {
    if (!engine().backendNames().includes('tensorflow')) {
      copyRegisteredKernels('cpu', 'tensorflow');
      registerBackend('tensorflow', engine().findBackendFactory('cpu'), 3);
    }
    return { version: '4.22.0' };
  }

  afterEach(() => {
    vi.doUnmock(GPU);
    vi.doUnmock(CPU);
  });

  it('says what to install when it is absent', async () => {
    const { message } = await failure(chooseBackend('tensorflow'));
    expect(message).toContain('backend "tensorflow" is not there');
    expect(message).toContain(`npm install ${GPU}@4.22.0`);
  });

  it('is the first choice where it loads, with the composed kernels', async () => {
    const tensors = await withPackages({ [GPU]: load });
    const backend = await tensors.chooseBackend('auto');
    expect(backend.name).toBe('tensorflow');
    expect(backend.reason).toContain(GPU);
    const draw = { key: [1, 2], step: 0, stream: 0 } as const;
    expect(await tensors.normals(2, 2, draw).data()).toHaveLength(4);
  });

  it('gives its package the function that Node 23 removed', async () => {
    const removed = util as { isNullOrUndefined?: (value: unknown) => boolean };
    const original = removed.isNullOrUndefined;
    delete removed.isNullOrUndefined;
    try {
      const tensors = await withPackages({ [GPU]: load });
      await tensors.chooseBackend('tensorflow');
      expect([undefined, null, 0].map((value) => removed.isNullOrUndefined!(value))).toEqual([true, true, false]);
    } finally {
      removed.isNullOrUndefined = original;
    }
  });

  it('falls back to the package without CUDA when the other does not load', async () => {
    const tensors = await withPackages({ [GPU]: brokenPackage, [CPU]: load });
    const backend = await tensors.chooseBackend('tensorflow');
    expect(backend.reason).toBe(`asked for by name: ${CPU}`);
  });

  it('quotes the first line of a package that is there but broken', async () => {
    const tensors = await withPackages({ [GPU]: brokenPackage });
    const error = await tensors.chooseBackend('tensorflow').catch((reason) => reason);
    expect(error.message).toContain(`${GPU} is installed but does not load`);
    expect(error.message).not.toContain('\n');
  });

  function brokenPackage(): never {
    throw new Error('libcudart.so.11.0: cannot open shared object file\nand more');
  }
});

describe('backendReport', () => {
  it('has one line for each backend and keeps the current one', async () => {
    await disguiseAdapter({ vendor: 'google', architecture: 'swiftshader' });
    await chooseBackend('cpu');
    const report = await backendReport();
    expect(report.map(({ name }) => name)).toEqual([...BACKENDS]);
    expect(getBackend()).toBe('cpu');
    const detail = Object.fromEntries(report.map((entry) => [entry.name, entry]));
    expect(detail.tensorflow).toMatchObject({ available: false, detail: expect.stringContaining('npm install') });
    expect(detail.webgpu).toMatchObject({ available: true, detail: expect.stringMatching(/swiftshader.*software/i) });
    expect(detail.wasm).toMatchObject({ available: true, detail: expect.stringMatching(/SIMD, \d+ threads?/) });
    expect(detail.cpu).toMatchObject({ available: true });
  });
});

it('hasKernel asks the current backend', async () => {
  await chooseBackend('cpu');
  expect(hasKernel('OttoSoftmin')).toBe(true);
  expect(hasKernel('OttoNothing')).toBe(false);
});

describe('releaseBackend', () => {
  it('lets another backend, or the same one, be chosen', async () => {
    await chooseBackend('webgpu');
    releaseBackend();
    expect((await chooseBackend('cpu')).name).toBe('cpu');
    expect((await chooseBackend('webgpu')).name).toBe('webgpu');
    const sum = add(tensor1d([1, 2]), tensor1d([3, 4]));
    expect(Array.from(await sum.data())).toEqual([4, 6]);
  });

  it('lets a process on webgpu end by itself', async () => {
    const jiti = join(ROOT, 'node_modules/jiti/lib/jiti-cli.mjs');
    const script = join(import.meta.dirname, 'fixtures/webgpu-process.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [jiti, script], { timeout: 30_000 });
    const value = -0.5 * Math.log(1 + Math.exp(-1));
    for (const f of JSON.parse(stdout)) expect(f).toBeCloseTo(value, 5);
  });
});
