import { Database as Driver } from "bun:sqlite";
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  dayMs,
  keyOf,
  madeBar,
  madeBars,
  marketOf,
  rowsOf,
  source,
  startTsMs,
} from "../../../../../testing/contracts/store-harness.ts";
import { Database } from "../database.ts";
import { openSqliteStore } from "../store.ts";
import { settleTails } from "./settle-tails.ts";

setDefaultTimeout(60_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-settle-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a bar of an old tail that is older than its series' blocks moves there", () => {
  const path = join(folder, "old.db");
  const beyond = join(folder, "beyond.db");
  const store = openSqliteStore({ path, tables: [] });
  for (let index = 0; index < 3; index++) {
    const rows = [
      ["AAA", madeBar(index)],
      ["BBB", madeBar(index, 1)],
    ] as const;
    store.bars.append(marketOf(startTsMs + index * dayMs, rows), source);
  }
  store.close();
  const other = openSqliteStore({ path: beyond, tables: [] });
  other.bars.write(keyOf("AAA"), madeBars(2, 9), source);
  other.close();
  leaveBlocksBeyondTail(path, beyond);

  const db = new Database(path, { isReadOnly: false });
  settleTails(db);
  settleTails(db);
  db.close();
  const settled = openSqliteStore({ path, tables: [] });
  expect(rowsOf(settled.bars.read(keyOf("AAA")))).toEqual(rowsOf(madeBars(0, 9)));
  expect(rowsOf(settled.bars.read(keyOf("BBB")))).toEqual(rowsOf(madeBars(0, 3, 1)));
  expect(settled.stats().barCount).toBe(12);
  settled.close();
});

/** What version 2 left when history was written beyond the tail: blocks newer than its bars. */
function leaveBlocksBeyondTail(path: string, beyond: string): void {
  const db = new Driver(path);
  db.run("ATTACH ? AS beyond", [beyond]);
  db.run(`INSERT INTO bar_blocks (series_id, first_ts_ms, last_ts_ms, bar_count, data)
    SELECT series_id, first_ts_ms, last_ts_ms, bar_count, data FROM beyond.bar_blocks`);
  db.run(`UPDATE series SET (bar_count, blob_bytes, first_ts_ms, last_ts_ms) =
    (SELECT bar_count, blob_bytes, first_ts_ms, last_ts_ms FROM beyond.series)
    WHERE symbol = 'AAA'`);
  db.close();
}
