import type { File } from 'h5wasm';

const VIRTUAL_FILE = 'ottoflow.nc';

/** The bytes of an HDF5 file, the same for the same content at any hour. */
export async function hdf5Bytes(fill: (file: File) => void): Promise<Uint8Array> {
  // Only here, so that what exports nothing never loads it.
  const { File, ready } = await import('h5wasm');
  const { FS } = await ready;
  // Nothing is awaited from here on: neither the name nor the clock is seen by anyone else.
  return atTheEpoch(() => {
    try {
      // Bounds of HDF5 1.10, which every reader knows, whatever the library calls its latest.
      const file = new File(VIRTUAL_FILE, 'w', { track_order: true, libver: ['v108', 'v110'] });
      fill(file);
      file.close();
      return FS.readFile(VIRTUAL_FILE).slice();
    } finally {
      FS.unlink(VIRTUAL_FILE);
    }
  });
}

/** HDF5 stamps every object with the time, and h5wasm has no switch for that: its clock is `Date.now`. */
function atTheEpoch<T>(action: () => T): T {
  const { now } = Date;
  Date.now = () => 0;
  try {
    return action();
  } finally {
    Date.now = now;
  }
}
