import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { temporaryFolder } from '../headless/folder.ts';

/** Why the tests with a real Redis cannot run here; undefined where they can. */
export const noRedis =
  spawnSync('redis-server', ['--version']).status === 0
    ? undefined
    : 'no redis-server on this machine: apt-get install redis-server';

/** A port that nobody listens to. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A Redis of our own, in an empty folder. */
export class RedisServer {
  readonly port: number;
  readonly url: string;
  readonly #words: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, words: readonly string[]) {
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
    this.#words = words;
  }

  /** @param persistent whether it still knows after a restart what it knew before */
  static async start({ persistent = false, words = [] as string[] } = {}): Promise<RedisServer> {
    const port = await freePort();
    const own = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', persistent ? 'yes' : 'no'];
    const server = new RedisServer(port, [...own, '--dir', mkdtempSync(join(root, 'redis-')), ...words]);
    servers.push(server);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    this.#process = spawn('redis-server', this.#words, { stdio: 'ignore' });
    while (!(await answers(this.port))) await new Promise((done) => setTimeout(done, 20));
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    const ended = this.#process;
    this.#process = undefined;
    if (!ended?.kill('SIGKILL')) return;
    await once(ended, 'exit');
  }
}

const root = temporaryFolder();
const servers: RedisServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.kill())));

/** Listening, and done with reading its files. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      resolve(!data.toString().includes('LOADING'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}
