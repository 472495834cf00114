import type { ColumnSource, ParquetWriter, Writer } from 'hyparquet-writer';
import type { WriteChunk } from './folder.ts';

/** A Parquet file that grows by row groups: memory holds one of them at a time. */
export class ParquetStream {
  readonly #write: WriteChunk;
  readonly #buffer: { getBytes(): Uint8Array; index: number };
  readonly #parquet: ParquetWriter;

  private constructor(
    columns: ColumnSource[],
    write: WriteChunk,
    { ByteWriter, ParquetWriter, schemaFromColumnData }: typeof import('hyparquet-writer'),
  ) {
    const buffer = new ByteWriter();
    const schema = schemaFromColumnData({ columnData: columns });
    this.#write = write;
    this.#buffer = buffer;
    this.#parquet = new ParquetWriter({ writer: buffer as Writer, schema, codec: 'SNAPPY' });
  }

  /** @param columns their names and types; what they hold is not written */
  static async open(columns: ColumnSource[], write: WriteChunk): Promise<ParquetStream> {
    // Only here, so that a run without output never loads it.
    return new ParquetStream(columns, write, await import('hyparquet-writer'));
  }

  async append(columnData: ColumnSource[], rows: number): Promise<void> {
    await this.#parquet.write({ columnData, rowGroupSize: rows });
    await this.#drain();
  }

  /** Write the end of the file. */
  async finish(): Promise<void> {
    await this.#parquet.finish();
    await this.#drain();
  }

  /** The writer keeps its offsets by `offset`; `index` is only the filling of its buffer. */
  async #drain(): Promise<void> {
    await this.#write(this.#buffer.getBytes());
    this.#buffer.index = 0;
  }
}
