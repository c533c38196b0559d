import { Failure } from "../../../base/failure.ts";
import { addDays, formatLocalDate, type LocalDate, weekday } from "../../../domain/local-date.ts";
import { newYorkDate } from "../../../domain/new-york.ts";
import type { OptionChain } from "../../../domain/option-contract.ts";
import type { Quote } from "../../../domain/quote.ts";
import type { Clock } from "../../../ports/clock.ts";
import type {
  AnnouncedDay,
  Asking,
  BarChunk,
  BarQuery,
  ChainQuery,
  DateQuery,
  MarketDataProvider,
  MarketStream,
  ProviderStatus,
  Sourced,
  StreamSink,
} from "../../../ports/market-data.ts";
import { inParts } from "../symbol-batches.ts";
import type { VendorHttp } from "../vendor-http.ts";
import type { OpenVendorSocket } from "../vendor-socket.ts";
import { abilitiesOf, quotesPerCall } from "./abilities.ts";
import { askChain } from "./ask-chain.ts";
import type { SchwabAuth } from "./auth.ts";
import { marketsSchema, readDay } from "./market-hours.ts";
import { expirationsSchema, readExpirations } from "./option-chain.ts";
import {
  historyQuery,
  priceHistorySchema,
  readBars,
  type SchwabInterval,
  schwabIntervals,
} from "./price-history.ts";
import { provenanceOf, schwabId } from "./provenance.ts";
import { delayedMs, quoteFields, quoteOf, quotesSchema, readQuoteEntry } from "./quotes.ts";
import { SchwabStream } from "./stream.ts";
import { toSchwabSymbol } from "./symbols.ts";
import { isUnknownSymbol, readBody } from "./wire.ts";

export interface SchwabParts {
  /** With the login as its `auth`. */
  readonly http: VendorHttp;
  readonly auth: SchwabAuth;
  readonly clock: Clock;
  /** Without it there is no stream. */
  readonly openSocket?: OpenVendorSocket;
}

/** 48 days of minutes with the hours before and after are some four megabytes. */
const historyBytesMax = 16 * 2 ** 20;
/** Days that a question for sessions covers; Schwab answers one day a call. */
const calendarDaysMax = 31;
const saturday = 6;
/** What was asked a moment ago by somebody else serves again. */
const freshMs = { quotes: 2_000, expirations: 600_000, calendar: 3_600_000 } as const;

/**
 * Market data of Charles Schwab for a user's own application (developer.schwab.com, Trader API,
 * Market Data Production). Needs a login every week: see SchwabLogin.
 */
export class SchwabProvider implements MarketDataProvider {
  readonly id = schwabId;
  readonly title = "Charles Schwab";
  readonly openStream?: (sink: StreamSink) => MarketStream;
  readonly #parts: SchwabParts;

  constructor(parts: SchwabParts) {
    this.#parts = parts;
    const { openSocket } = parts;
    if (openSocket) this.openStream = (sink) => new SchwabStream({ ...parts, openSocket, sink });
  }

  abilities() {
    return abilitiesOf({ hasStream: this.openStream !== undefined });
  }

  status(): ProviderStatus {
    const { state, text, endsTsMs } = this.#parts.auth.login();
    if (state !== "ok") {
      return { state: "auth-needed", text, untilTsMs: null, loginEndsTsMs: endsTsMs };
    }
    const health = this.#parts.http.health();
    return { ...health, text: health.text || text, loginEndsTsMs: endsTsMs };
  }

  /** One call for each symbol: Schwab answers for one at a time. */
  async *bars(query: BarQuery): AsyncGenerator<BarChunk> {
    const interval = nativeInterval(query);
    for (const symbol of query.symbols) {
      const chunk = await this.#history(symbol, { ...query, interval });
      if (chunk !== null && chunk.bars.length > 0) yield chunk;
    }
  }

  async quotes(symbols: readonly string[], asking: Asking): Promise<Sourced<readonly Quote[]>> {
    const found: Quote[] = [];
    let delayMs = 0;
    let asOfTsMs = this.#parts.clock.nowMs();
    for (const batch of inParts([...new Set(symbols)], quotesPerCall)) {
      const bySchwab = new Map(batch.map((symbol) => [toSchwabSymbol(symbol), symbol]));
      const response = await this.#parts.http.request({
        path: "/marketdata/v1/quotes",
        query: { symbols: [...bySchwab.keys()].join(), fields: quoteFields, indicative: false },
        endpoint: "quotes",
        freshMs: freshMs.quotes,
        ...{ lane: asking.lane, signal: asking.signal },
      });
      asOfTsMs = Math.min(asOfTsMs, response.receivedTsMs);
      for (const [key, value] of Object.entries(readBody(quotesSchema, response, "quotes"))) {
        const symbol = bySchwab.get(key);
        const entry = symbol === undefined ? null : readQuoteEntry(value);
        const quote = entry && symbol ? quoteOf(symbol, entry) : null;
        if (quote) found.push(quote);
        if (entry?.realtime === false) delayMs = delayedMs;
      }
    }
    return { value: found, provenance: provenanceOf("nbbo", asOfTsMs, delayMs) };
  }

  async expirations(underlying: string, asking: Asking): Promise<readonly LocalDate[]> {
    const response = await this.#parts.http.request({
      path: "/marketdata/v1/expirationchain",
      query: { symbol: toSchwabSymbol(underlying) },
      endpoint: "expirations",
      freshMs: freshMs.expirations,
      handsOver: isUnknownSymbol,
      ...{ lane: asking.lane, signal: asking.signal },
    });
    if (isUnknownSymbol(response)) return [];
    const wire = readBody(expirationsSchema, response, `expirationchain ${underlying}`);
    return readExpirations(wire, newYorkDate(this.#parts.clock.nowMs()));
  }

  chain(query: ChainQuery): Promise<Sourced<OptionChain>> {
    return askChain(this.#parts.http, query, this.#parts.clock.nowMs());
  }

  /** Days from today on, which is what Schwab announces; weekends are not asked for. */
  async calendar(query: DateQuery): Promise<Sourced<readonly AnnouncedDay[]>> {
    const { fromDate, toDate, lane, signal } = query;
    const nowMs = this.#parts.clock.nowMs();
    const today = newYorkDate(nowMs);
    const days: AnnouncedDay[] = [];
    let date = fromDate > today ? fromDate : today;
    for (let asked = 0; date <= toDate && asked < calendarDaysMax; date = addDays(date, 1)) {
      if (weekday(date) >= saturday) continue;
      asked++;
      const response = await this.#parts.http.request({
        path: "/marketdata/v1/markets",
        query: { markets: "equity", date: formatLocalDate(date) },
        endpoint: "calendar",
        freshMs: freshMs.calendar,
        ...{ lane, signal },
      });
      const day = readDay(readBody(marketsSchema, response, "markets"), date);
      if (day !== null) days.push(day);
    }
    return { value: days, provenance: provenanceOf("nbbo", nowMs) };
  }

  /** Null where Schwab does not know the symbol. */
  async #history(
    symbol: string,
    query: BarQuery & { readonly interval: SchwabInterval },
  ): Promise<BarChunk | null> {
    const { lane, signal } = query;
    const response = await this.#parts.http.request({
      path: "/marketdata/v1/pricehistory",
      query: historyQuery(toSchwabSymbol(symbol), query),
      endpoint: "bars",
      bytesMax: historyBytesMax,
      handsOver: isUnknownSymbol,
      ...{ lane, signal },
    });
    if (isUnknownSymbol(response)) return null;
    const history = readBody(priceHistorySchema, response, `pricehistory ${symbol}`);
    const { receivedTsMs } = response;
    const bars = readBars(history, query, this.#parts.clock.nowMs());
    return { symbol, adjustment: "split", bars, provenance: provenanceOf("nbbo", receivedTsMs) };
  }
}

/** Throws Failure provider.missing for what Schwab does not have. */
function nativeInterval({ interval, adjustment }: BarQuery): SchwabInterval {
  const native = schwabIntervals.find((candidate) => candidate === interval);
  if (native === undefined) {
    const text = `Schwab has no bars of "${interval}"; it has ${schwabIntervals.join(" ")}`;
    throw new Failure("provider.missing", text);
  }
  if (adjustment !== "split") {
    const text = `Schwab's bars are restated for splits; it has none that are "${adjustment}"`;
    throw new Failure("provider.missing", text);
  }
  return native;
}
