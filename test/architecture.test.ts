import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { violations } from './architecture.ts';

const ROOT = resolve(import.meta.dirname, '..');
const TOP_FOLDERS = ['src', 'systems', 'scenes', 'bench', 'assets'];
/** AssemblyScript: another language, with its own compiler. */
const OTHER_LANGUAGE = 'src/tensor/wasm/assembly/';

function sources(): Map<string, string> {
  const paths = TOP_FOLDERS.filter((folder) => existsSync(join(ROOT, folder))).flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  );
  const ours = paths
    .map((path) => path.split(sep).join('/'))
    .filter((path) => path.endsWith('.ts') && !path.startsWith(OTHER_LANGUAGE));
  return new Map(ours.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
}

const broken = (files: Record<string, string>): string[] => violations(new Map(Object.entries(files)));

describe('imports', () => {
  it('of the whole project go downwards, through the index of the other folder, and in no circle', () => {
    const files = sources();
    expect(files.size).toBeGreaterThan(30);
    expect(violations(files)).toEqual([]);
  });
});

describe('the rules can be broken', () => {
  it('upwards', () => {
    expect(broken({ 'src/tensor/a.ts': `import { World } from '../world/index.ts';` })).toEqual([
      'src/tensor/a.ts imports upwards: src/world/index.ts',
    ]);
    expect(broken({ 'systems/a.ts': `export * from '../scenes/index.ts';` })).toHaveLength(1);
    expect(broken({ 'src/world/a.ts': `const scenes = await import('../../scenes/index.ts');` })).toHaveLength(1);
    expect(broken({ 'src/world/a.ts': `type Run = import('../headless/index.ts').Run;` })).toHaveLength(1);
  });

  it('past an index, below and beside', () => {
    expect(broken({ 'src/targets/a.ts': `import { sinkhorn } from '../transport/sinkhorn.ts';` })).toEqual([
      'src/targets/a.ts imports src/transport/sinkhorn.ts past the index of src/transport',
    ]);
    expect(broken({ 'systems/a.ts': `import type { Column } from '../src/tensor/column.ts';` })).toHaveLength(1);
    expect(broken({ 'src/targets/a.ts': `import { sinkhorn } from '../transport/index.ts';` })).toEqual([]);
  });

  it('in a circle', () => {
    const files = {
      'src/tensor/a.ts': `import './b.ts';`,
      'src/tensor/b.ts': `import type { C } from './c.ts';`,
      'src/tensor/c.ts': `export { a } from './a.ts';`,
    };
    expect(broken(files)).toEqual(['cycle: src/tensor/a.ts → src/tensor/b.ts → src/tensor/c.ts → src/tensor/a.ts']);
  });

  it('by drawing outside the viewer', () => {
    expect(broken({ 'src/headless/a.ts': `const pixi = await import('pixi.js');` })).toHaveLength(1);
    expect(broken({ 'src/viewer/a.ts': `import { Application } from 'pixi.js';` })).toEqual([]);
  });

  it('by needing Node to load what browsers load', () => {
    expect(broken({ 'src/tensor/a.ts': `import { cpus } from 'node:os';` })).toHaveLength(1);
    expect(broken({ 'src/tensor/a.ts': `import type { Worker } from 'node:worker_threads';` })).toEqual([]);
    expect(broken({ 'src/headless/a.ts': `import { cpus } from 'node:os';` })).toEqual([]);
  });

  it('by a folder that the design does not know', () => {
    expect(broken({ 'src/misc/a.ts': '' })).toEqual(['src/misc/a.ts is in no folder of the design']);
    expect(broken({ 'src/world/a.ts': `import '../misc/index.ts';` })).toHaveLength(1);
  });
});
