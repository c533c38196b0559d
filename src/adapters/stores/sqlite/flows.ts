import { utcText } from "../../../domain/result-table.ts";
import type {
  CacheStore,
  FlowDetails,
  FlowVerdict,
  StoredFlow,
  WhaleFlowRow,
} from "../../../ports/cache-store.ts";
import { numberOrNaN, numberOrNull, textOrNull, toSql } from "./cells.ts";
import type { Database } from "./database.ts";
import { NamedColumns } from "./named-rows.ts";
import { provenanceCells, provenanceColumns, provenanceOrNull } from "./provenance-cells.ts";
import type { SourceTable } from "./sources.ts";

const writtenColumns = [
  "symbol",
  "type",
  "strike",
  "whale_score",
  "volume",
  "open_interest",
  "vol_oi",
  "premium",
  "delta",
  "expiry",
  "dte",
  "detected_at",
  "updated_at",
  "detected_ts_ms",
  "occ",
  "premium_usd",
  "volume_rise",
  "bid",
  "ask",
  "last",
  "spread_pct",
  "iv_ratio",
  "underlying_price",
  "underlying_volume",
  "volume_z_score",
  "side",
  "next_open_interest",
  "verdict",
  ...provenanceColumns,
] as const;
const written = new NamedColumns(writtenColumns);
const stored = new NamedColumns(["id", ...writtenColumns]);
type FlowRow = ReturnType<typeof stored.row>;

const insert =
  `${written.insertSql("whale_flows")} ` +
  "ON CONFLICT (symbol, type, strike, expiry, detected_ts_ms) DO NOTHING";

/** The reference system's `whale_flows`. */
export class FlowTable {
  readonly #db: Database;
  readonly #sources: SourceTable;

  constructor(db: Database, sources: SourceTable) {
    this.#db = db;
    this.#sources = sources;
  }

  add(rows: readonly WhaleFlowRow[], nowMs: number): number {
    return this.#db.transaction(() => {
      let added = 0;
      for (const row of rows) {
        if (row.provenance) this.#sources.idOf(row.provenance);
        added += this.#db.run(insert, ...written.cells(cellsOf(row, nowMs)));
      }
      return added;
    });
  }

  since(tsMs: number): readonly StoredFlow[] {
    const sql = `SELECT ${stored.text} FROM whale_flows
      WHERE detected_ts_ms >= ? ORDER BY detected_ts_ms DESC, id DESC`;
    return stored.rows(this.#db, sql, tsMs).map(flowOf);
  }

  judge(rows: Parameters<CacheStore["putFlowVerdicts"]>[0]): void {
    const sql = `UPDATE whale_flows SET next_open_interest = ?, verdict = ?
      WHERE id = ? AND verdict IS NULL`;
    this.#db.transaction(() => {
      for (const { id, nextOpenInterest, verdict } of rows) {
        this.#db.run(sql, nextOpenInterest, verdict, id);
      }
    });
  }

  drop(beforeTsMs: number, rowsMax: number): number {
    return this.#db.run(
      `DELETE FROM whale_flows WHERE id IN
         (SELECT id FROM whale_flows WHERE detected_ts_ms < ? ORDER BY detected_ts_ms LIMIT ?)`,
      beforeTsMs,
      rowsMax,
    );
  }
}

function cellsOf(row: WhaleFlowRow, nowMs: number): Omit<FlowRow, "id"> {
  return {
    symbol: row.symbol,
    type: row.type,
    strike: toSql(row.strike),
    whale_score: toSql(row.whale_score),
    volume: toSql(row.volume),
    open_interest: toSql(row.open_interest),
    vol_oi: toSql(row.vol_oi),
    premium: toSql(row.premium),
    delta: toSql(row.delta),
    expiry: row.expiry,
    dte: toSql(row.dte),
    detected_at: utcText(row.detectedTsMs),
    updated_at: utcText(nowMs),
    detected_ts_ms: row.detectedTsMs,
    occ: toSql(row.occ),
    premium_usd: toSql(row.premiumUsd),
    volume_rise: toSql(row.volumeRise),
    bid: toSql(row.bid),
    ask: toSql(row.ask),
    last: toSql(row.last),
    spread_pct: toSql(row.spreadPct),
    iv_ratio: toSql(row.ivRatio),
    underlying_price: toSql(row.underlyingPrice),
    underlying_volume: toSql(row.underlyingVolume),
    volume_z_score: toSql(row.volumeZScore),
    side: toSql(row.side),
    next_open_interest: toSql(row.nextOpenInterest),
    verdict: toSql(row.verdict),
    ...provenanceCells(row.provenance ?? null),
  };
}

function flowOf(row: FlowRow): StoredFlow {
  return {
    id: Number(row.id),
    symbol: String(row.symbol),
    type: String(row.type),
    strike: numberOrNaN(row.strike),
    whale_score: numberOrNaN(row.whale_score),
    volume: numberOrNaN(row.volume),
    open_interest: numberOrNull(row.open_interest),
    vol_oi: numberOrNull(row.vol_oi),
    premium: numberOrNull(row.premium),
    delta: numberOrNull(row.delta),
    expiry: String(row.expiry),
    dte: numberOrNull(row.dte),
    detectedTsMs: Number(row.detected_ts_ms),
    provenance: provenanceOrNull(row),
    occ: textOrNull(row.occ),
    premiumUsd: numberOrNull(row.premium_usd),
    volumeRise: numberOrNull(row.volume_rise),
    bid: numberOrNull(row.bid),
    ask: numberOrNull(row.ask),
    last: numberOrNull(row.last),
    spreadPct: numberOrNull(row.spread_pct),
    ivRatio: numberOrNull(row.iv_ratio),
    underlyingPrice: numberOrNull(row.underlying_price),
    underlyingVolume: numberOrNull(row.underlying_volume),
    volumeZScore: numberOrNull(row.volume_z_score),
    side: textOrNull(row.side) as FlowDetails["side"],
    nextOpenInterest: numberOrNull(row.next_open_interest),
    verdict: textOrNull(row.verdict) as FlowVerdict | null,
  };
}
