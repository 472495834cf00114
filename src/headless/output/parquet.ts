import type { ColumnSource } from 'hyparquet-writer';
import type { OutputFolder } from './folder.ts';
import type { FrameFile, RecordedEnsemble, RecordedFrame } from './frame-file.ts';
import { ParquetStream } from './parquet-stream.ts';

/**
 * Write `positions.parquet`: columns ensemble, row, frame, time, weight, x0 … x(d−1), one row group per frame and ensemble, so that memory
 * holds one of them at a time. Ensembles of fewer dimensions have nulls in the columns they lack.
 */
export async function writePositions(folder: OutputFolder, frames: FrameFile): Promise<void> {
  const width = Math.max(...frames.ensembles.map(({ dimension }) => dimension));
  const ragged = frames.ensembles.some(({ dimension }) => dimension < width);
  await folder.write('positions.parquet', async (write) => {
    const parquet = await ParquetStream.open(columnsOf(EMPTY, NOTHING, 0, width, ragged), write);
    for (let frame = 0; frame < frames.frames; frame++) {
      for (const [i, ensemble] of frames.ensembles.entries()) {
        const recorded = await frames.read(frame, i);
        const columns = columnsOf(ensemble, recorded, frame, width, ragged);
        await parquet.append(columns, Math.max(1, recorded.weights.length));
      }
    }
    await parquet.finish();
  });
}

const EMPTY: RecordedEnsemble = { name: '', dimension: 0, recorded: 0 };
const NOTHING: RecordedFrame = { time: 0, weights: new Float32Array(), positions: new Float32Array() };

function columnsOf(
  { name, dimension }: RecordedEnsemble,
  { time, weights, positions }: RecordedFrame,
  frame: number,
  width: number,
  ragged: boolean,
): ColumnSource[] {
  const rows = weights.length;
  const constant = <T>(value: T): T[] => new Array<T>(rows).fill(value);
  return [
    { name: 'ensemble', type: 'STRING', nullable: false, data: constant(name) },
    { name: 'row', type: 'INT32', nullable: false, data: Int32Array.from({ length: rows }, (_, row) => row) },
    { name: 'frame', type: 'INT32', nullable: false, data: new Int32Array(rows).fill(frame) },
    { name: 'time', type: 'DOUBLE', nullable: false, data: new Float64Array(rows).fill(time) },
    { name: 'weight', type: 'FLOAT', nullable: false, data: weights },
    ...Array.from({ length: width }, (_, i): ColumnSource => {
      const data = i < dimension ? coordinate(positions, i, dimension) : constant(null);
      return { name: `x${i}`, type: 'FLOAT', nullable: ragged, data };
    }),
  ];
}

function coordinate(positions: Float32Array, i: number, dimension: number): Float32Array {
  return Float32Array.from({ length: positions.length / dimension }, (_, row) => positions[row * dimension + i]!);
}
