import type { LocalDate } from "../../../domain/local-date.ts";
import type { Level, OptionLevels } from "../../../ports/option-store.ts";
import { numberOrNull, toSql } from "./cells.ts";
import type { Database } from "./database.ts";
import type { SqlValue } from "./driver.ts";
import { NamedColumns } from "./named-rows.ts";
import { provenanceCells, provenanceColumns, provenanceOf } from "./provenance-cells.ts";
import type { SourceTable } from "./sources.ts";

const columns = new NamedColumns([
  "underlying",
  "spot",
  "expiry_days",
  "contract_count",
  "gamma_contract_count",
  "gex_usd",
  "zero_gamma",
  "is_zero_gamma_robust",
  "call_wall",
  "is_call_wall_robust",
  "put_wall",
  "is_put_wall_robust",
  "call_wall_by_open_interest",
  "is_call_wall_by_open_interest_robust",
  "put_wall_by_open_interest",
  "is_put_wall_by_open_interest_robust",
  "max_pain",
  "put_call_volume_ratio",
  "put_call_open_interest_ratio",
  "call_minus_put_premium_usd",
  "net_premium_usd",
  "computed_ts_ms",
  ...provenanceColumns,
]);
type LevelRow = ReturnType<typeof columns.row>;

const upsert = columns.insertSql("option_levels", ["underlying"]);

/** What the chain of each underlying said when it was looked at last. */
export class LevelTable {
  readonly #db: Database;
  readonly #sources: SourceTable;

  constructor(db: Database, sources: SourceTable) {
    this.#db = db;
    this.#sources = sources;
  }

  put(levels: OptionLevels): void {
    this.#sources.idOf(levels);
    this.#db.run(upsert, ...columns.cells(cellsOf(levels)));
  }

  all(): readonly OptionLevels[] {
    const sql = `SELECT ${columns.text} FROM option_levels ORDER BY underlying`;
    return columns.rows(this.#db, sql).map(levelsOf);
  }

  find(underlying: string): OptionLevels | null {
    const sql = `SELECT ${columns.text} FROM option_levels WHERE underlying = ?`;
    return columns.rows(this.#db, sql, underlying).map(levelsOf)[0] ?? null;
  }
}

function cellsOf(levels: OptionLevels): LevelRow {
  return {
    underlying: levels.underlying,
    spot: toSql(levels.spot),
    expiry_days: JSON.stringify(levels.expiries),
    contract_count: levels.contractCount,
    gamma_contract_count: levels.gammaContractCount,
    gex_usd: toSql(levels.gexUsd),
    zero_gamma: toSql(levels.zeroGamma?.price),
    is_zero_gamma_robust: toSql(levels.zeroGamma?.isRobust),
    call_wall: toSql(levels.callWall?.price),
    is_call_wall_robust: toSql(levels.callWall?.isRobust),
    put_wall: toSql(levels.putWall?.price),
    is_put_wall_robust: toSql(levels.putWall?.isRobust),
    call_wall_by_open_interest: toSql(levels.callWallByOpenInterest?.price),
    is_call_wall_by_open_interest_robust: toSql(levels.callWallByOpenInterest?.isRobust),
    put_wall_by_open_interest: toSql(levels.putWallByOpenInterest?.price),
    is_put_wall_by_open_interest_robust: toSql(levels.putWallByOpenInterest?.isRobust),
    max_pain: toSql(levels.maxPain),
    put_call_volume_ratio: toSql(levels.putCallVolumeRatio),
    put_call_open_interest_ratio: toSql(levels.putCallOpenInterestRatio),
    call_minus_put_premium_usd: toSql(levels.callMinusPutPremiumUsd),
    net_premium_usd: toSql(levels.netPremiumUsd),
    computed_ts_ms: levels.computedTsMs,
    ...provenanceCells(levels),
  };
}

function levelsOf(row: LevelRow): OptionLevels {
  return {
    underlying: String(row.underlying),
    spot: numberOrNull(row.spot),
    expiries: JSON.parse(String(row.expiry_days)) as LocalDate[],
    contractCount: Number(row.contract_count),
    gammaContractCount: Number(row.gamma_contract_count),
    gexUsd: numberOrNull(row.gex_usd),
    zeroGamma: levelOf(row.zero_gamma, row.is_zero_gamma_robust),
    callWall: levelOf(row.call_wall, row.is_call_wall_robust),
    putWall: levelOf(row.put_wall, row.is_put_wall_robust),
    callWallByOpenInterest: levelOf(
      row.call_wall_by_open_interest,
      row.is_call_wall_by_open_interest_robust,
    ),
    putWallByOpenInterest: levelOf(
      row.put_wall_by_open_interest,
      row.is_put_wall_by_open_interest_robust,
    ),
    maxPain: numberOrNull(row.max_pain),
    putCallVolumeRatio: numberOrNull(row.put_call_volume_ratio),
    putCallOpenInterestRatio: numberOrNull(row.put_call_open_interest_ratio),
    callMinusPutPremiumUsd: numberOrNull(row.call_minus_put_premium_usd),
    netPremiumUsd: numberOrNull(row.net_premium_usd),
    computedTsMs: Number(row.computed_ts_ms),
    ...provenanceOf(row),
  };
}

function levelOf(price: SqlValue, isRobust: SqlValue): Level | null {
  return price === null ? null : { price: Number(price), isRobust: isRobust === 1 };
}
