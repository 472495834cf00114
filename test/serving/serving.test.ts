import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError, RunError } from '../../src/errors.ts';
import { type ServedFolder, serveFolder, siteFolder } from '../../src/serving/index.ts';
import { temporaryFolder } from '../headless/folder.ts';

const outside = temporaryFolder();
const folder = join(outside, 'site');
let served: ServedFolder;

beforeAll(async () => {
  mkdirSync(join(folder, 'wasm'), { recursive: true });
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  // A sibling whose name begins with that of the folder.
  mkdirSync(join(outside, 'site-of-others'));
  writeFileSync(join(outside, 'site-of-others/secret.txt'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<p>début</p>');
  writeFileSync(join(folder, 'with space ö.js'), 'export {};');
  writeFileSync(join(folder, 'wasm/engine.wasm'), new Uint8Array([0, 97, 115, 109]));
  symlinkSync(join(outside, 'secret.txt'), join(folder, 'link.txt'));
  served = await serveFolder(folder, { port: 0 });
});

afterAll(() => served.close());

/** The answer to a request as it is written, which `fetch` would tidy up. */
const raw = (path: string, method = 'GET'): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(served.url).port), '127.0.0.1', () =>
      socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    );
    socket.on('data', (chunk) => (answer += chunk));
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });

describe('a served folder', () => {
  it.each([
    ['', 'text/html; charset=utf-8', 13],
    ['?backend=cpu', 'text/html; charset=utf-8', 13],
    ['index.html', 'text/html; charset=utf-8', 13],
    ['with%20space%20%C3%B6.js', 'text/javascript; charset=utf-8', 10],
    ['wasm/engine.wasm', 'application/wasm', 4],
  ])('has /%s as %s', async (path, type, length) => {
    const response = await fetch(served.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect((await response.arrayBuffer()).byteLength).toBe(length);
  });

  it('isolates its pages, unless it is told not to', async () => {
    const isolation = async (url: string): Promise<(string | null)[]> => {
      const { headers } = await fetch(url);
      return [headers.get('cross-origin-opener-policy'), headers.get('cross-origin-embedder-policy')];
    };
    expect(await isolation(served.url)).toEqual(['same-origin', 'require-corp']);
    const plain = await serveFolder(folder, { port: 0, isolated: false });
    expect(await isolation(plain.url)).toEqual([null, null]);
    await plain.close();
  });

  it.each([
    '/nothing.js',
    '/wasm',
    '/wasm/',
    '/../secret.txt',
    '/wasm/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd',
    '//etc/passwd',
    '/../site-of-others/secret.txt',
    '/link.txt',
    '/index.html%00.txt',
    '/%',
    '/%E0%A4%A',
  ])('has no %s', async (path) => {
    const answer = await raw(path);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).toMatch(/\r\nThere is no such file\.\n/);
    expect(answer).not.toMatch(/secret|root:/);
  });

  it('gives the head alone where that is asked for, and takes nothing', async () => {
    const head = await raw('/index.html', 'HEAD');
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(head).toMatch(/\r\nContent-Length: 13\r\n/);
    expect(head.endsWith('\r\n\r\n')).toBe(true);
    for (const method of ['POST', 'PUT', 'DELETE']) {
      expect(await raw('/index.html', method)).toMatch(/^HTTP\/1\.1 405 .*\r\nAllow: GET, HEAD\r\n/s);
    }
  });

  it('is closed with its connections', async () => {
    const other = await serveFolder(folder, { port: 0 });
    const socket = connect(Number(new URL(other.url).port), '127.0.0.1');
    await new Promise((resolve) => socket.on('connect', resolve));
    const ended = new Promise((resolve) => socket.on('close', resolve));
    await other.close();
    await ended;
    await expect(fetch(other.url)).rejects.toThrow();
  });

  it('is to be had by this machine alone', () => expect(new URL(served.url).hostname).toBe('127.0.0.1'));
});

describe('ports', () => {
  it('that are taken are passed over', async () => {
    const first = await serveFolder(folder);
    const second = await serveFolder(folder);
    const [a, b] = [first, second].map(({ url }) => Number(new URL(url).port));
    expect(a).toBeGreaterThanOrEqual(6886);
    expect(b).toBeGreaterThan(a!);
    await Promise.all([first.close(), second.close()]);
  });

  it('that were asked for are not', async () => {
    const port = Number(new URL(served.url).port);
    const error = await serveFolder(folder, { port }).catch((reason) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe(`port: must be free, got ${port} (another program listens there)`);
  });
});

it('says how the viewer is built where it has not been', () => {
  expect(() => siteFolder(outside)).toThrow(RunError);
  expect(() => siteFolder(outside)).toThrow(`viewer: has not been built; npm run build in ${outside} does that`);
});
