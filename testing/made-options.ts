import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import { Failure, type FailureCode } from "../src/base/failure.ts";
import { addDays, fromYearMonthDay, type LocalDate } from "../src/domain/local-date.ts";
import { newYorkTsMs } from "../src/domain/new-york.ts";
import { formatOcc, type OptionQuote, type OptionTrade } from "../src/domain/option-contract.ts";
import type { Provenance } from "../src/domain/provenance.ts";
import type { Quote } from "../src/domain/quote.ts";
import type { ChainQuery, MarketDataProvider, TradeQuery } from "../src/ports/market-data.ts";
import type { Store } from "../src/ports/store.ts";
import { MarketRouter } from "../src/services/market-data/market-router.ts";
import { OptionDesk, type OptionDeskOptions } from "../src/services/options/option-desk.ts";
import { FakeClock } from "./fakes/fake-clock.ts";

/** A contract with everything that a vendor may tell; `change` makes it another one. */
export function madeQuote(
  contract: Pick<OptionQuote, "expiry" | "right" | "strike"> & { readonly root?: string },
  change: Partial<OptionQuote> = {},
): OptionQuote {
  const named = { root: "ABC", ...contract };
  return {
    ...named,
    occ: formatOcc(named),
    ...{ bid: 1.9, ask: 2.1, last: 2, mark: 2, volume: 0, openInterest: 100 },
    ...{ openInterestDate: null, ivRatio: 0.4, delta: named.right === "call" ? 0.5 : -0.5 },
    ...{ gamma: 0.03, theta: -0.1, vega: 0.1, rho: 0.05, greeksFrom: "provider" },
    ...{ quoteTsMs: null, tradeTsMs: null, multiplier: 100, isStandard: true },
    ...change,
  };
}

/** What the outside world says; tests write into it. */
class MadeOptionMarket {
  /** Time of the market: also that of quotes and trades unless `asOfTsMs` says otherwise. */
  nowTsMs = 0;
  asOfTsMs: number | null = null;
  delayMs = 0;
  spot = 100;
  underlyingVolume: number | null = 1_000_000;
  listed: readonly LocalDate[] = [];
  strikes: readonly number[] = [95, 100, 105];
  readonly changes = new Map<string, Partial<OptionQuote>>();
  readonly trades: OptionTrade[] = [];
  hasTrades = false;
  /** Underlyings that are not answered, and why. */
  readonly failing = new Map<string, FailureCode>();
  /** Chains that were asked for, in order: "ABC" each. */
  readonly asked: string[] = [];
  readonly askedTrades: TradeQuery[] = [];
  expirationCalls = 0;

  set(contract: string, change: Partial<OptionQuote>): void {
    this.changes.set(contract, { ...this.changes.get(contract), ...change });
  }

  /** OCC symbol of a put of the underlying "ABC". */
  put(expiry: LocalDate, strike: number): string {
    return formatOcc({ root: "ABC", expiry, right: "put", strike });
  }

  provider(): MarketDataProvider {
    const offers = (feed: string) => ({ feed, delayMs: this.delayMs, symbolsMax: 100 });
    return {
      id: "made",
      title: "Made up",
      abilities: () => ({
        chain: offers("opra"),
        quotes: offers("sip"),
        ...(this.hasTrades ? { "option-trades": offers("opra") } : {}),
      }),
      status: () => ({ state: "ok", text: "", untilTsMs: null, loginEndsTsMs: null }),
      expirations: async () => {
        this.expirationCalls += 1;
        return this.listed;
      },
      chain: async (query) => this.#chain(query),
      quotes: async (symbols) => ({
        value: symbols.map((symbol) => this.#quote(symbol)),
        provenance: this.#provenance("sip"),
      }),
      optionTrades: (query) => this.#trades(query),
    };
  }

  async #chain({ underlying, expiries }: ChainQuery) {
    this.asked.push(underlying);
    const failure = this.failing.get(underlying);
    if (failure) throw new Failure(failure, `"${underlying}" is not answered`);
    const contracts = expiries.flatMap((expiry) =>
      this.strikes.flatMap((strike) =>
        (["call", "put"] as const).map((right) => {
          const quote = madeQuote({ root: underlying, expiry, right, strike });
          return { ...quote, ...this.changes.get(quote.occ) };
        }),
      ),
    );
    const value = {
      ...{ underlying, underlyingPrice: this.spot, underlyingTsMs: this.nowTsMs, contracts },
      ...{ interestRatio: 0.04, dividendRatio: null, isTruncated: false },
    };
    return { value, provenance: this.#provenance("opra") };
  }

  async *#trades(query: TradeQuery) {
    this.askedTrades.push(query);
    const value = this.trades.filter(
      ({ occ, tsMs }) =>
        query.contracts.includes(occ) && tsMs >= query.fromTsMs && tsMs < query.untilTsMs,
    );
    yield { value, provenance: this.#provenance("opra") };
  }

  #quote(symbol: string): Quote {
    return {
      ...{ symbol, price: this.spot, tsMs: this.nowTsMs, session: "regular" },
      ...{ previousClose: null, regularPrice: null, open: null, high: null, low: null },
      ...{ volume: this.underlyingVolume, averageVolume: null, bid: null, ask: null },
      ...{ bidSize: null, askSize: null, isHalted: null },
    };
  }

  #provenance(feed: string): Provenance {
    const { delayMs } = this;
    const asOfTsMs = this.asOfTsMs ?? this.nowTsMs;
    return { provider: "made", feed, isSimulated: true, delayMs, asOfTsMs };
  }
}

interface DeskSetting {
  readonly market: MadeOptionMarket;
  readonly path: string;
  readonly symbols?: readonly string[];
  /** Stands between the desk and the store. */
  readonly wrap?: (store: Store) => Store;
  readonly options?: Partial<OptionDeskOptions>;
}

/** A desk over a real store and a real router; the caller closes the store. */
function openDesk(setting: DeskSetting): {
  readonly desk: OptionDesk;
  readonly store: Store;
  /** Moves time there and does what is due. */
  round(tsMs: number): ReturnType<OptionDesk["round"]>;
} {
  const { market, path, symbols = ["ABC"], wrap = (store: Store) => store } = setting;
  const clock = new FakeClock(market.nowTsMs);
  const store = openSqliteStore({ path, tables: [] });
  const data = new MarketRouter({
    ...{ providers: [market.provider()], clock },
    onChange: () => undefined,
  });
  const bus = { announce: () => undefined };
  const desk = new OptionDesk({
    ...{ store: wrap(store), bus, clock, data },
    symbols: () => symbols,
    ...setting.options,
  });
  const signal = new AbortController().signal;
  return {
    desk,
    store,
    round(tsMs) {
      market.nowTsMs = tsMs;
      clock.jumpTo(tsMs);
      return desk.round(tsMs, signal);
    },
  };
}

/** A folder of stores with desks over one made-up market: a test's setting. */
export class OptionDesks {
  /** A Tuesday; contracts expire on the Friday of its week. */
  readonly tuesday = fromYearMonthDay(2026, 6, 9);
  readonly wednesday = addDays(this.tuesday, 1);
  readonly friday = addDays(this.tuesday, 3);
  readonly market = new MadeOptionMarket();
  /** The contract that trades. */
  readonly call = formatOcc({ root: "ABC", expiry: this.friday, right: "call", strike: 100 });
  readonly #folder = mkdtempSync(join(tmpdir(), "l2t-options-"));
  readonly #opened: Store[] = [];

  constructor() {
    this.market.listed = [this.friday];
  }

  /** So many minutes after the opening bell. */
  at(minutes: number, date: LocalDate = this.tuesday): number {
    return newYorkTsMs(date, 570 + minutes);
  }

  /** Contracts of the day; a few thousand are unusual by any measure. */
  trade(volume: number): void {
    this.market.set(this.call, { volume });
  }

  /** A desk over the store of that name, which is made where it is not there yet. */
  open(setting: Partial<Omit<DeskSetting, "path">> = {}, name = "a") {
    const path = join(this.#folder, `${name}.db`);
    const one = openDesk({ market: this.market, path, ...setting });
    this.#opened.push(one.store);
    const state = () => one.store.options.contracts("ABC").find(({ occ }) => occ === this.call);
    return { ...one, state };
  }

  remove(): void {
    for (const store of this.#opened.splice(0)) store.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
