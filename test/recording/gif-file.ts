/** What a GIF file says of itself, read byte by byte. */
export interface GifFile {
  width: number;
  height: number;
  /** Repetitions; 0 for ever. */
  loops: number | undefined;
  palette: number[][];
  frames: { delay: number; indices: Uint8Array; transparent: number | undefined; disposal: number }[];
}

/** GIF89a specification, CompuServe 1990: blocks, and LZW with codes of growing length. */
export function readGif(file: Uint8Array): GifFile {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (String.fromCharCode(...file.subarray(0, 6)) !== 'GIF89a') throw new Error('no GIF');
  const colours = 2 << (file[10]! & 7);
  const palette = Array.from({ length: colours }, (_, i) => [...file.subarray(13 + 3 * i, 16 + 3 * i)]);
  const gif: GifFile = {
    ...{ width: view.getUint16(6, true), height: view.getUint16(8, true), loops: undefined, palette },
    frames: [],
  };
  let at = 13 + 3 * colours;
  let control = { delay: 0, transparent: undefined as number | undefined, disposal: 0 };
  const blocks = (): Uint8Array => {
    const parts: Uint8Array[] = [];
    while (file[at] !== 0) {
      parts.push(file.subarray(at + 1, at + 1 + file[at]!));
      at += 1 + file[at]!;
    }
    at++;
    return Buffer.concat(parts);
  };
  for (;;) {
    const kind = file[at++];
    if (kind === 0x3b) {
      if (at !== file.length) throw new Error('bytes behind the end');
      return gif;
    }
    if (kind === 0x21) {
      const label = file[at++];
      const data = blocks();
      if (label === 0xff) gif.loops = data[12]! + 256 * data[13]!;
      if (label === 0xf9) {
        const [flags, low, high, transparent] = data as unknown as [number, number, number, number];
        control = {
          delay: low + 256 * high,
          transparent: flags & 1 ? transparent : undefined,
          disposal: (flags >> 2) & 7,
        };
      }
      continue;
    }
    if (kind !== 0x2c) throw new Error(`unknown block ${kind}`);
    const [width, height] = [view.getUint16(at + 4, true), view.getUint16(at + 6, true)];
    if (file[at + 8]! & 0x80) throw new Error('a colour table of its own');
    at += 9;
    const bits = file[at++]!;
    gif.frames.push({ ...control, indices: unpacked(blocks(), bits, width * height) });
  }
}

function unpacked(data: Uint8Array, bits: number, count: number): Uint8Array {
  const out = new Uint8Array(count);
  const clear = 1 << bits;
  let table: number[][] = [];
  let length = bits + 1;
  let before: number[] | undefined;
  let filled = 0;
  const reset = (): void => {
    table = Array.from({ length: clear + 2 }, (_, i) => (i < clear ? [i] : []));
    length = bits + 1;
    before = undefined;
  };
  reset();
  for (let bit = 0; bit + length <= 8 * data.length; ) {
    let code = 0;
    for (let k = 0; k < length; k++, bit++) code |= ((data[bit >> 3]! >> (bit & 7)) & 1) << k;
    if (code === clear) {
      reset();
      continue;
    }
    if (code === clear + 1) break;
    const entry = table[code] ?? [...before!, before![0]!];
    out.set(entry, filled);
    filled += entry.length;
    if (before && table.length < 4096) table.push([...before, entry[0]!]);
    if (table.length === 1 << length && length < 12) length++;
    before = entry;
  }
  if (filled !== count) throw new Error(`${filled} of ${count} pixels`);
  return out;
}

/** What is seen at each frame, as red, green and blue. */
export function picturesOf({ frames, palette }: GifFile): Uint8Array[] {
  let seen = new Uint8Array();
  return frames.map(({ indices, transparent }) => {
    const picture = seen.length > 0 ? seen.slice() : new Uint8Array(3 * indices.length);
    indices.forEach((index, at) => {
      if (index !== transparent) picture.set(palette[index]!, 3 * at);
    });
    seen = picture;
    return picture;
  });
}
