import { z } from 'zod';
import { firstLine, InputError } from '../errors.ts';
import { parse } from '../schema.ts';
import { buildTarget, type Target } from '../targets/index.ts';
import { type BackendName, Column } from '../tensor/index.ts';
import { carryColumns } from './components.ts';
import { addEnsemble, ensembleOf } from './ensemble.ts';
import type { Ensemble, World } from './model.ts';
import { createWorld } from './world.ts';

/*
 * The file: 8 bytes 'OTTOFLOW', u32 version, u32 length of the header, 32 bytes SHA-256 of all that follows, the header (JSON, padded with
 * spaces to 8 bytes), then the columns (float32) and solver memories (float64) of every ensemble in the header's order, each padded to 8 bytes.
 * Little-endian. The header holds what JSON holds exactly: JavaScript writes doubles so that they read back to the same bits.
 */
const MAGIC = 'OTTOFLOW';
const VERSION = 1;
const PREFIX = 48;

const block = z.strictObject({ name: z.string(), shape: z.array(z.int().nonnegative()).min(1).max(2) });
const record = z.record(z.string(), z.unknown());

const headerSchema = z.strictObject({
  seed: z.string(),
  replicate: z.int().nonnegative(),
  backend: z.enum(['tensorflow', 'webgpu', 'wasm', 'cpu']),
  /** What the caller wants to find again: the scene, the frame it was at. */
  note: z.unknown(),
  changes: z.int().nonnegative().default(0),
  ensembles: z.array(
    z.strictObject({
      name: z.string(),
      count: z.int().positive(),
      dimension: z.int().positive(),
      key: z.tuple([z.int(), z.int()]),
      target: record.nullable(),
      initial: record,
      sites: z.boolean().default(false),
      method: record,
      prepared: z.boolean(),
      steered: z.boolean().default(false),
      steps: z.int().nonnegative(),
      time: z.number(),
      gradientEvaluations: z.number(),
      densityEvaluations: z.number(),
      status: z.enum(['running', 'done', 'stopped']),
      reason: z.string().nullable(),
      energy: z.array(z.tuple([z.number(), z.number()])),
      solver: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
      columns: z.array(block),
      memory: z.array(block),
    }),
  ),
});
type Header = z.infer<typeof headerSchema>;

/** A world as one file: versioned and checksummed. Loaded on the same backend it continues bit for bit. */
export async function saveWorld(world: World, note: unknown = null): Promise<Uint8Array> {
  const ensembles = [...world.ensembles.values()];
  const blocks: (Float32Array | Float64Array)[] = [];
  for (const { columns, memory } of ensembles) {
    for (const column of Object.values(columns)) blocks.push(await column.pull());
    blocks.push(...memory.values());
  }
  const { seed, replicate, backend, changes } = world;
  const header: Header = {
    ...{ seed, replicate, backend: backend.name, note, changes },
    ensembles: ensembles.map(describe),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const body = join([padded(text, 32), ...blocks.map((values) => padded(bytesOf(values), 0))]);
  const file = new Uint8Array(PREFIX + body.length);
  const view = new DataView(file.buffer);
  file.set(new TextEncoder().encode(MAGIC));
  view.setUint32(8, VERSION, true);
  view.setUint32(12, text.length, true);
  file.set(await digest(body), 16);
  file.set(body, PREFIX);
  return file;
}

export interface LoadOptions {
  /** Default: the backend the world was saved on. On another one the run goes on, but not with the same bits. */
  backend?: BackendName | 'auto';
  /** Targets that are code, not data (`custom`), by the name of their ensemble. */
  targets?: Record<string, Target>;
  /** Names the file in messages. */
  file?: string;
}

/**
 * The world of a file written by `saveWorld`, and its note.
 * @throws InputError when the file is no world, of another version, cut or damaged, or needs a custom target that is not given.
 */
export async function loadWorld(file: Uint8Array, options: LoadOptions = {}): Promise<{ world: World; note: unknown }> {
  const { header, blocks } = await read(file, options.file ?? 'world file');
  const { seed, replicate, backend } = header;
  const world = await createWorld({ seed, replicate, backend: options.backend ?? backend });
  world.changes = header.changes;
  for (const saved of header.ensembles) restore(world, saved, blocks, options);
  return { world, note: header.note };
}

function describe(ensemble: Ensemble): Header['ensembles'][number] {
  const { name, count, dimension, key, target, initial, sites, method, prepared, steered, steps, time } = ensemble;
  const { gradientEvaluations, densityEvaluations, status, reason, energy, solver, columns, memory } = ensemble;
  return {
    ...{ name, count, dimension, key: [...key] as [number, number], sites, method, prepared, steered, steps, time },
    ...{ gradientEvaluations, densityEvaluations, status, energy, solver, reason: reason ?? null },
    target: target?.spec ?? null,
    initial: initial.spec,
    columns: Object.entries(columns).map(([attribute, column]) => ({ name: attribute, shape: [...column.shape] })),
    memory: [...memory].map(([attribute, values]) => ({ name: attribute, shape: [values.length] })),
  };
}

function restore(world: World, saved: Header['ensembles'][number], blocks: Blocks, options: LoadOptions): void {
  const measure = (spec: Record<string, unknown>): Target => {
    if (spec.type !== 'custom') return buildTarget(spec as Target['spec']);
    const given = options.targets?.[saved.name];
    if (given) return given;
    throw new InputError(`ensemble ${saved.name}: its target is custom code, which no file holds: pass it in targets`);
  };
  const entity = addEnsemble(world, {
    name: saved.name,
    count: saved.count,
    dimension: saved.dimension,
    initial: measure(saved.initial),
    target: saved.target ? measure(saved.target) : undefined,
    method: saved.method as { type: string },
  });
  const ensemble = ensembleOf(world, entity);
  const { prepared, steered, steps, time, gradientEvaluations, densityEvaluations, status, energy } = saved;
  Object.assign(ensemble, { prepared, steered, steps, time, gradientEvaluations, densityEvaluations, status, energy });
  Object.assign(ensemble, {
    key: saved.key,
    sites: saved.sites,
    solver: saved.solver,
    ...(saved.reason !== null && { reason: saved.reason }),
  });
  for (const { name, shape } of saved.columns) {
    const values = blocks.float32(product(shape));
    if (ensemble.columns[name]) ensemble.columns[name].write(values);
    else ensemble.columns[name] = new Column(values, shape as [number]);
  }
  carryColumns(world, ensemble);
  for (const { name, shape } of saved.memory) ensemble.memory.set(name, blocks.float64(product(shape)));
}

/** Takes the blocks of a file one after the other. */
class Blocks {
  #offset: number;
  readonly #body: Uint8Array<ArrayBuffer>;

  constructor(body: Uint8Array<ArrayBuffer>, offset: number) {
    this.#body = body;
    this.#offset = offset;
  }

  float32 = (length: number): Float32Array => new Float32Array(this.#take(length * 4));
  float64 = (length: number): Float64Array => new Float64Array(this.#take(length * 8));

  #take(length: number): ArrayBuffer {
    const start = this.#offset;
    this.#offset += roundUp(length);
    return this.#body.slice(start, start + length).buffer;
  }
}

async function read(file: Uint8Array, where: string): Promise<{ header: Header; blocks: Blocks }> {
  const fail = (what: string): never => {
    throw new InputError(`${where}: ${what}`);
  };
  if (file.length < PREFIX || new TextDecoder().decode(file.subarray(0, 8)) !== MAGIC)
    fail('is not an ottoflow world file');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const version = view.getUint32(8, true);
  if (version !== VERSION) fail(`is of version ${version}, this ottoflow reads version ${VERSION}`);
  // Not slice: that of a Buffer is a view of its pool.
  const body = new Uint8Array(file.subarray(PREFIX));
  const expected = await digest(body);
  if (!file.subarray(16, PREFIX).every((byte, i) => byte === expected[i]))
    fail('is cut or damaged: its checksum does not match');
  const length = view.getUint32(12, true);
  try {
    const header = parse(headerSchema, JSON.parse(new TextDecoder().decode(body.subarray(0, length))), where);
    return { header, blocks: new Blocks(body, roundUp(length)) };
  } catch (error) {
    return fail(`has an unreadable header: ${firstLine(error)}`);
  }
}

const product = (shape: number[]): number => shape.reduce((a, b) => a * b, 1);
const roundUp = (length: number): number => Math.ceil(length / 8) * 8;
const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function padded(bytes: Uint8Array, filler: number): Uint8Array {
  const out = new Uint8Array(roundUp(bytes.length)).fill(filler);
  out.set(bytes);
  return out;
}

function join(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

const digest = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
