import type { ColumnSource } from 'hyparquet-writer';
import { ParquetStream, type WriteChunk } from '../../headless/index.ts';

/** A column of a table: what it holds of a row. Undefined and NaN become null. */
export interface TableColumn<Row> {
  name: string;
  type: 'STRING' | 'INT32' | 'DOUBLE' | 'BOOLEAN';
  of: (row: Row) => string | number | boolean | undefined;
}

type Value = string | number | boolean | null;

/** Rows of a row group: memory holds one of them at a time. */
const GROUP = 10_000;

/** A Parquet file that rows are appended to, written as it grows. The bytes depend on the rows alone, not on how they came in. */
export class ParquetTable<Row> {
  readonly #columns: readonly TableColumn<Row>[];
  readonly #parquet: ParquetStream;
  /** Of each column: values and not rows, which may be large. */
  #values: Value[][];

  private constructor(columns: readonly TableColumn<Row>[], parquet: ParquetStream) {
    this.#columns = columns;
    this.#parquet = parquet;
    this.#values = emptyFor(columns);
  }

  static async open<Row>(columns: readonly TableColumn<Row>[], write: WriteChunk): Promise<ParquetTable<Row>> {
    return new ParquetTable(columns, await ParquetStream.open(sourcesOf(columns, emptyFor(columns)), write));
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
  }

  get #filled(): number {
    return this.#values[0]!.length;
  }

  async #writeGroup(): Promise<void> {
    await this.#parquet.append(sourcesOf(this.#columns, this.#values), this.#filled);
    this.#values = emptyFor(this.#columns);
  }
}

const emptyFor = (columns: readonly unknown[]): Value[][] => columns.map(() => []);

const sourcesOf = <Row>(columns: readonly TableColumn<Row>[], values: Value[][]): ColumnSource[] =>
  columns.map(({ name, type }, i) => ({ name, type, nullable: true, data: values[i]! }));

const orNull = (value: Value | undefined): Value => (value === undefined || Number.isNaN(value) ? null : value);
