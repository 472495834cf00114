import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** Threads share memory only in a page that is isolated from other origins. */
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** The tfjs wasm engine beside the page, in wasm/. */
function wasmFiles(): Plugin {
  const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  const files = readdirSync(folder).filter((name) => name.endsWith('.wasm'));
  return {
    name: 'ottoflow-wasm',
    generateBundle() {
      for (const name of files) {
        this.emitFile({ type: 'asset', fileName: `wasm/${name}`, source: readFileSync(join(folder, name)) });
      }
    },
  };
}

/** The pictures of the gallery, in thumbnails/. */
function thumbnails(): Plugin {
  const folder = join(import.meta.dirname, '../../assets/thumbnails');
  return {
    name: 'ottoflow-thumbnails',
    generateBundle() {
      for (const name of readdirSync(folder)) {
        this.emitFile({ type: 'asset', fileName: `thumbnails/${name}`, source: readFileSync(join(folder, name)) });
      }
    },
  };
}

/** An older form of a font that is there as woff2 too, which every browser with OffscreenCanvas reads. */
const OLD_FONT = /,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\(["'](?:woff|truetype)["']\)/g;

/** Every font once. */
function newFontsOnly(): Plugin {
  return {
    name: 'ottoflow-fonts',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const [name, file] of Object.entries(bundle)) {
          if (/\.(woff|ttf)$/.test(name)) delete bundle[name];
          else if (file.type === 'asset' && name.endsWith('.css')) {
            file.source = String(file.source).replace(OLD_FONT, '');
          }
        }
      },
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  // Works from any folder of any web server.
  base: './',
  plugins: [wasmFiles(), thumbnails(), newFontsOnly()],
  worker: { format: 'es' },
  server: { headers },
  preview: { headers },
  build: {
    outDir: '../../dist/viewer',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: ['index.html', 'benchmark/index.html'].map((page) => join(import.meta.dirname, page)),
      checks: { pluginTimings: false },
    },
  },
});
