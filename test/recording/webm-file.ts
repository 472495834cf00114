/** What a WebM file says of itself. */
export interface WebmFile {
  codec: string;
  width: number;
  height: number;
  /** Milliseconds. */
  duration: number;
  frames: { time: number; isKey: boolean; data: Uint8Array }[];
}

const MASTERS = new Set([0x18538067, 0x1549a966, 0x1654ae6b, 0xae, 0xe0, 0x1f43b675]);

/** Matroska, RFC 9559: elements of an identifier, a length and content, the first two of variable length. */
export function readWebm(file: Uint8Array): WebmFile {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const webm: WebmFile = { codec: '', width: 0, height: 0, duration: 0, frames: [] };
  let cluster = 0;
  const number = (at: number, keep: boolean): [value: number, length: number] => {
    const length = Math.clz32(file[at]!) - 23;
    let value = keep ? file[at]! : file[at]! & (0xff >> length);
    for (let i = 1; i < length; i++) value = value * 256 + file[at + i]!;
    return [value, length];
  };
  const unsigned = (from: number, to: number): number =>
    file.subarray(from, to).reduce((sum, byte) => 256 * sum + byte, 0);
  const read = (from: number, to: number): void => {
    for (let at = from; at < to; ) {
      const [id, idLength] = number(at, true);
      const [size, sizeLength] = number(at + idLength, false);
      const start = at + idLength + sizeLength;
      const end = start + size;
      if (MASTERS.has(id)) read(start, end);
      if (id === 0x86) webm.codec = String.fromCharCode(...file.subarray(start, end));
      if (id === 0xb0) webm.width = unsigned(start, end);
      if (id === 0xba) webm.height = unsigned(start, end);
      if (id === 0x4489) webm.duration = view.getFloat64(start);
      if (id === 0xe7) cluster = unsigned(start, end);
      if (id === 0xa3)
        webm.frames.push({
          time: cluster + view.getInt16(start + 1),
          isKey: (file[start + 3]! & 0x80) > 0,
          data: file.subarray(start + 4, end),
        });
      at = end;
    }
  };
  read(0, file.length);
  return webm;
}

/** A VP8 key frame as a picture that libraries read: a WebP file is one with a header. */
export function webpOf(frame: Uint8Array): Buffer {
  const header = Buffer.alloc(20);
  header.write('RIFF', 0);
  header.writeUInt32LE(12 + frame.length + (frame.length % 2), 4);
  header.write('WEBPVP8 ', 8);
  header.writeUInt32LE(frame.length, 16);
  return Buffer.concat([header, frame, Buffer.alloc(frame.length % 2)]);
}
