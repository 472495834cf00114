import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../headless/folder.ts';
import { freePort, noRedis, RedisServer } from '../sweep/redis-server.ts';
import { ensureBuilt, MAIN } from './built.ts';
import { ottoflow } from './ottoflow.ts';
import { Resident } from './resident.ts';

const cwd = temporaryFolder();
const workers: ChildProcess[] = [];
let resident: Resident;
beforeAll(async () => {
  await ensureBuilt();
  resident = new Resident(cwd);
}, 300_000);
afterAll(() => {
  resident.close();
  for (const worker of workers) worker.kill('SIGKILL');
});

/** Results by key, without what every run measures anew. */
function resultsIn(folder: string): Record<string, unknown> {
  const cells = join(cwd, folder, 'cells');
  return Object.fromEntries(
    readdirSync(cells).map((name) => {
      const { wallTime: _, digest: __, ...record } = JSON.parse(readFileSync(join(cells, name), 'utf8'));
      return [name, record];
    }),
  );
}

describe('ottoflow worker', () => {
  it.each([
    [['--redis', 'http://me:secret@host'], /^redis: must be a URL redis:\/\/host:port [^\n]+, got "http:\/\/host"\n$/],
    [['--concurrency', '0'], /^--concurrency: must be an integer of at least 1, got "0"\n$/],
  ])('refuses %j in one line', async (words, line) => {
    const { code, stdout, stderr } = await resident.run(['worker', ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(line);
  });

  it('says which Redis it cannot reach', async () => {
    const { code, stderr } = await resident.run(['worker', '--redis', `redis://127.0.0.1:${await freePort()}`]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^redis: redis:\/\/127\.0\.0\.1:\d+ cannot be reached \(connect ECONNREFUSED [^\n]+\)\n$/);
  });

  it('refuses a database that Redis does not have', async ({ skip }) => {
    skip(noRedis !== undefined, noRedis);
    const { url } = await RedisServer.start();
    const { code, stderr } = await resident.run(['worker', '--redis', `${url}/99`]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^redis: \S+\/99 cannot be reached \(ERR DB index is out of range\)\n$/);
  });

  it('and ottoflow bench keep the password of a Redis out of what others read', async () => {
    const url = `redis://me:hush@127.0.0.1:${await freePort()}`;
    const words = ['bench', '--targets', 'mixture-line', '--methods', 'exact', '--executor', 'redis', '--redis', url];
    const { code, stderr } = await ottoflow([...words, '--out', 'secret'], { cwd });
    expect(code).toBe(2);
    const note = readFileSync(join(cwd, 'secret', 'suite.json'), 'utf8');
    expect(note).toContain('--redis redis://127.0.0.1');
    expect(stderr + note).not.toContain('hush');
  });

  it('runs the cells of a benchmark to the same bits, until Ctrl-C', async ({ skip }) => {
    skip(noRedis !== undefined, noRedis);
    const { url } = await RedisServer.start();
    const worker = spawn(process.execPath, [MAIN, 'worker', '--redis', url, '--concurrency', '1'], { cwd });
    workers.push(worker);
    let stdout = '';
    worker.stdout.on('data', (data) => (stdout += data));
    // Half of the cells: a benchmark that is not complete has no report yet, which would cost more than they.
    const bench = ['bench', '--targets', 'mixture-line', '--methods', 'exact,langevin', '--replicates', '2'];
    const small = ['--shard', '1/2', '--particles', '20', '--budget', '20', '--json', '--out'];
    const local = await resident.run([...bench, ...small, 'local', '--workers', '1']);
    const redis = await resident.run([...bench, ...small, 'redis', '--executor', 'redis', '--redis', url]);
    expect([local.code, redis.code, redis.stderr]).toEqual([0, 0, '']);
    expect(Object.keys(resultsIn('local'))).toHaveLength(2);
    expect(resultsIn('redis')).toEqual(resultsIn('local'));

    worker.kill('SIGINT');
    expect(await once(worker, 'exit')).toEqual([0, null]);
    const [first, ...cells] = stdout.trim().split('\n');
    expect(first).toMatch(/^ready for cells of version \S+, 1 at a time$/);
    expect(cells).toHaveLength(2);
    for (const line of cells) expect(line).toMatch(/^mixture-line\/\S+: done in [^\n]+ s$/);
  });

  it('ends where the sweep is of another version', async ({ skip }) => {
    skip(noRedis !== undefined, noRedis);
    const { url } = await RedisServer.start();
    const redis = new Redis(url);
    await redis.zadd('ottoflow:sweeps', Date.now() / 1000 + 60, '0.0.1+abcdef012345 sweep');
    redis.disconnect();
    const { code, stderr } = await resident.run(['worker', '--redis', url]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^worker: is of version \S+, but the sweep on \S+ is of 0\.0\.1\+abcdef012345; [^\n]+\n$/);
  });
});
