import { availableParallelism } from 'node:os';
import { delimiter } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { installedBrowser, SOFTWARE_RENDERING } from './test/environment/browser.ts';
import { softwareGpu } from './test/environment/software-gpu.ts';

const needsSoftwareGpu = process.platform === 'linux' && process.arch === 'x64';
const software = needsSoftwareGpu ? await softwareGpu() : undefined;
if (software) {
  // The loader of Vulkan and the linker read these when a process starts: the forks that run the tests inherit them.
  process.env.VK_ICD_FILENAMES ??= software.driver;
  process.env.LD_LIBRARY_PATH = [process.env.LD_LIBRARY_PATH, software.folder].filter(Boolean).join(delimiter);
}
const installed = installedBrowser();

/**
 * Tests that start no process, write no file and leave nothing behind but a backend; test/environment/backend.ts sets that anew. What must
 * find no backend cannot be among them.
 */
const MATHEMATICS = [
  'adaptation,bures,discretisation,elementary,energies,entropic-jko,exact-law,hamiltonian,ipfp,linalg,manifolds,metrics,metropolis',
  'mirror,monge-ampere,ode,optimize,picture,playing,quantile,random,scenes,sinkhorn-*,sites,systems,targets,transport,world',
].map((folders) => `test/{${folders}}/**/!(no-backend).test.ts`);

export default defineConfig({
  test: {
    // vitest leaves one core to itself, which on two is half of the machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', ...MATHEMATICS],
          testTimeout: 180_000,
          pool: 'forks',
        },
      },
      {
        test: {
          name: 'mathematics',
          include: MATHEMATICS,
          testTimeout: 180_000,
          pool: 'forks',
          // A process runs many files: to start one and to load tfjs and the engine costs 0.6 CPU-seconds, more than most of them.
          isolate: false,
          setupFiles: 'test/environment/backend.ts',
        },
      },
      {
        // Threads share memory only in a page that is isolated from other origins.
        server: {
          headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
        },
        // Found before the tests start: a dependency found later reloads the page in the middle of one.
        optimizeDeps: {
          include: [
            '@tensorflow/tfjs-core',
            '@tensorflow/tfjs-backend-cpu',
            '@tensorflow/tfjs-backend-wasm',
            '@tensorflow/tfjs-backend-webgpu',
            'fast-check',
            'pixi.js',
            'seedrandom',
            'ml-matrix',
            'bitecs',
            'zod',
            'webm-muxer',
            'gifenc',
          ],
        },
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 180_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: installed ?? software?.executablePath,
                env: installed ? process.env : software?.environment,
                args: SOFTWARE_RENDERING,
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
