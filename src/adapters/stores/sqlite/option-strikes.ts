import type { LocalDate } from "../../../domain/local-date.ts";
import type { StrikeRow } from "../../../ports/option-store.ts";
import { numberOrNull } from "./cells.ts";
import type { Database, SqlRow } from "./database.ts";

const columns = `expiry_day, strike, call_volume, put_volume, call_open_interest,
  put_open_interest, call_gex_usd, put_gex_usd, call_premium_usd, put_premium_usd,
  net_premium_usd`;

/** What the contracts of one strike and expiry add up to. */
export class StrikeTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Call within a transaction. */
  replace(underlying: string, strikes: readonly StrikeRow[]): void {
    this.#db.run("DELETE FROM option_strikes WHERE underlying = ?", underlying);
    const sql = `INSERT INTO option_strikes (underlying, ${columns})
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    for (const row of strikes) {
      this.#db.run(
        sql,
        underlying,
        row.expiry,
        row.strike,
        row.callVolume,
        row.putVolume,
        row.callOpenInterest,
        row.putOpenInterest,
        row.callGexUsd,
        row.putGexUsd,
        row.callPremiumUsd,
        row.putPremiumUsd,
        row.netPremiumUsd,
      );
    }
  }

  of(underlying: string): readonly StrikeRow[] {
    const sql = `SELECT ${columns} FROM option_strikes
      WHERE underlying = ? ORDER BY expiry_day, strike`;
    return this.#db.rows(sql, underlying).map(strikeOf);
  }

  dropExpired(beforeDate: LocalDate, rowsMax: number): number {
    const sql = `DELETE FROM option_strikes WHERE (underlying, expiry_day, strike) IN
      (SELECT underlying, expiry_day, strike FROM option_strikes WHERE expiry_day < ? LIMIT ?)`;
    return this.#db.run(sql, beforeDate, rowsMax);
  }
}

function strikeOf(row: SqlRow): StrikeRow {
  return {
    expiry: Number(row[0]) as LocalDate,
    strike: Number(row[1]),
    callVolume: numberOrNull(row[2]),
    putVolume: numberOrNull(row[3]),
    callOpenInterest: numberOrNull(row[4]),
    putOpenInterest: numberOrNull(row[5]),
    callGexUsd: numberOrNull(row[6]),
    putGexUsd: numberOrNull(row[7]),
    callPremiumUsd: numberOrNull(row[8]),
    putPremiumUsd: numberOrNull(row[9]),
    netPremiumUsd: numberOrNull(row[10]),
  };
}
