import { Failure } from "../../../base/failure.ts";
import { type OptionTrade, parseOcc } from "../../../domain/option-contract.ts";
import type { StreamSink, StreamWants } from "../../../ports/market-data.ts";
import type { SocketLine, SocketProtocol } from "../vendor-socket.ts";
import { ask, type TradierContext, tradierProvenance } from "./calls.ts";
import { LiveQuotes, type StreamLine } from "./live-quotes.ts";
import { fromTradierSymbol, toTradierSymbol } from "./symbols.ts";
import { readBody, readPositive, streamSession } from "./wire.ts";

/** Another session of the account is counted until the vendor notices its end. */
const otherSessionMs = 60_000;
const vendorTextMax = 120;
/** Every line of quotes is of one kind, and prints of another: each is counted once. */
const quoteFilter = ["timesale", "quote", "summary"] as const;
const tradeFilter = ["timesale"] as const;

/**
 * A session, the list of symbols and the lines that come
 * (docs.tradier.com/docs/streaming). There is no answer to the list, and no wildcard in it.
 */
export class TradierStreamProtocol implements SocketProtocol {
  readonly #context: TradierContext;
  readonly #sink: StreamSink;
  readonly #streamUrl: string;
  readonly #quotes = new LiveQuotes();
  #contracts: ReadonlySet<string> = new Set();
  #names: readonly string[] = [];
  #wantsQuotes = false;
  #sessionId = "";

  constructor(options: {
    readonly context: TradierContext;
    readonly sink: StreamSink;
    readonly streamUrl: string;
  }) {
    this.#context = options.context;
    this.#sink = options.sink;
    this.#streamUrl = options.streamUrl;
  }

  /** How many symbols are wanted. */
  get symbolCount(): number {
    return this.#names.length;
  }

  /** Replaces what is wanted; `line` is the live line, where there is one. */
  want({ quotes, optionTrades }: StreamWants, line: SocketLine | null): void {
    const stocks = quotes.filter((symbol) => toTradierSymbol(symbol) !== null);
    const contracts = optionTrades === "*" ? [] : optionTrades.filter((occ) => parseOcc(occ).ok);
    this.#quotes.want(stocks);
    this.#contracts = new Set(contracts);
    this.#wantsQuotes = stocks.length > 0;
    const names = stocks.flatMap((symbol) => toTradierSymbol(symbol) ?? []);
    this.#names = [...new Set([...names, ...contracts])];
    if (line !== null) this.#subscribe(line);
  }

  /** A session lives for five minutes until it is used, so each connection gets its own. */
  async address(signal: AbortSignal): Promise<{ readonly url: string }> {
    const response = await ask(this.#context, {
      ...{ method: "POST", path: "/markets/events/session", body: "" },
      ...{ endpoint: "session", asking: { lane: "live", signal } },
    });
    this.#sessionId = readBody(streamSession, response, "a session").stream.sessionid;
    return { url: this.#streamUrl };
  }

  onOpen(line: SocketLine): void {
    this.#subscribe(line);
    line.live();
  }

  onFrame(line: SocketLine, data: string | Uint8Array): void {
    const trades: OptionTrade[] = [];
    for (const message of linesIn(data)) {
      if (typeof message.error === "string") this.#fail(line, message.error);
      if (typeof message.symbol !== "string") continue;
      if (this.#contracts.has(message.symbol)) {
        const trade = readOptionTrade(message.symbol, message);
        if (trade !== null) trades.push(trade);
        continue;
      }
      const symbol = fromTradierSymbol(message.symbol);
      if (symbol !== null) this.#quotes.take(symbol, message);
    }
    this.#tell(trades);
  }

  /** An empty list would be an error; lines of what is not wanted any more are passed over. */
  #subscribe(line: SocketLine): void {
    if (this.#names.length === 0) return;
    line.send(
      JSON.stringify({
        symbols: this.#names,
        sessionid: this.#sessionId,
        filter: this.#wantsQuotes ? quoteFilter : tradeFilter,
        ...{ linebreak: true, validOnly: true, advancedDetails: true },
      }),
    );
  }

  #fail(line: SocketLine, error: string): void {
    const text = `Tradier's stream: "${error.slice(0, vendorTextMax)}"`;
    line.retry(
      `${text}; an account has one session, so another program may use it`,
      otherSessionMs,
    );
  }

  #tell(trades: readonly OptionTrade[]): void {
    const nowMs = this.#context.clock.nowMs();
    if (trades.length > 0) {
      this.#sink.onOptionTrades(trades, tradierProvenance(this.#context, "opra", nowMs));
    }
    const quotes = this.#quotes.takeChanged();
    if (quotes.length > 0) {
      this.#sink.onQuotes(quotes, tradierProvenance(this.#context, "nbbo", nowMs));
    }
  }
}

/** A print with the best bid and ask of its moment; null for one that is taken back. */
function readOptionTrade(occ: string, line: StreamLine): OptionTrade | null {
  if (line.type !== "timesale" || line.cancel === true || line.correction === true) return null;
  const price = readPositive(line.last);
  const size = readPositive(line.size);
  const tsMs = readPositive(line.date);
  if (price === null || size === null || tsMs === null) return null;
  const textOf = (value: unknown) =>
    typeof value === "string" && value.trim() !== "" ? value : null;
  return {
    ...{ occ, tsMs, price, size, exchange: textOf(line.exch), condition: textOf(line.flag) },
    ...{ bid: readPositive(line.bid), ask: readPositive(line.ask) },
  };
}

/** A frame holds one line, or several with breaks between them. */
function linesIn(data: string | Uint8Array): StreamLine[] {
  const text = typeof data === "string" ? data : new TextDecoder().decode(data);
  return text.split("\n").flatMap((part) => {
    if (part.trim() === "") return [];
    let value: unknown;
    try {
      value = JSON.parse(part);
    } catch (cause) {
      throw badLine(cause);
    }
    if (typeof value !== "object" || value === null) throw badLine(undefined);
    return [value as StreamLine];
  });
}

function badLine(cause: unknown): Failure {
  const text = "Tradier's stream sent a line that cannot be read";
  return new Failure("provider.bad-payload", text, { cause });
}
