import type { ColumnSource, ParquetWriter, Writer } from 'hyparquet-writer';

/** A column of a table: what it holds of a row. Undefined and NaN become null. */
export interface TableColumn<Row> {
  name: string;
  type: 'STRING' | 'INT32' | 'DOUBLE' | 'BOOLEAN';
  of: (row: Row) => string | number | boolean | undefined;
}

type WriteChunk = (chunk: Uint8Array) => Promise<void>;
type Value = string | number | boolean | null;

/** Rows of a row group: memory holds one of them at a time. */
const GROUP = 10_000;

/** A Parquet file that rows are appended to, written as it grows. The bytes depend on the rows alone, not on how they came in. */
export class ParquetTable<Row> {
  readonly #columns: readonly TableColumn<Row>[];
  readonly #write: WriteChunk;
  readonly #buffer: { getBytes(): Uint8Array; index: number };
  readonly #parquet: ParquetWriter;
  /** Of each column: values and not rows, which may be large. */
  #values: Value[][];

  private constructor(
    columns: readonly TableColumn<Row>[],
    write: WriteChunk,
    { ByteWriter, ParquetWriter, schemaFromColumnData }: typeof import('hyparquet-writer'),
  ) {
    const buffer = new ByteWriter();
    this.#columns = columns;
    this.#write = write;
    this.#buffer = buffer;
    this.#values = columns.map(() => []);
    const schema = schemaFromColumnData({ columnData: this.#columnData() });
    this.#parquet = new ParquetWriter({ writer: buffer as Writer, schema, codec: 'SNAPPY' });
  }

  static async open<Row>(columns: readonly TableColumn<Row>[], write: WriteChunk): Promise<ParquetTable<Row>> {
    return new ParquetTable(columns, write, await import('hyparquet-writer'));
  }

  async append(rows: Iterable<Row>): Promise<void> {
    for (const row of rows) {
      for (const [i, { of }] of this.#columns.entries()) this.#values[i]!.push(orNull(of(row)));
      if (this.#filled === GROUP) await this.#writeGroup();
    }
  }

  /** Write what is left, and the end of the file. */
  async finish(): Promise<void> {
    if (this.#filled > 0) await this.#writeGroup();
    await this.#parquet.finish();
    await this.#drain();
  }

  get #filled(): number {
    return this.#values[0]!.length;
  }

  #columnData = (): ColumnSource[] =>
    this.#columns.map(({ name, type }, i) => ({ name, type, nullable: true, data: this.#values[i]! }));

  async #writeGroup(): Promise<void> {
    await this.#parquet.write({ columnData: this.#columnData(), rowGroupSize: this.#filled });
    await this.#drain();
    this.#values = this.#columns.map(() => []);
  }

  /** The writer keeps its offsets by `offset`; `index` is only the filling of its buffer. */
  async #drain(): Promise<void> {
    await this.#write(this.#buffer.getBytes());
    this.#buffer.index = 0;
  }
}

const orNull = (value: Value | undefined): Value => (value === undefined || Number.isNaN(value) ? null : value);
