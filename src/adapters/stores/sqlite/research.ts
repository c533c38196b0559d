import type { LocalDate } from "../../../domain/local-date.ts";
import type { Provenance } from "../../../domain/provenance.ts";
import type { Listing, NewsItem, Rating, SymbolSplit } from "../../../domain/research.ts";
import type { ResearchStore, Since } from "../../../ports/research-store.ts";
import type { Database } from "./database.ts";
import { ListingTable } from "./listings.ts";
import { NewsTable } from "./news.ts";
import { RatingTable } from "./ratings.ts";
import type { SourceTable } from "./sources.ts";

export class SqliteResearch implements ResearchStore {
  readonly #db: Database;
  readonly #ratings: RatingTable;
  readonly #news: NewsTable;
  readonly #listings: ListingTable;

  constructor(db: Database, sources: SourceTable) {
    this.#db = db;
    this.#ratings = new RatingTable(db, sources);
    this.#news = new NewsTable(db, sources);
    this.#listings = new ListingTable(db, sources);
  }

  addRatings(rows: readonly Rating[], provenance: Provenance): number {
    return this.#ratings.add(rows, provenance);
  }

  ratings(wanted: Since): readonly (Rating & Provenance)[] {
    return this.#ratings.since(wanted);
  }

  addNews(rows: readonly NewsItem[], provenance: Provenance): number {
    return this.#news.add(rows, provenance);
  }

  news(wanted: Since): readonly (NewsItem & Provenance)[] {
    return this.#news.since(wanted);
  }

  putListings(rows: readonly Listing[], provenance: Provenance): void {
    this.#listings.replace(rows, provenance);
  }

  listings(): readonly Listing[] {
    return this.#listings.all();
  }

  listingsInfo(): ReturnType<ResearchStore["listingsInfo"]> {
    return this.#listings.info();
  }

  markSplit({ symbol, exDate, ratio }: SymbolSplit, nowMs: number): boolean {
    const sql = `INSERT INTO splits (symbol, ex_day, ratio, marked_ts_ms) VALUES (?, ?, ?, ?)
      ON CONFLICT DO NOTHING`;
    return this.#db.run(sql, symbol, exDate, ratio, nowMs) === 1;
  }

  splits(sinceDate: LocalDate): readonly SymbolSplit[] {
    const sql =
      "SELECT symbol, ex_day, ratio FROM splits WHERE ex_day >= ? ORDER BY ex_day, symbol";
    return this.#db.rows(sql, sinceDate).map(([symbol, exDay, ratio]) => ({
      symbol: String(symbol),
      exDate: Number(exDay) as LocalDate,
      ratio: Number(ratio),
    }));
  }

  dropResearch(
    beforeTsMs: number,
    { kind, rowsMax }: Parameters<ResearchStore["dropResearch"]>[1],
  ): number {
    const table = kind === "ratings" ? this.#ratings : this.#news;
    return table.drop(beforeTsMs, rowsMax);
  }
}
