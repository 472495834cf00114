import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Cell, Executor, SweepSummary, WorkerEvent, WorkerOptions } from '../../src/sweep/index.ts';
import { ROOT } from '../cli/built.ts';
import { temporaryFolder } from '../headless/folder.ts';
import { builtSweep } from './built.ts';
import { cellOf, cellsOf, TASK } from './cells.ts';
import { freePort, noRedis, RedisServer } from './redis-server.ts';

const root = temporaryFolder();
const freshFolder = (): string => mkdtempSync(join(root, 'sweep-'));
let built: Awaited<ReturnType<typeof builtSweep>>;
beforeAll(async () => {
  built = await builtSweep();
  if (noRedis) console.warn(`sweeps over Redis are not tested: ${noRedis}`);
}, 300_000);

/** Seconds become fractions of one. */
const TIMING = { lock: 1000, stalled: 300, announced: 100, farewell: 1000 };
const EXECUTOR_TIMING = { poll: 20, reconcile: 300, lonely: 60_000, farewell: 500 };
const WORKER = resolve(import.meta.dirname, '../fixtures/sweep/worker.mjs');
/** Without the rest of the engine: a process starts at once. */
const BUILT = pathToFileURL(join(ROOT, 'dist/src/sweep/worker.js')).href;

const processes = new Set<ChildProcess>();
afterAll(() => {
  for (const each of processes) each.kill('SIGKILL');
});

interface WorkerProcess {
  child: ChildProcess;
  events: WorkerEvent[];
  stderr(): string;
  ended: Promise<unknown>;
}

/** A worker as a process of its own, that can be killed. */
function workerProcess(url: string, options: Partial<WorkerOptions> = {}): WorkerProcess {
  const words = { built: BUILT, task: TASK.href, url, version: 'v', concurrency: 1, timing: TIMING, ...options };
  const child = spawn(process.execPath, [WORKER, JSON.stringify(words)]);
  processes.add(child);
  const events: WorkerEvent[] = [];
  let text = '';
  let complaints = '';
  child.stderr.on('data', (data) => (complaints += data));
  child.stdout.on('data', (data) => {
    const lines = (text += data).split('\n');
    text = lines.pop()!;
    events.push(...lines.map((line) => JSON.parse(line) as WorkerEvent));
  });
  const ended = once(child, 'exit').then(() => processes.delete(child));
  return { child, events, stderr: () => complaints, ended };
}

interface WorkerHere {
  events: WorkerEvent[];
  warnings(): string[];
  /** As Ctrl-C does. @throws what the worker threw */
  stop(): Promise<void>;
  ended: Promise<void>;
}

/** A worker in this process. */
function workerHere(url: string, options: Partial<WorkerOptions> = {}): WorkerHere {
  const controller = new AbortController();
  const { signal } = controller;
  const events: WorkerEvent[] = [];
  const onEvent = (event: WorkerEvent): number => events.push(event);
  const all = { url, task: TASK, version: 'v', concurrency: 2, timing: TIMING, onEvent, signal, ...options };
  const ended = built.startWorker(all);
  ended.catch(() => {});
  return {
    events,
    warnings: () => events.flatMap((event) => (event.type === 'warning' ? [event.line] : [])),
    ended,
    stop() {
      controller.abort();
      return ended;
    },
  };
}

interface Sweeping {
  dir: string;
  warnings: string[];
  /** Records so far. */
  count(): number;
  abort(): void;
  summary: Promise<SweepSummary>;
}

async function sweepOver(url: string, cells: Cell[], { dir = freshFolder(), version = 'v' } = {}): Promise<Sweeping> {
  const warnings: string[] = [];
  const executor = built.redisExecutor({ url, timing: EXECUTOR_TIMING, warn: (line) => warnings.push(line) });
  const controller = new AbortController();
  const store = await built.CellStore.open(dir);
  let count = 0;
  const summary = built.sweep(cells, {
    store,
    executor,
    version,
    signal: controller.signal,
    onProgress: ({ done, failed }) => {
      count = done + failed;
    },
  });
  summary.catch(() => {});
  return { dir, warnings, count: () => count, abort: () => controller.abort(), summary };
}

async function until(what: () => unknown): Promise<void> {
  while (!(await what())) await new Promise((done) => setTimeout(done, 20));
}

/** Name and content of every stored file. */
const filesOf = (dir: string): string[][] => {
  const folder = join(dir, 'cells');
  return readdirSync(folder)
    .sort()
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
};

/** What Redis holds besides what BullMQ keeps for every queue. */
async function leftIn(url: string): Promise<string[]> {
  const redis = new Redis(url);
  const keys = await redis.keys('*');
  redis.disconnect();
  return keys.filter((key) => !/:(meta|id|events|stalled-check|marker)$/.test(key)).sort();
}

const blockedOnce = (file: string): Cell => cellOf('blocked', { action: 'sleep', milliseconds: 600_000, file });

describe('a sweep over Redis', () => {
  beforeEach(({ skip }) => skip(noRedis !== undefined, noRedis));

  it('gives the same bytes as threads of this process, and as shards', async () => {
    const cells = [
      cellOf('n', { action: 'numbers' }),
      cellOf('x', { action: 'exit' }),
      cellOf('t', { action: 'throw', nan: Number.NaN, zero: -0 }),
      ...cellsOf(9, { value: 0.1 }),
    ];
    const local = freshFolder();
    const shards = freshFolder();
    const executor: Executor = built.localExecutor({ task: TASK, workers: 2 });
    await built.sweep(cells, { store: await built.CellStore.open(local), executor, version: 'v' });
    const parts = [1, 2, 3].map((index) => built.shardOf(cells, { index, count: 3 }));
    const store = await built.CellStore.open(shards);
    const single = built.localExecutor({ task: TASK, workers: 1 });
    await Promise.all(parts.map((part) => built.sweep(part, { store, executor: single, version: 'v' })));

    const server = await RedisServer.start();
    const workers = [workerProcess(server.url), workerProcess(server.url, { concurrency: 2 })];
    await until(() => workers.every(({ events }) => events.length > 0));
    const redis = await sweepOver(server.url, cells);
    expect(await redis.summary).toMatchObject({ done: 10, failed: 2, total: 12 });

    expect(filesOf(shards)).toEqual(filesOf(local));
    expect(filesOf(redis.dir)).toEqual(filesOf(local));
    expect(redis.warnings).toEqual([]);
    expect(await leftIn(server.url)).toEqual([]);
    for (const { child } of workers) child.kill('SIGINT');
    await Promise.all(workers.map(({ ended }) => ended));
    expect(workers.map(({ child, stderr }) => [child.exitCode, stderr()])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    expect(await leftIn(server.url)).toEqual([]);
  });

  it('loses nothing when a worker is killed in the middle of a cell', async () => {
    const server = await RedisServer.start();
    const file = join(freshFolder(), 'begun');
    const victim = workerProcess(server.url);
    const sweeping = await sweepOver(server.url, [blockedOnce(file), ...cellsOf(4)]);
    await until(() => existsSync(file));
    victim.child.kill('SIGKILL');
    await victim.ended;
    const heir = workerHere(server.url);
    expect(await sweeping.summary).toMatchObject({ done: 5, failed: 0 });
    await heir.stop();
  });

  it('gives up a cell that takes three workers down with it, and none of the others', async () => {
    const server = await RedisServer.start();
    const sweeping = await sweepOver(server.url, [cellOf('poison', { action: 'kill' }), ...cellsOf(3)]);
    let deaths = 0;
    for (let going = true; going; ) {
      const worker = workerProcess(server.url);
      const first = await Promise.race([worker.ended.then(() => 'death'), sweeping.summary.then(() => 'end')]);
      going = first === 'death';
      if (going) deaths++;
    }
    const summary = await sweeping.summary;
    expect(summary).toMatchObject({ done: 3, failed: 1 });
    expect(summary.failures).toMatchObject([{ cell: { name: 'cell/poison' }, reason: 'worker died 3 times' }]);
    expect(deaths).toBe(3);
  });

  it.each([
    ['forgot everything', false],
    ['still knows everything', true],
  ])('loses nothing when Redis is killed and comes back and %s', async (_, persistent) => {
    const server = await RedisServer.start({ persistent });
    const worker = workerHere(server.url);
    const cells = cellsOf(30, { action: 'sleep', milliseconds: 40 });
    const sweeping = await sweepOver(server.url, cells);
    await until(() => sweeping.count() > 3);
    await server.kill();
    await new Promise((done) => setTimeout(done, 300));
    expect(sweeping.count()).toBeLessThan(cells.length);
    await server.start();
    expect(await sweeping.summary).toMatchObject({ done: 30, failed: 0, interrupted: false });
    const lines = [
      /^redis: the connection to \S+ is lost; trying to come back$/,
      /^redis: the connection to \S+ is back$/,
    ];
    for (const warnings of [sweeping.warnings, worker.warnings()]) {
      expect(warnings).toEqual(lines.map((line) => expect.stringMatching(line)));
    }
    await worker.stop();
    expect(await leftIn(server.url)).toEqual([]);
  });

  it('refuses workers of another version, at once and later', async () => {
    const server = await RedisServer.start();
    const early = workerHere(server.url, { version: '0.1.0+other' });
    await until(() => early.events.length > 0);
    const sweeping = await sweepOver(server.url, cellsOf(2), { version: '0.1.0+ours' });
    const refused = new RegExp(
      `^worker: is of version 0.1.0\\+other, but the sweep on ${server.url} is of 0.1.0\\+ours; [^\\n]+$`,
    );
    await expect(early.ended).rejects.toThrow(refused);
    await expect(workerHere(server.url, { version: '0.1.0+other' }).ended).rejects.toMatchObject({
      name: 'InputError',
    });
    const ours = workerHere(server.url, { version: '0.1.0+ours' });
    expect(await sweeping.summary).toMatchObject({ done: 2 });
    await ours.stop();
  });

  it('survives garbage in its queue', async () => {
    const server = await RedisServer.start();
    const redis = new Redis(server.url, { maxRetriesPerRequest: null });
    const queue = new Queue('cells-v', { connection: redis, prefix: 'ottoflow' });
    const [stranger] = cellsOf(1, { value: 'stranger' });
    const job = { key: built.keyOfCell(stranger!, 'w'), version: 'w', cell: stranger };
    for (const data of [null, 3, 'x', [], {}, { job: 5 }, { job: '{' }, { job: '{}' }, { job: JSON.stringify(job) }]) {
      await queue.add('cell', data);
    }
    await redis.hset('ottoflow:cells-v:broken', 'data', '{', 'opts', '{}', 'name', 'cell', 'timestamp', '1');
    await redis.lpush('ottoflow:cells-v:wait', 'broken', 'absent');
    const worker = workerHere(server.url);
    const sweeping = await sweepOver(server.url, cellsOf(3));
    expect(await sweeping.summary).toMatchObject({ done: 3, failed: 0 });
    const reasons = (): string[] =>
      worker.events.flatMap((event) => (event.type === 'cell' && event.reason ? [event.reason] : []));
    // The nine, and `absent`.
    await until(() => reasons().length === 10);
    expect(reasons()).toContain('job: is of version w, this worker is of v');
    await worker.stop();
    await queue.close();
    redis.disconnect();
  });

  it('takes an answer that is none for a failure', async () => {
    const server = await RedisServer.start();
    const sweeping = await sweepOver(server.url, cellsOf(1));
    const { Worker } = await import('bullmq');
    const liar = new Worker('cells-v', async () => ({ status: 'done' }), {
      connection: { url: server.url },
      prefix: 'ottoflow',
    });
    expect((await sweeping.summary).failures).toMatchObject([{ reason: expect.stringMatching(/^\S[^\n]*$/) }]);
    await liar.close();
  });

  it('stops at a signal and leaves nothing to do in Redis; a worker that is stopped gives its cell back', async () => {
    const server = await RedisServer.start();
    const file = join(freshFolder(), 'begun');
    const worker = workerHere(server.url, { concurrency: 1 });
    const sweeping = await sweepOver(server.url, [blockedOnce(file), ...cellsOf(3)]);
    await until(() => existsSync(file));
    await worker.stop();
    const redis = new Redis(server.url);
    expect(await redis.llen('ottoflow:cells-v:wait')).toBe(4);
    expect(await redis.llen('ottoflow:cells-v:active')).toBe(0);
    redis.disconnect();
    sweeping.abort();
    expect(await sweeping.summary).toMatchObject({ done: 0, failed: 0, interrupted: true });
    expect(await leftIn(server.url)).toEqual([]);
  });

  it('takes results that a sweep which was killed has left, and tries its failures again', async () => {
    const server = await RedisServer.start();
    const cells = [...cellsOf(2), cellOf('flaky', { action: 'throw', file: join(freshFolder(), 'begun') })];
    const worker = workerHere(server.url);
    const redis = new Redis(server.url, { maxRetriesPerRequest: null });
    const queue = new Queue('cells-v', { connection: redis, prefix: 'ottoflow' });
    for (const cell of cells) {
      const key = built.keyOfCell(cell, 'v');
      await queue.add('cell', { job: JSON.stringify({ key, version: 'v', cell }) }, { jobId: key });
    }
    await until(async () => (await queue.getCompletedCount()) === 3);
    const sweeping = await sweepOver(server.url, cells);
    expect(await sweeping.summary).toMatchObject({ done: 3, failed: 0 });
    expect(worker.events.filter(({ type }) => type === 'cell')).toHaveLength(4);
    await worker.stop();
    await queue.close();
    redis.disconnect();
  });

  it('shares workers, and cells, with another sweep', async () => {
    const server = await RedisServer.start();
    const worker = workerHere(server.url);
    const cells = cellsOf(12, { action: 'sleep', milliseconds: 10 });
    const [first, second] = await Promise.all([
      sweepOver(server.url, cells.slice(0, 9)),
      sweepOver(server.url, cells.slice(3).reverse()),
    ]);
    expect(await first.summary).toMatchObject({ done: 9, failed: 0 });
    expect(await second.summary).toMatchObject({ done: 9, failed: 0 });
    await worker.stop();
    expect(await leftIn(server.url)).toEqual([]);
  });

  it('lets sweep and worker end while Redis is away', async () => {
    const server = await RedisServer.start();
    const worker = workerHere(server.url);
    const file = join(freshFolder(), 'begun');
    const sweeping = await sweepOver(server.url, [blockedOnce(file), ...cellsOf(2)]);
    await until(() => existsSync(file) && sweeping.count() === 2);
    await server.kill();
    await until(() => sweeping.warnings.length > 0 && worker.warnings().length > 0);
    sweeping.abort();
    expect(await sweeping.summary).toMatchObject({ done: 2, interrupted: true });
    await worker.stop();
  });

  it('stops when Redis has no room', async () => {
    const server = await RedisServer.start({ words: ['--maxmemory', '2mb', '--maxmemory-policy', 'noeviction'] });
    const sweeping = await sweepOver(server.url, cellsOf(100, { text: 'x'.repeat(20_000) }));
    await expect(sweeping.summary).rejects.toThrow(/^redis: \S+ refuses \(OOM [^\n]+\); what was stored before stays$/);
  });

  it('says that no worker is there', async () => {
    const server = await RedisServer.start();
    const warnings: string[] = [];
    const timing = { ...EXECUTOR_TIMING, lonely: 100 };
    const executor = built.redisExecutor({ url: server.url, timing, warn: (line) => warnings.push(line) });
    const controller = new AbortController();
    const store = await built.CellStore.open(freshFolder());
    const summary = built.sweep(cellsOf(1), { store, executor, version: 'v', signal: controller.signal });
    await until(() => warnings.length > 0);
    controller.abort();
    await summary;
    expect(warnings).toEqual([
      `redis: no worker of version v is there yet; on any machine: ottoflow worker --redis ${server.url}`,
    ]);
  });

  it('says in one line when the password is wrong, and does not print it', async () => {
    const server = await RedisServer.start({ words: ['--requirepass', 'right'] });
    for (const login of ['', ':wrong@', 'somebody:wrong@']) {
      const url = server.url.replace('//', `//${login}`);
      const sweeping = await sweepOver(url, cellsOf(1));
      const error = await sweeping.summary.catch((thrown) => thrown);
      expect(error).toMatchObject({ name: 'InputError' });
      expect(error.message).toMatch(/^redis: redis:\/\/127\.0\.0\.1:\d+ cannot be reached \([^\n]+\)$/);
      expect(error.message).not.toContain(':wrong@');
    }
  });
});

describe('a Redis that is not there', () => {
  it.each([
    ['', '""'],
    ['localhost:6379', '"localhost:6379"'],
    ['http://localhost', '"http://localhost"'],
    ['redis://', '"redis://"'],
    ['redis://host/name', '"redis://host/name"'],
    ['http://me:secret@host', '"http://host"'],
    ['redis://me:se/cr@et@host:port', '"redis://host:port"'],
  ])('is refused in one line: %s', (url, shown) => {
    const line = `redis: must be a URL redis://host:port (rediss:// for TLS; user:password@ and /database are optional), got ${shown}`;
    expect(() => built.redisExecutor({ url })).toThrow(line);
  });

  it('is told of in one line, with the cause', async () => {
    const port = await freePort();
    const cause = /^redis: redis:\/\/127\.0\.0\.1:\d+ cannot be reached \(connect ECONNREFUSED [^\n]+\)$/;
    const { summary } = await sweepOver(`redis://me:secret@127.0.0.1:${port}`, cellsOf(1));
    await expect(summary).rejects.toThrow(cause);
    await expect(workerHere(`redis://127.0.0.1:${port}`).ended).rejects.toThrow(cause);
    await expect(workerHere('redis://nowhere.invalid').ended).rejects.toThrow(
      /cannot be reached \([^\n]*ENOTFOUND|EAI_AGAIN/,
    );
  });

  it('but another server is there', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const { summary } = await sweepOver(`redis://127.0.0.1:${port}`, cellsOf(1));
    await expect(summary).rejects.toThrow(/^redis: redis:\/\/127\.0\.0\.1:\d+ cannot be reached \([^\n]+\)$/);
    server.close();
  });
});
