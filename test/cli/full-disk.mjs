// Loaded before the command line: a disk on which every write fails after OTTOFLOW_TEST_DISK bytes.
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const path = join(tmpdir(), `ottoflow-disk-${process.pid}`);
const probe = await open(path, 'w');
const prototype = Object.getPrototypeOf(probe);
await probe.close();
await rm(path);
const { write } = prototype;
let left = Number(process.env.OTTOFLOW_TEST_DISK);
prototype.write = function (chunk, offset, length, at) {
  if (left <= 0)
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  left -= length;
  return write.call(this, chunk, offset, length, at);
};
