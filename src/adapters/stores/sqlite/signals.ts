import type { Adjustment, DataSource } from "../../../domain/instrument.ts";
import type { Interval } from "../../../domain/interval.ts";
import type { CellValue, Direction, ScanResult, SignalRecord } from "../../../domain/signal.ts";
import type {
  LatestFilter,
  LatestRow,
  LedgerFilter,
  SavedScan,
  SignalStore,
} from "../../../ports/signal-store.ts";
import { numberOrNaN, toSql } from "./cells.ts";
import type { Database, SqlRow } from "./database.ts";
import type { SqlValue } from "./driver.ts";
import type { ResultTables } from "./result-tables.ts";
import type { SourceTable } from "./sources.ts";

const columns = `id, scanner, dialect, params, symbol, interval, adjustment, source_id, signal,
  direction, onset_ts_ms, bar_ts_ms, bar_state, data_age_ms, bar_count, detected_ts_ms,
  inputs_hash, cells, why`;

export class SqliteSignals implements SignalStore {
  readonly #db: Database;
  readonly #sources: SourceTable;
  readonly #tables: ResultTables;

  constructor(db: Database, sources: SourceTable, tables: ResultTables) {
    this.#db = db;
    this.#sources = sources;
    this.#tables = tables;
  }

  save(scan: Parameters<SignalStore["save"]>[0]): SavedScan {
    const { results, signals, scannedTsMs } = scan;
    const signalIds = new Map(signals.map((signal) => [subjectOf(signal), signal.id]));
    // People act on signals: they survive a power cut, bars can be fetched again.
    return this.#db.durable(() => {
      for (const result of results) {
        this.#sources.idOf(result.source);
        const signalId = signalIds.get(subjectOf(result)) ?? null;
        this.#tables.of(result.scanner).put(result, { signalId, scannedTsMs });
      }
      const addedIds: string[] = [];
      for (const signal of signals) if (this.#add(signal) > 0) addedIds.push(signal.id);
      return { signalsAdded: addedIds.length, addedIds };
    });
  }

  latest(scanner: string, filter: LatestFilter = {}): readonly LatestRow[] {
    return this.#tables.of(scanner).rows(filter);
  }

  signals(filter: LedgerFilter): readonly SignalRecord[] {
    const { afterId, limit } = filter;
    const tests = testsOf(filter);
    if (afterId === undefined) return this.#select(tests, limit);
    const anchor = this.#db.row("SELECT onset_ts_ms, seq FROM signals WHERE id = ?", afterId);
    if (anchor === null) return [];
    const [onset, seq] = anchor as [SqlValue, SqlValue];
    const isWithout = { sql: "onset_ts_ms IS NULL", values: [] };
    if (onset === null) {
      return this.#select([...tests, isWithout, { sql: "seq < ?", values: [seq] }], limit);
    }
    // The first half bounds the walk over the index, the second only filters.
    const sql = "onset_ts_ms <= ? AND NOT (onset_ts_ms = ? AND seq >= ?)";
    const found = this.#select([...tests, { sql, values: [onset, onset, seq] }], limit);
    const left = limit - found.length;
    return left === 0 ? found : [...found, ...this.#select([...tests, isWithout], left)];
  }

  countSignals(): number {
    return this.#db.number("SELECT count(*) FROM signals");
  }

  #select(tests: readonly Test[], limit: number): readonly SignalRecord[] {
    const where = tests.length === 0 ? "" : `WHERE ${tests.map(({ sql }) => sql).join(" AND ")}`;
    const sourceOf = this.#sources.reader();
    const rows = this.#db.rows(
      `SELECT ${columns} FROM signals ${where} ORDER BY onset_ts_ms DESC, seq DESC LIMIT ?`,
      ...tests.flatMap(({ values }) => values),
      limit,
    );
    return rows.map((row) => recordOf(row, sourceOf));
  }

  #add(signal: SignalRecord): number {
    return this.#db.run(
      `INSERT OR IGNORE INTO signals (${columns})
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      signal.id,
      signal.scanner,
      signal.dialect,
      signal.params,
      signal.symbol,
      signal.interval,
      signal.adjustment,
      this.#sources.idOf(signal.source),
      signal.signal,
      signal.direction,
      toSql(signal.onsetTsMs),
      toSql(signal.barTsMs),
      signal.barState,
      toSql(signal.dataAgeMs),
      signal.barCount,
      signal.detectedTsMs,
      signal.inputsHash,
      JSON.stringify(signal.values),
      signal.why,
    );
  }
}

function recordOf(row: SqlRow, sourceOf: (id: number) => DataSource): SignalRecord {
  return {
    id: String(row[0]),
    scanner: String(row[1]),
    dialect: String(row[2]),
    params: String(row[3]),
    symbol: String(row[4]),
    interval: row[5] as Interval,
    adjustment: row[6] as Adjustment,
    source: sourceOf(Number(row[7])),
    signal: String(row[8]),
    direction: row[9] as Direction,
    onsetTsMs: numberOrNaN(row[10]),
    barTsMs: numberOrNaN(row[11]),
    barState: row[12] as SignalRecord["barState"],
    dataAgeMs: numberOrNaN(row[13]),
    barCount: Number(row[14]),
    detectedTsMs: Number(row[15]),
    inputsHash: String(row[16]),
    values: JSON.parse(String(row[17])) as Record<string, CellValue>,
    why: String(row[18]),
  };
}

interface Test {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

function testsOf(filter: LedgerFilter): readonly Test[] {
  const tests: readonly [string, SqlValue | undefined][] = [
    ["id = ?", filter.id],
    ["symbol = ?", filter.symbol],
    ["scanner = ?", filter.scanner],
    ["interval = ?", filter.interval],
    ["direction = ?", filter.direction],
    ["detected_ts_ms >= ?", filter.detectedFromTsMs],
    ["detected_ts_ms < ?", filter.detectedUntilTsMs],
  ];
  return tests.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, values: [value] }]));
}

function subjectOf(of: ScanResult | SignalRecord): string {
  return `${of.scanner} ${of.symbol} ${of.interval} ${of.adjustment}`;
}
