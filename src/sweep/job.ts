import { z } from 'zod';
import { firstLine, InputError } from '../errors.ts';
import { parse } from '../schema.ts';
import { type CellRecord, cellSchema, type Job, type Outcome, type Task } from './cell.ts';
import { fromJson, toJson } from './json.ts';
import { keyOfCell } from './key.ts';

const job = {
  key: z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 hex digits'),
  version: z.string().min(1),
  cell: cellSchema,
};
const done = {
  status: z.literal('done'),
  result: z.custom<unknown>((value) => value !== undefined, 'must be there'),
  wallTime: z.record(z.string(), z.number()),
};
const failed = { status: z.literal('failed'), reason: z.string().min(1) };

const jobSchema = z.strictObject(job);
const outcomeSchema = z.discriminatedUnion('status', [z.strictObject(done), z.strictObject(failed)]);
const recordSchema = z.discriminatedUnion('status', [
  z.strictObject({ ...job, ...done }),
  z.strictObject({ ...job, ...failed }),
]);

/**
 * Run a job that came from anywhere. Whatever goes wrong, the payload included, becomes the outcome `failed` with one line. The result is
 * what its JSON says, wherever it ran.
 */
export async function runJob(payload: unknown, task: Task, version: string): Promise<Outcome> {
  try {
    const { result, wallTime } = await task(parseJob(payload, version).cell);
    return parseOutcome(fromJson(toJson({ status: 'done', result, wallTime })));
  } catch (error) {
    if (process.env.OTTOFLOW_DEBUG) process.stderr.write(`${(error as Error)?.stack ?? error}\n`);
    return failure(error);
  }
}

/** @throws InputError when it is no job, is of another version, or its key is not that of its cell */
export function parseJob(payload: unknown, version: string): Job {
  const parsed = parse(jobSchema, payload, 'job');
  if (parsed.version !== version) {
    throw new InputError(`job: is of version ${parsed.version}, this worker is of ${version}`);
  }
  checkKey(parsed, 'job');
  return parsed;
}

/** @throws InputError */
export const parseOutcome = (value: unknown): Outcome => parse(outcomeSchema, value, 'outcome');

/** @throws InputError when it is no record, or its key is not that of its cell */
export function parseRecord(value: unknown): CellRecord {
  const record = parse(recordSchema, value, 'record');
  checkKey(record, 'record');
  return record;
}

function checkKey({ key, cell, version }: Job, where: string): void {
  const expected = keyOfCell(cell, version);
  if (key !== expected) throw new InputError(`${where}.key: must be ${expected} for its cell, got ${key}`);
}

/** The outcome of what threw: its first line, with the name of the error where it was not meant for users. */
export function failure(error: unknown): Outcome & { status: 'failed' } {
  const name = error instanceof Error ? error.name : 'Error';
  const line = firstLine(error);
  const isForUsers = name === 'InputError' || name === 'RunError';
  return { status: 'failed', reason: isForUsers && line ? line : `${name}: ${line || 'no message'}` };
}
