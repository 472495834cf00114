/**
 * The places of values in ascending order, equal ones in the order in which they stand. By their bytes (radix sort), because a sort of indices by a comparison
 * takes five times as long for the 64,000 draws of a run.
 *
 * @param values none of them NaN
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const bytes = new Uint8Array(sortableBits(values).buffer);
  let order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  let sorted = new Uint32Array(values.length);
  const places = new Uint32Array(256);
  for (let digit = 0; digit < 8; digit++) {
    places.fill(0);
    for (let at = digit; at < bytes.length; at += 8) places[bytes[at]!]!++;
    if (places[bytes[digit]!] === values.length) continue;
    for (let value = 0, sum = 0; value < 256; value++) {
      const count = places[value]!;
      places[value] = sum;
      sum += count;
    }
    for (let i = 0; i < order.length; i++) {
      const place = order[i]!;
      sorted[places[bytes[8 * place + digit]!]!++] = place;
    }
    [order, sorted] = [sorted, order];
  }
  return order;
}

/** Unsigned integers of 64 bits, the low word first, in the order of the numbers: those below zero with all bits turned, the others with the sign bit. */
function sortableBits(values: Float64Array): Uint32Array {
  // + 0 makes the negative zero equal to zero.
  const words = new Uint32Array(values.map((value) => value + 0).buffer);
  for (let i = 0; i < words.length; i += 2) {
    const isNegative = words[i + 1]! >>> 31 === 1;
    if (isNegative) words[i] = ~words[i]!;
    words[i + 1] = isNegative ? ~words[i + 1]! : words[i + 1]! | 0x80000000;
  }
  return words;
}
