import type { Ensemble, World } from './model.ts';

/**
 * SHA-256, in hexadecimal, of all that later steps of a world depend on: of every ensemble its name, method, steps, time, columns and memory.
 * Two runs with the same hash have the same bits.
 */
export async function stateHash(world: World): Promise<string> {
  const parts: Uint8Array[] = [];
  for (const ensemble of world.ensembles.values()) parts.push(...(await partsOf(ensemble)));
  const digest = await crypto.subtle.digest(
    'SHA-256',
    await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer(),
  );
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A line that says what follows, so that no two states are the same bytes, and the numbers themselves. */
async function partsOf({ name, method, steps, time, columns, memory }: Ensemble): Promise<Uint8Array[]> {
  const blocks: (readonly [name: string, shape: readonly number[], values: Float32Array | Float64Array])[] = [];
  for (const attribute of Object.keys(columns).sort()) {
    blocks.push([attribute, columns[attribute]!.shape, await columns[attribute]!.pull()]);
  }
  for (const attribute of [...memory.keys()].sort()) {
    const values = memory.get(attribute)!;
    blocks.push([attribute, [values.length], values]);
  }
  const head = { name, method, steps, time, blocks: blocks.map(([attribute, shape]) => [attribute, shape]) };
  return [new TextEncoder().encode(`${JSON.stringify(head)}\n`), ...blocks.map(([, , values]) => bytesOf(values))];
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
