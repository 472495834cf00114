// Compiles src/tensor/wasm/assembly (AssemblyScript) into src/tensor/wasm/binary.ts, the module as base64: a string is the one form that
// Node, browsers, bundlers and test runners all load alike. Does nothing when the sources have not changed.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = join(root, 'src/tensor/wasm/assembly');
const binary = join(root, 'src/tensor/wasm/binary.ts');

// Relaxed SIMD stays off: its results differ between machines. The memory limits are those of the address space; the engine asks for less.
const flags = [
  ...['-O3', '--runtime', 'stub', '--noAssert', '--noColors'],
  ...[
    '--enable',
    'simd,threads',
    '--importMemory',
    '--sharedMemory',
    '--initialMemory',
    '1',
    '--maximumMemory',
    '65536',
  ],
];

function sourceFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith('.ts'))
    .sort();
}

function hashOf(files) {
  const hash = createHash('sha256').update(flags.join(' '));
  for (const file of files) hash.update(relative(root, file)).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

async function compile() {
  const { default: assemblyscript } = await import('assemblyscript/asc');
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'ottoflow-wasm-'));
  try {
    const out = join(folder, 'kernels.wasm');
    const entry = relative(root, join(sources, 'index.ts'));
    const options = ['--baseDir', root, '--outFile', relative(root, out), ...flags];
    const { error, stderr } = await assemblyscript.main([entry, ...options]);
    if (error) throw new Error(`${stderr}${error.message}`);
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const hash = hashOf(sourceFiles(sources));
const stamp = `// Built by scripts/wasm.mjs from sources ${hash}. Do not edit.`;

if (!existsSync(binary) || !readFileSync(binary, 'utf8').startsWith(stamp)) {
  try {
    const bytes = await compile();
    const text = `${stamp}\nexport const kernels =\n  '${bytes.toString('base64')}';\n`;
    // Written beside and renamed, so that a reader never sees half a file.
    writeFileSync(`${binary}.${process.pid}`, text);
    renameSync(`${binary}.${process.pid}`, binary);
    console.log(`wasm: ${bytes.length} bytes from sources ${hash}`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
