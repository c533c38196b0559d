import type { Provenance } from "../../../domain/provenance.ts";
import type { Listing } from "../../../domain/research.ts";
import { toSql } from "./cells.ts";
import type { Database, SqlRow } from "./database.ts";
import { NamedColumns } from "./named-rows.ts";
import { provenanceCells, provenanceColumns, provenanceOf } from "./provenance-cells.ts";
import type { SourceTable } from "./sources.ts";

const columns = "symbol, name, exchange, is_etf, kind, has_options";
const origin = new NamedColumns(["id", ...provenanceColumns]);

/** The market's directory, and where it is from. */
export class ListingTable {
  readonly #db: Database;
  readonly #sources: SourceTable;

  constructor(db: Database, sources: SourceTable) {
    this.#db = db;
    this.#sources = sources;
  }

  replace(rows: readonly Listing[], provenance: Provenance): void {
    this.#db.transaction(() => {
      this.#sources.idOf(provenance);
      const cells = origin.cells({ id: 1, ...provenanceCells(provenance) });
      this.#db.run(origin.insertSql("listings_origin", ["id"]), ...cells);
      this.#db.run("DELETE FROM listings");
      for (const row of rows) {
        this.#db.run(
          `INSERT INTO listings (${columns}) VALUES (?, ?, ?, ?, ?, ?)`,
          row.symbol,
          row.name,
          row.exchange,
          toSql(row.isEtf),
          row.kind,
          toSql(row.hasOptions),
        );
      }
    });
  }

  all(): readonly Listing[] {
    return this.#db.rows(`SELECT ${columns} FROM listings ORDER BY symbol`).map(listingOf);
  }

  info(): { readonly count: number; readonly provenance: Provenance } | null {
    return this.#db.snapshot(() => {
      const [row] = origin.rows(this.#db, `SELECT ${origin.text} FROM listings_origin`);
      if (row === undefined) return null;
      const count = this.#db.number("SELECT count(*) FROM listings");
      return { count, provenance: provenanceOf(row) };
    });
  }
}

function listingOf(row: SqlRow): Listing {
  return {
    symbol: String(row[0]),
    name: String(row[1]),
    exchange: String(row[2]),
    isEtf: row[3] === 1,
    kind: row[4] as Listing["kind"],
    hasOptions: row[5] === null ? null : row[5] === 1,
  };
}
