import type { Provenance } from "../../../domain/provenance.ts";
import type { Rating, RatingAction } from "../../../domain/research.ts";
import type { Since } from "../../../ports/research-store.ts";
import { numberOrNull, textOrNull, toSql } from "./cells.ts";
import type { Database } from "./database.ts";
import { NamedColumns } from "./named-rows.ts";
import { provenanceCells, provenanceColumns, provenanceOf } from "./provenance-cells.ts";
import type { SourceTable } from "./sources.ts";

const columns = new NamedColumns([
  "symbol",
  "ts_ms",
  "firm",
  "action",
  "from_grade",
  "to_grade",
  "target",
  "prior_target",
  ...provenanceColumns,
]);
type RatingRow = ReturnType<typeof columns.row>;

const insert = `${columns.insertSql("ratings")} ON CONFLICT DO NOTHING`;

const endOfTime = Number.MAX_SAFE_INTEGER;

/** What analysts did, once each. */
export class RatingTable {
  readonly #db: Database;
  readonly #sources: SourceTable;

  constructor(db: Database, sources: SourceTable) {
    this.#db = db;
    this.#sources = sources;
  }

  add(rows: readonly Rating[], provenance: Provenance): number {
    return this.#db.transaction(() => {
      this.#sources.idOf(provenance);
      let added = 0;
      for (const row of rows) {
        added += this.#db.run(insert, ...columns.cells(cellsOf(row, provenance)));
      }
      return added;
    });
  }

  since({ sinceTsMs, untilTsMs = endOfTime, symbol, limit }: Since) {
    const ofSymbol = symbol === undefined ? "" : "symbol = ? AND";
    const sql = `SELECT ${columns.text} FROM ratings
      WHERE ${ofSymbol} ts_ms >= ? AND ts_ms <= ?
      ORDER BY ts_ms DESC, symbol, firm, action LIMIT ?`;
    const symbols = symbol === undefined ? [] : [symbol];
    return columns.rows(this.#db, sql, ...symbols, sinceTsMs, untilTsMs, limit).map(ratingOf);
  }

  drop(beforeTsMs: number, rowsMax: number): number {
    return this.#db.run(
      `DELETE FROM ratings WHERE (symbol, ts_ms, firm, action) IN
         (SELECT symbol, ts_ms, firm, action FROM ratings
          WHERE ts_ms < ? ORDER BY ts_ms LIMIT ?)`,
      beforeTsMs,
      rowsMax,
    );
  }
}

function cellsOf(row: Rating, provenance: Provenance): RatingRow {
  return {
    symbol: row.symbol,
    ts_ms: row.tsMs,
    firm: row.firm,
    action: row.action,
    from_grade: row.fromGrade,
    to_grade: row.toGrade,
    target: toSql(row.target),
    prior_target: toSql(row.priorTarget),
    ...provenanceCells(provenance),
  };
}

function ratingOf(row: RatingRow): Rating & Provenance {
  return {
    symbol: String(row.symbol),
    tsMs: Number(row.ts_ms),
    firm: String(row.firm),
    action: row.action as RatingAction,
    fromGrade: textOrNull(row.from_grade),
    toGrade: textOrNull(row.to_grade),
    target: numberOrNull(row.target),
    priorTarget: numberOrNull(row.prior_target),
    ...provenanceOf(row),
  };
}
