import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scenes } from '../../scenes/index.ts';
import { createProgram } from '../../src/cli/program.ts';
import { addressOfFlags } from '../../src/cli/scene/address.ts';
import type { SceneFlags } from '../../src/cli/scene/flags.ts';
import { parseOverride, sceneOfAddress } from '../../src/playing/index.ts';
import { temporaryFolder } from '../headless/folder.ts';
import { ensureBuilt, ensureSite } from './built.ts';
import { ottoflow } from './ottoflow.ts';
import { TINY } from './tiny.ts';

const cwd = temporaryFolder();
const file = (name: string): string => join(cwd, name);

beforeAll(async () => {
  await ensureBuilt();
  await ensureSite();
  writeFileSync(file('tiny.json'), JSON.stringify(TINY));
  writeFileSync(
    file('typed.ts'),
    `import { gaussian } from 'ottoflow/targets';
     const dimension: number = 2;
     export default { ...${JSON.stringify(TINY)}, count: 7, initial: gaussian({ dimension }) };`,
  );
  writeFileSync(
    file('code.ts'),
    `import { neg, square, sum } from '@tensorflow/tfjs-core';
     import { custom } from 'ottoflow/targets';
     const target = custom({ dimension: 2, logDensity: (x) => neg(sum(square(x), 1)) });
     export default { ...${JSON.stringify(TINY)}, target };`,
  );
}, 180_000);

describe('the address of a scene with flags', () => {
  it.each<[string, string, SceneFlags, RegExp, object]>([
    ['a built-in name', 'banana', {}, /^#scene=banana$/, { name: 'banana', seed: '0' }],
    [
      'a seed and a setting',
      'banana',
      { seed: '3', set: [parseOverride('count=50')] },
      /^#scene=banana&seed=3&set=/,
      { seed: '3', ensembles: [{ count: 50 }, { count: 50 }, { count: 50 }, { count: 50 }] },
    ],
    ['JSON', file('tiny.json'), {}, /^#data=/, { name: 'tiny', ensembles: [{ count: 40 }] }],
    ['TypeScript', file('typed.ts'), { seed: 'x' }, /^#data=/, { seed: 'x', ensembles: [{ count: 7 }] }],
    ['an address', '#scene=banana&seed=5', {}, /^#scene=banana&seed=5$/, { seed: '5' }],
  ])('made of %s leads to it', async (_, name, flags, address, scene) => {
    const written = await addressOfFlags(name, flags);
    expect(written).toMatch(address);
    expect(await sceneOfAddress(written, scenes)).toMatchObject(scene);
  });

  it('is empty for no scene', async () => expect(await addressOfFlags(undefined, {})).toBe(''));
});

describe('ottoflow view', () => {
  it('serves the page, says where in one line, and ends well with Ctrl-C', async () => {
    let page: Promise<string> | undefined;
    const meanwhile = (child: ChildProcess): void => {
      page = once(child.stdout!, 'data')
        .then(([line]) => fetch(String(line).trim()))
        .then((response) => {
          expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
          return response.text();
        })
        .finally(() => child.kill('SIGINT'));
    };
    const words = ['view', 'banana', '--port', '0', '--backend', 'cpu', '--seed', '3'];
    const { code, stdout, stderr } = await ottoflow(words, { cwd, meanwhile });
    expect(await page).toContain('<title>ottoflow');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?backend=cpu#scene=banana&seed=3\n$/);
  });

  it('says in one line that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await ottoflow(['view', '--port', String(port)], { cwd });
    other.close();
    const line = `port: must be free, got ${port} (another program listens there)\n`;
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: line });
  });

  it.each<[string, string[], RegExp]>([
    ['a target that is code', [file('code.ts')], /code\.ts.*: ensembles\[0\]: has a custom target, which is code and cannot/],
    ['a scene that is not there', ['nowhere'], /^scene: must be one of banana, .* got "nowhere"$/],
    ['a field that is not there', ['banana', '--set', 'cuont=5'], /^--set cuont=5: /],
    ['a seed for no scene', ['--seed', '3'], /^--seed 3: needs a scene to change$/],
    ['a port that is none', ['--port', '70000'], /^--port: must be an integer from 0 to 65535, got "70000"$/],
    ['a backend that pages do not have', ['--backend', 'tensorflow'], /'tensorflow' is invalid\. Allowed choices are auto, webgpu, wasm, cpu\.$/],
  ])('refuses %s', async (_, words, line) => {
    await expect(createProgram().parseAsync(['view', ...words], { from: 'user' })).rejects.toThrow(line);
  }); // biome-ignore format: a table
});
