import type { Capability, Lane } from "../../../ports/market-data.ts";
import type {
  BudgetRow,
  FreshnessRow,
  ProviderLedger,
  RequestLine,
  RequestOutcome,
  UsageRow,
} from "../../../ports/provider-ledger.ts";
import { BudgetTable } from "./budgets.ts";
import type { Database, SqlRow } from "./database.ts";

const hourMs = 3_600_000;

/** Newest lines with a reason that are kept. */
const troublesMax = 1_000;

const usageColumns =
  "hour_ts_ms, provider, endpoint, lane, outcome, requests, calls, bytes, elapsed_ms";
const lineColumns = "ts_ms, provider, endpoint, lane, outcome, calls, bytes, elapsed_ms, reason";
const freshnessColumns = "symbol, capability, provider, fetched_ts_ms, as_of_ts_ms";

/** What grows old: table, column of the moment, primary key. */
const datedTables = [
  ["provider_usage", "hour_ts_ms", "hour_ts_ms, provider, endpoint, lane, outcome"],
  ["provider_troubles", "ts_ms", "id"],
  ["freshness", "fetched_ts_ms", "symbol, capability"],
  ["provider_budgets", "updated_ts_ms", "provider"],
] as const;

export class SqliteProviders implements ProviderLedger {
  readonly #db: Database;
  readonly #budgets: BudgetTable;

  constructor(db: Database) {
    this.#db = db;
    this.#budgets = new BudgetTable(db);
  }

  record(lines: readonly RequestLine[]): void {
    if (lines.length === 0) return;
    this.#db.transaction(() => {
      for (const row of hoursOf(lines)) this.#addUsage(row);
      // More than are kept would only be deleted again.
      const troubles = lines.filter(({ reason }) => reason !== null).slice(-troublesMax);
      for (const line of troubles) this.#addTrouble(line);
      if (troubles.length > 0) {
        const sql = `DELETE FROM provider_troubles
          WHERE id <= (SELECT max(id) FROM provider_troubles) - ?`;
        this.#db.run(sql, troublesMax);
      }
    });
  }

  usage(sinceTsMs: number): readonly UsageRow[] {
    const sql = `SELECT ${usageColumns} FROM provider_usage WHERE hour_ts_ms >= ?
      ORDER BY hour_ts_ms, provider, endpoint, lane, outcome`;
    return this.#db.rows(sql, sinceTsMs).map(usageOf);
  }

  troubles(limit: number): readonly RequestLine[] {
    const sql = `SELECT ${lineColumns} FROM provider_troubles ORDER BY ts_ms DESC, id DESC LIMIT ?`;
    return this.#db.rows(sql, limit).map(lineOf);
  }

  putBudgets(rows: readonly BudgetRow[]): void {
    this.#budgets.put(rows);
  }

  budgets(): readonly BudgetRow[] {
    return this.#budgets.all();
  }

  putFreshness(rows: readonly FreshnessRow[]): void {
    const sql = `INSERT OR REPLACE INTO freshness (${freshnessColumns}) VALUES (?, ?, ?, ?, ?)`;
    this.#db.transaction(() => {
      for (const row of rows) {
        const { symbol, capability, provider, fetchedTsMs, asOfTsMs } = row;
        this.#db.run(sql, symbol, capability, provider, fetchedTsMs, asOfTsMs);
      }
    });
  }

  freshness(filter: Parameters<ProviderLedger["freshness"]>[0] = {}): readonly FreshnessRow[] {
    const names = (["symbol", "capability"] as const).filter((name) => filter[name] !== undefined);
    const where = names.map((name) => `${name} = ?`).join(" AND ");
    const rows = this.#db.rows(
      `SELECT ${freshnessColumns} FROM freshness ${where === "" ? "" : `WHERE ${where}`}
       ORDER BY symbol, capability`,
      ...names.map((name) => filter[name] as string),
    );
    return rows.map(freshnessOf);
  }

  dropUsage(beforeTsMs: number, { rowsMax } = { rowsMax: Number.MAX_SAFE_INTEGER }): number {
    return this.#db.transaction(() => {
      let dropped = 0;
      for (const [table, tsMs, key] of datedTables) {
        const sql = `DELETE FROM ${table} WHERE (${key}) IN
          (SELECT ${key} FROM ${table} WHERE ${tsMs} < ? LIMIT ?)`;
        dropped += this.#db.run(sql, beforeTsMs, rowsMax - dropped);
      }
      return dropped;
    });
  }

  #addUsage(row: UsageRow): void {
    this.#db.run(
      `INSERT INTO provider_usage (${usageColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
         calls = calls + excluded.calls, bytes = bytes + excluded.bytes,
         elapsed_ms = elapsed_ms + excluded.elapsed_ms`,
      row.hourTsMs,
      row.provider,
      row.endpoint,
      row.lane,
      row.outcome,
      row.requests,
      row.calls,
      row.bytes,
      row.elapsedMs,
    );
  }

  #addTrouble(line: RequestLine): void {
    this.#db.run(
      `INSERT INTO provider_troubles (${lineColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      line.tsMs,
      line.provider,
      line.endpoint,
      line.lane,
      line.outcome,
      line.calls,
      line.bytes,
      line.elapsedMs,
      line.reason,
    );
  }
}

/** Lines of the same hour and kind as one row, so that a busy second costs few statements. */
function hoursOf(lines: readonly RequestLine[]): Iterable<UsageRow> {
  const hours = new Map<string, UsageRow>();
  for (const line of lines) {
    const { provider, endpoint, lane, outcome } = line;
    const hourTsMs = Math.floor(line.tsMs / hourMs) * hourMs;
    const key = JSON.stringify([hourTsMs, provider, endpoint, lane, outcome]);
    const sum = hours.get(key);
    hours.set(key, {
      ...{ hourTsMs, provider, endpoint, lane, outcome },
      requests: (sum?.requests ?? 0) + 1,
      calls: (sum?.calls ?? 0) + line.calls,
      bytes: (sum?.bytes ?? 0) + line.bytes,
      elapsedMs: (sum?.elapsedMs ?? 0) + line.elapsedMs,
    });
  }
  return hours.values();
}

function usageOf(row: SqlRow): UsageRow {
  return {
    hourTsMs: Number(row[0]),
    provider: String(row[1]),
    endpoint: String(row[2]),
    lane: row[3] as Lane,
    outcome: row[4] as RequestOutcome,
    requests: Number(row[5]),
    calls: Number(row[6]),
    bytes: Number(row[7]),
    elapsedMs: Number(row[8]),
  };
}

function lineOf(row: SqlRow): RequestLine {
  return {
    tsMs: Number(row[0]),
    provider: String(row[1]),
    endpoint: String(row[2]),
    lane: row[3] as Lane,
    outcome: row[4] as RequestOutcome,
    calls: Number(row[5]),
    bytes: Number(row[6]),
    elapsedMs: Number(row[7]),
    reason: String(row[8]),
  };
}

function freshnessOf(row: SqlRow): FreshnessRow {
  return {
    symbol: String(row[0]),
    capability: row[1] as Capability,
    provider: String(row[2]),
    fetchedTsMs: Number(row[3]),
    asOfTsMs: Number(row[4]),
  };
}
