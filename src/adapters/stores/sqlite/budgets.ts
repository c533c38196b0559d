import type { ProviderState } from "../../../ports/market-data.ts";
import type { BudgetRow } from "../../../ports/provider-ledger.ts";
import { numberOrNull } from "./cells.ts";
import type { Database, SqlRow } from "./database.ts";

const columns = `provider, title, limit_requests, window_ms, left_requests, state, text,
  until_ts_ms, login_ends_ts_ms, serves, updated_ts_ms`;

/** What each provider may still be asked. */
export class BudgetTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  put(rows: readonly BudgetRow[]): void {
    this.#db.transaction(() => {
      for (const row of rows) this.#put(row);
    });
  }

  all(): readonly BudgetRow[] {
    return this.#db.rows(`SELECT ${columns} FROM provider_budgets ORDER BY provider`).map(budgetOf);
  }

  #put(row: BudgetRow): void {
    this.#db.run(
      `INSERT OR REPLACE INTO provider_budgets (${columns})
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.provider,
      row.title,
      row.limit,
      row.windowMs,
      row.left,
      row.status.state,
      row.status.text,
      row.status.untilTsMs,
      row.status.loginEndsTsMs,
      JSON.stringify(row.serves),
      row.updatedTsMs,
    );
  }
}

function budgetOf(row: SqlRow): BudgetRow {
  return {
    provider: String(row[0]),
    title: String(row[1]),
    limit: Number(row[2]),
    windowMs: Number(row[3]),
    left: Number(row[4]),
    status: {
      state: row[5] as ProviderState,
      text: String(row[6]),
      untilTsMs: numberOrNull(row[7]),
      loginEndsTsMs: numberOrNull(row[8]),
    },
    serves: JSON.parse(String(row[9])) as BudgetRow["serves"],
    updatedTsMs: Number(row[10]),
  };
}
