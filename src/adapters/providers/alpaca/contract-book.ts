import { regularOpenMinute } from "../../../domain/calendar.ts";
import { formatLocalDate, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkMinuteOfDay } from "../../../domain/new-york.ts";
import type { Asking } from "../../../ports/market-data.ts";
import type { AlpacaContext } from "./calls.ts";
import { ExpiryBook, type ListedContract, readListed } from "./open-interest.ts";
import { pagesOf } from "./pages.ts";
import { toAlpacaSymbol } from "./symbols.ts";
import { optionContract, optionContractsPage, readBody, readRows } from "./wire.ts";

/** 450 bytes a contract; larger pages would only cost memory. */
const pageContracts = 2_500;
const pageBytesMax = 4 * 1_048_576;
/** 20 bytes each: the whole of the listed US options is three times as many. */
const contractsMax = 500_000;
const underlyingsMax = 2_000;

/**
 * Listed contracts with their open interest, which the data host does not have
 * (docs.alpaca.markets/reference/get-options-contracts). Open interest is counted once a day, so an
 * answer serves until the next session opens, or until midnight.
 */
export class ContractBook {
  readonly #context: AlpacaContext;
  readonly #books = new Map<string, ExpiryBook>();
  readonly #expiries = new Map<string, readonly LocalDate[]>();
  #contractCount = 0;
  /** Part of a day that everything kept is of. */
  #period = "";

  constructor(context: AlpacaContext) {
    this.#context = context;
  }

  /** Listed expiries from today on, rising; empty for an underlying without options. */
  async expiries(underlying: string, asking: Asking): Promise<readonly LocalDate[]> {
    this.#dropOld();
    const known = this.#expiries.get(underlying);
    if (known) return known;
    const today = newYorkDate(this.#context.clock.nowMs());
    const books = await this.#load(underlying, { fromDate: today, toDate: null }, asking);
    const expiries = [...books.keys()].sort((a, b) => a - b);
    keepNewest(this.#expiries, underlyingsMax - 1);
    this.#expiries.set(underlying, expiries);
    return expiries;
  }

  /** Books of the expiries, asked for where they are not known. */
  async books(
    underlying: string,
    expiries: readonly LocalDate[],
    asking: Asking,
  ): Promise<ReadonlyMap<LocalDate, ExpiryBook>> {
    this.#dropOld();
    const found = new Map<LocalDate, ExpiryBook>();
    const missing = expiries.filter((expiry) => {
      const book = this.#books.get(keyOf(underlying, expiry));
      if (book) found.set(expiry, book);
      return book === undefined;
    });
    if (missing.length === 0) return found;
    const range = {
      fromDate: Math.min(...missing) as LocalDate,
      toDate: Math.max(...missing) as LocalDate,
    };
    const loaded = await this.#load(underlying, range, asking);
    for (const expiry of missing) {
      const book = loaded.get(expiry) ?? new ExpiryBook([]);
      // An expiry without contracts is remembered as well: it is not asked for again and again.
      if (!loaded.has(expiry)) this.#keep(underlying, expiry, book);
      found.set(expiry, book);
    }
    return found;
  }

  async #load(
    underlying: string,
    range: { readonly fromDate: LocalDate; readonly toDate: LocalDate | null },
    asking: Asking,
  ): Promise<ReadonlyMap<LocalDate, ExpiryBook>> {
    const symbol = toAlpacaSymbol(underlying);
    if (symbol === null) return new Map();
    const listed = new Map<LocalDate, ListedContract[]>();
    const pages = pagesOf("option contracts", async (pageToken) => {
      const response = await this.#context.calls.get("trading", {
        path: "/v2/options/contracts",
        query: {
          underlying_symbols: symbol,
          status: "active",
          expiration_date_gte: formatLocalDate(range.fromDate),
          expiration_date_lte: range.toDate === null ? undefined : formatLocalDate(range.toDate),
          limit: pageContracts,
          page_token: pageToken,
        },
        endpoint: "option-contracts",
        bytesMax: pageBytesMax,
        asking,
      });
      return readBody(optionContractsPage, response, "option contracts");
    });
    for await (const page of pages) {
      for (const row of readRows(optionContract, page.option_contracts, "contracts")) {
        const contract = readListed(row);
        if (contract === null) continue;
        const others = listed.get(contract.expiry);
        if (others) others.push(contract);
        else listed.set(contract.expiry, [contract]);
      }
    }
    const books = new Map<LocalDate, ExpiryBook>();
    for (const [expiry, contracts] of listed) {
      const book = new ExpiryBook(contracts);
      books.set(expiry, book);
      this.#keep(underlying, expiry, book);
    }
    return books;
  }

  #keep(underlying: string, expiry: LocalDate, book: ExpiryBook): void {
    const key = keyOf(underlying, expiry);
    this.#contractCount += book.contractCount - (this.#books.get(key)?.contractCount ?? 0);
    this.#books.set(key, book);
    for (const [oldest, { contractCount }] of this.#books) {
      if (this.#contractCount <= contractsMax) return;
      this.#books.delete(oldest);
      this.#contractCount -= contractCount;
    }
  }

  /** Yesterday's count is replaced in the early morning: what came before the open may be old. */
  #dropOld(): void {
    const nowMs = this.#context.clock.nowMs();
    const isEarly = newYorkMinuteOfDay(nowMs) < regularOpenMinute;
    const period = `${newYorkDate(nowMs)}${isEarly ? " early" : ""}`;
    if (period === this.#period) return;
    this.#period = period;
    this.#books.clear();
    this.#expiries.clear();
    this.#contractCount = 0;
  }
}

function keyOf(underlying: string, expiry: LocalDate): string {
  return `${underlying} ${expiry}`;
}

/** Drops the oldest entries of a map until `count` are left. */
function keepNewest(map: Map<string, unknown>, count: number): void {
  for (const key of map.keys()) {
    if (map.size <= count) return;
    map.delete(key);
  }
}
