import { formatLocalDate, type LocalDate } from "../../../domain/local-date.ts";
import { parseOcc } from "../../../domain/option-contract.ts";
import type {
  ContractState,
  OptionLevels,
  OptionStore,
  StrikeRow,
} from "../../../ports/option-store.ts";
import { numberOrNull } from "./cells.ts";
import type { Database, SqlRow } from "./database.ts";
import { damagedFile } from "./errors.ts";
import { LevelTable } from "./option-levels.ts";
import { StrikeTable } from "./option-strikes.ts";
import type { SourceTable } from "./sources.ts";

const columns = `underlying, occ, volume_day, volume, flow_volume, open_interest,
  open_interest_before, history_days, mean_volume, squared_volume`;

/** Where the digits of the expiry, yymmdd, begin in an OCC symbol, counted from its end. */
const expirySql = "substr(occ, -15, 6)";

export class SqliteOptions implements OptionStore {
  readonly #db: Database;
  readonly #levels: LevelTable;
  readonly #strikes: StrikeTable;

  constructor(db: Database, sources: SourceTable) {
    this.#db = db;
    this.#levels = new LevelTable(db, sources);
    this.#strikes = new StrikeTable(db);
  }

  contracts(underlying: string): readonly ContractState[] {
    const rows = this.#db.rows(
      `SELECT ${columns} FROM option_contracts WHERE underlying = ? ORDER BY occ`,
      underlying,
    );
    return rows.map((row) => this.#contract(row));
  }

  putContracts(rows: readonly ContractState[]): void {
    const sql = `INSERT OR REPLACE INTO option_contracts (${columns})
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    this.#db.transaction(() => {
      for (const row of rows) {
        this.#db.run(
          sql,
          row.underlying,
          row.occ,
          row.volumeDate,
          row.volume,
          row.flowVolume,
          row.openInterest,
          row.openInterestBefore,
          row.historyDays,
          row.meanVolume,
          row.squaredVolume,
        );
      }
    });
  }

  putChain(levels: OptionLevels, strikes: readonly StrikeRow[]): void {
    this.#db.transaction(() => {
      this.#levels.put(levels);
      this.#strikes.replace(levels.underlying, strikes);
    });
  }

  levels(): readonly OptionLevels[] {
    return this.#levels.all();
  }

  levelsOf(underlying: string): OptionLevels | null {
    return this.#levels.find(underlying);
  }

  strikes(underlying: string): readonly StrikeRow[] {
    return this.#strikes.of(underlying);
  }

  dropExpired(beforeDate: LocalDate, { rowsMax } = { rowsMax: Number.MAX_SAFE_INTEGER }): number {
    return this.#db.transaction(() => {
      const sql = `DELETE FROM option_contracts WHERE (underlying, occ) IN
        (SELECT underlying, occ FROM option_contracts WHERE ${expirySql} < ? LIMIT ?)`;
      const dropped = this.#db.run(sql, sixDigits(beforeDate), rowsMax);
      return dropped + this.#strikes.dropExpired(beforeDate, rowsMax - dropped);
    });
  }

  #contract(row: SqlRow): ContractState {
    const contract = parseOcc(String(row[1]));
    if (!contract.ok) throw damagedFile(this.#db.path, contract.error);
    return {
      underlying: String(row[0]),
      ...contract.value,
      volumeDate: Number(row[2]) as LocalDate,
      volume: Number(row[3]),
      flowVolume: Number(row[4]),
      openInterest: numberOrNull(row[5]),
      openInterestBefore: numberOrNull(row[6]),
      historyDays: Number(row[7]),
      meanVolume: Number(row[8]),
      squaredVolume: Number(row[9]),
    };
  }
}

/** A date as it stands in OCC symbols, all of whose years are of this century. */
function sixDigits(date: LocalDate): string {
  return formatLocalDate(date).replaceAll("-", "").slice(2);
}
