export type SqlValue = string | number | Uint8Array<ArrayBuffer> | null;

export interface DriverStatement {
  /** Returns how many rows were changed. */
  run(values: readonly SqlValue[]): number;
  /** Rows as arrays in the order of the columns. */
  rows(values: readonly SqlValue[]): unknown[][];
  finalize(): void;
}

/** What a connection needs of the runtime's SQLite. Its errors have `code` or `errcode`. */
export interface Driver {
  readonly isInTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): DriverStatement;
  close(): void;
}

/** How a file is opened; `immutable` takes it as it stands, without locks and log. */
export type DriverMode = "write" | "read" | "immutable";
