import type { Adjustment } from "../../../domain/instrument.ts";
import type { Interval } from "../../../domain/interval.ts";
import type { Coverage, CoverageKey, CoverageStore, Gap } from "../../../ports/coverage-store.ts";
import { textOrNull } from "./cells.ts";
import type { Database } from "./database.ts";

export class SqliteCoverage implements CoverageStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  coverage({ interval, adjustment }: CoverageKey): readonly Coverage[] {
    const rows = this.#db.rows(
      `SELECT symbol, from_ts_ms, until_ts_ms FROM bar_coverage
       WHERE interval = ? AND adjustment = ? ORDER BY symbol`,
      interval,
      adjustment,
    );
    return rows.map(([symbol, fromTsMs, untilTsMs]) => ({
      symbol: String(symbol),
      fromTsMs: Number(fromTsMs),
      untilTsMs: Number(untilTsMs),
    }));
  }

  putCoverage({ interval, adjustment }: CoverageKey, rows: readonly Coverage[]): void {
    const sql = "INSERT OR REPLACE INTO bar_coverage VALUES (?, ?, ?, ?, ?)";
    this.#db.transaction(() => {
      for (const { symbol, fromTsMs, untilTsMs } of rows) {
        this.#db.run(sql, interval, adjustment, symbol, fromTsMs, untilTsMs);
      }
    });
  }

  liveUntil({ interval, adjustment }: CoverageKey): number | null {
    const sql = "SELECT until_ts_ms FROM bar_live WHERE interval = ? AND adjustment = ?";
    const row = this.#db.row(sql, interval, adjustment);
    return row === null ? null : Number(row[0]);
  }

  setLiveUntil({ interval, adjustment }: CoverageKey, tsMs: number): void {
    this.#db.run("INSERT OR REPLACE INTO bar_live VALUES (?, ?, ?)", interval, adjustment, tsMs);
  }

  gaps(): readonly Gap[] {
    const rows = this.#db.rows(
      `SELECT id, interval, adjustment, from_ts_ms, until_ts_ms, reason, done_symbol
       FROM bar_gaps ORDER BY from_ts_ms, id`,
    );
    return rows.map((row) => ({
      id: Number(row[0]),
      interval: row[1] as Interval,
      adjustment: row[2] as Adjustment,
      fromTsMs: Number(row[3]),
      untilTsMs: Number(row[4]),
      reason: String(row[5]),
      doneSymbol: textOrNull(row[6]),
    }));
  }

  addGap(gap: Omit<Gap, "id" | "doneSymbol">): number {
    this.#db.run(
      `INSERT INTO bar_gaps (interval, adjustment, from_ts_ms, until_ts_ms, reason)
       VALUES (?, ?, ?, ?, ?)`,
      gap.interval,
      gap.adjustment,
      gap.fromTsMs,
      gap.untilTsMs,
      gap.reason,
    );
    return this.#db.lastId();
  }

  advanceGap(id: number, doneSymbol: string | null): void {
    if (doneSymbol === null) this.#db.run("DELETE FROM bar_gaps WHERE id = ?", id);
    else this.#db.run("UPDATE bar_gaps SET done_symbol = ? WHERE id = ?", doneSymbol, id);
  }
}
