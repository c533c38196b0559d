import { Failure } from "../../../base/failure.ts";
import type { Quote } from "../../../domain/quote.ts";
import { sessionAt } from "../../../domain/session.ts";
import { inParts } from "../symbol-batches.ts";
import type { SocketLine, SocketProtocol } from "../vendor-socket.ts";
import { type Pricing, readPricing } from "./pricing.ts";
import { yahooNames } from "./symbols.ts";

export interface StreamProtocolOptions {
  /** "wss://streamer.finance.yahoo.com" */
  readonly url: string;
  readonly userAgent: string;
  readonly onQuote: (quote: Quote) => void;
}

/** Symbols of one message. */
export const streamSymbolsMax = 100;
/** Frames in a row that cannot be read before the line is given up. */
const unreadableMax = 20;
const percent = 100;
/** Yahoo's percentage is a 32-bit float of unrounded prices. */
const changePctTolerance = 0.02;

/**
 * The streamer, version 2: `{"subscribe":["AAPL"]}` is sent, and again as a sign of life;
 * `{"type":"pricing","message":"<base64>"}` comes, or the base64 alone from the older address.
 * Undocumented; the message as in pricing.proto of yfinance.
 */
export class StreamProtocol implements SocketProtocol {
  readonly #options: StreamProtocolOptions;
  /** Yahoo's names of what is wanted, to the canonical ones. */
  #names: ReadonlyMap<string, string> = new Map();
  /** Moments of the newest quotes, by symbol: frames overtake one another now and then. */
  readonly #newestTsMs = new Map<string, number>();
  #unreadableCount = 0;

  constructor(options: StreamProtocolOptions) {
    this.#options = options;
  }

  get isAnythingWanted(): boolean {
    return this.#names.size > 0;
  }

  /** Replaces what is wanted; `line` is the open one, if any. */
  want(symbols: readonly string[], line: SocketLine | null): void {
    const before = this.#names;
    this.#names = yahooNames(symbols);
    const gone = [...before].filter(([name]) => !this.#names.has(name));
    for (const [, symbol] of gone) this.#newestTsMs.delete(symbol);
    if (line === null) return;
    send(
      line,
      "unsubscribe",
      gone.map(([name]) => name),
    );
    send(
      line,
      "subscribe",
      [...this.#names.keys()].filter((name) => !before.has(name)),
    );
  }

  async address() {
    const { url, userAgent } = this.#options;
    return { url: `${url}/?version=2`, headers: { "User-Agent": userAgent } };
  }

  onOpen(line: SocketLine): void {
    this.#unreadableCount = 0;
    // Nothing acknowledges it.
    send(line, "subscribe", [...this.#names.keys()]);
    line.live();
  }

  onBeat(line: SocketLine): void {
    send(line, "subscribe", [...this.#names.keys()]);
  }

  onFrame(_line: SocketLine, data: string | Uint8Array): void {
    const message = messageOf(typeof data === "string" ? data : new TextDecoder().decode(data));
    // A kind of message that is not known, such as a greeting.
    if (message === null) return;
    const bytes = fromBase64(message);
    const pricing = bytes && readPricing(bytes);
    if (!pricing) {
      this.#unreadableCount += 1;
      if (this.#unreadableCount < unreadableMax) return;
      throw new Failure(
        "provider.bad-payload",
        `Yahoo's streamer sent ${unreadableMax} messages in a row that cannot be read`,
      );
    }
    this.#unreadableCount = 0;
    this.#tell(pricing);
  }

  #tell(pricing: Pricing): void {
    const symbol = this.#names.get(pricing.id);
    const quote = symbol === undefined ? null : toQuote(pricing, symbol);
    if (quote === null) return;
    if (quote.tsMs < (this.#newestTsMs.get(quote.symbol) ?? 0)) return;
    this.#newestTsMs.set(quote.symbol, quote.tsMs);
    this.#options.onQuote(quote);
  }
}

/** A quote from a frame; null where it has no price. The session is that of the clock. */
function toQuote(pricing: Pricing, symbol: string): Quote | null {
  const { price, tsMs } = pricing;
  if (price === null || price <= 0 || tsMs === null || tsMs <= 0) return null;
  const session = sessionAt(tsMs);
  return {
    symbol,
    price,
    tsMs,
    session,
    previousClose: pricing.previousClose ?? previousCloseOf(pricing, session),
    regularPrice: session === "regular" ? price : null,
    open: pricing.open,
    high: pricing.high,
    low: pricing.low,
    volume: pricing.volume,
    averageVolume: null,
    bid: pricing.bid,
    ask: pricing.ask,
    // Lots of an unknown number of shares.
    bidSize: null,
    askSize: null,
    isHalted: null,
  };
}

/**
 * The close that the change is counted from: of the day before up to the closing bell, of the day
 * itself afterwards, where it does not serve. Both numbers of Yahoo have to agree on it.
 */
function previousCloseOf({ price, change, changePct, priceHint }: Pricing, session: string) {
  const isBeforeClose = session === "premarket" || session === "regular";
  if (!isBeforeClose || price === null || change === null || changePct === null) return null;
  const close = price - change;
  const impliedPct = (change / close) * percent;
  if (!(close > 0) || Math.abs(impliedPct - changePct) > changePctTolerance) return null;
  return Number(close.toFixed(priceHint ?? 2));
}

function send(line: SocketLine, verb: "subscribe" | "unsubscribe", names: readonly string[]): void {
  for (const part of inParts(names, streamSymbolsMax)) line.send(JSON.stringify({ [verb]: part }));
}

/** The base64 text of a frame; null where it is a message of another kind. */
function messageOf(text: string): string | null {
  if (!text.startsWith("{")) return text;
  try {
    const frame = JSON.parse(text) as { type?: unknown; message?: unknown };
    if (frame.type !== "pricing") return null;
    return typeof frame.message === "string" ? frame.message : "";
  } catch {
    // Cut off: counted as unreadable.
    return "";
  }
}

function fromBase64(text: string): Uint8Array | null {
  if (text === "" || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  return new Uint8Array(Buffer.from(text, "base64"));
}
