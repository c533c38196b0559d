import type { NewsItem, Rating } from "../../../domain/research.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Asking, NewsQuery, Sourced } from "../../../ports/market-data.ts";
import { inOrder } from "../in-order.ts";
import type { VendorHttp } from "../vendor-http.ts";
import { yahooSource } from "./chart.ts";
import { orUnknown } from "./or-unknown.ts";
import { readNews, readRatings } from "./research-wire.ts";
import { toYahooSymbol, yahooNames } from "./symbols.ts";

/** More are not told. */
const newsCount = 10;
const newsFreshMs = 60_000;
const parallelMax = 4;

/**
 * Ratings from `GET /v10/finance/quoteSummary/{symbol}`, news from `GET /v1/finance/search`, one
 * call a symbol. Both undocumented.
 */
export class YahooResearch {
  readonly #plain: VendorHttp;
  readonly #withCrumb: VendorHttp;
  readonly #clock: Pick<Clock, "nowMs">;

  constructor(options: {
    readonly plain: VendorHttp;
    readonly withCrumb: VendorHttp;
    readonly clock: Pick<Clock, "nowMs">;
  }) {
    this.#plain = options.plain;
    this.#withCrumb = options.withCrumb;
    this.#clock = options.clock;
  }

  async ratings(symbol: string, { lane, signal }: Asking): Promise<Sourced<readonly Rating[]>> {
    const name = toYahooSymbol(symbol);
    if (name === null) return this.#sourced([]);
    const response = await orUnknown(
      this.#withCrumb.request({
        path: `/v10/finance/quoteSummary/${encodeURIComponent(name)}`,
        query: { modules: "upgradeDowngradeHistory" },
        endpoint: "ratings",
        lane,
        signal,
      }),
    );
    return this.#sourced(response ? readRatings(response.json(), symbol) : []);
  }

  async news(query: NewsQuery): Promise<Sourced<readonly NewsItem[]>> {
    const { lane } = query;
    const names = [...yahooNames(query.symbols).keys()];
    const answers = inOrder(names, parallelMax, query.signal, async (name, signal) => {
      const response = await orUnknown(
        this.#plain.request({
          path: "/v1/finance/search",
          query: { q: name, newsCount, quotesCount: 0 },
          endpoint: "news",
          lane,
          signal,
          freshMs: newsFreshMs,
        }),
      );
      return response ? readNews(response.json()) : [];
    });
    const wanted = new Set(query.symbols);
    const items = new Map<string, NewsItem>();
    for await (const part of answers) {
      for (const item of part) {
        const isWanted = item.symbols.some((symbol) => wanted.has(symbol));
        if (isWanted && item.tsMs >= query.fromTsMs) items.set(item.id, item);
      }
    }
    return this.#sourced([...items.values()].toSorted((a, b) => b.tsMs - a.tsMs));
  }

  #sourced<T>(value: T): Sourced<T> {
    const provenance = { ...yahooSource, delayMs: 0, asOfTsMs: this.#clock.nowMs() };
    return { value, provenance };
  }
}
