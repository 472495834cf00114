import { InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import type { PackedArray } from './result.ts';

const BYTES = 4;

/**
 * Numbers of any shape, to be kept in JSON without losing a bit.
 * @param values row-major
 * @throws InputError where the shape is of another number of values
 */
export function packArray(values: Float32Array, shape: readonly number[]): PackedArray {
  if (sizeOf(shape) !== values.length) {
    throw new InputError(`shape: must be of ${values.length} numbers, got ${formatValue(shape)}`);
  }
  const bytes = Buffer.alloc(values.length * BYTES);
  for (const [i, value] of values.entries()) bytes.writeFloatLE(value, i * BYTES);
  return { shape: [...shape], data: bytes.toString('base64') };
}

/**
 * The numbers, row-major.
 * @param where names the array in the message: `draws.positions`
 * @throws InputError where the text is not as long as the shape says, or no base64
 */
export function unpackArray({ shape, data }: PackedArray, where = 'array'): Float32Array {
  const expected = sizeOf(shape) * BYTES;
  const bytes = Buffer.from(data, 'base64');
  // Node skips what is no base64: only the way back tells.
  if (bytes.toString('base64') !== data)
    throw new InputError(`${where}.data: must be base64, got ${formatValue(data)}`);
  if (bytes.length !== expected) {
    throw new InputError(
      `${where}.data: must be ${expected} bytes of float32 for the shape ${formatValue(shape)}, got ${bytes.length}`,
    );
  }
  return Float32Array.from({ length: bytes.length / BYTES }, (_, i) => bytes.readFloatLE(i * BYTES));
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
