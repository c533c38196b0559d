import type { SQLInputValue } from "node:sqlite";
import type { Driver, DriverMode, DriverStatement } from "./driver.ts";

/** node:sqlite. Asked for by name at run time, so that Bun never loads it. */
export function openNodeDriver(file: string, mode: DriverMode): Driver {
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  const db = new DatabaseSync(file, { readOnly: mode !== "write" });
  return {
    get isInTransaction() {
      return db.isTransaction;
    },
    exec: (sql) => db.exec(sql),
    prepare(sql): DriverStatement {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      return {
        run: (values) => Number(statement.run(...(values as SQLInputValue[])).changes),
        rows: (values) => statement.all(...(values as SQLInputValue[])) as unknown as unknown[][],
        // Closing the connection does it.
        finalize: () => undefined,
      };
    },
    close: () => db.close(),
  };
}
