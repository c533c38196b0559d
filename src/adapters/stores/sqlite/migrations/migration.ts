import type { Database } from "../database.ts";

/** One step of the schema. Steps only go forward and never change once released. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** What SQL cannot do, in the same transaction. */
  readonly work?: (db: Database) => void;
}
