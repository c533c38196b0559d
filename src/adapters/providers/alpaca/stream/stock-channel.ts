import { BarBatch } from "../../../../domain/bar-batch.ts";
import type { Clock } from "../../../../ports/clock.ts";
import type { StreamSink } from "../../../../ports/market-data.ts";
import { readBar } from "../bar-rows.ts";
import { delayMsOf, type StockFeed } from "../plan.ts";
import { fromAlpacaSymbol } from "../symbols.ts";
import { unreadable } from "../wire.ts";
import { type Channel, decodeJson, encodeJson, type VendorMessage } from "./channel.ts";
import { LiveQuotes } from "./live-quotes.ts";

/** Bars handed on at once; a frame of a whole minute of the market takes two or three. */
const batchBars = 4_096;
/** So many bars of a frame without a readable one: not an odd bar, but another format. */
const misfitsMax = 20;

interface StockMessage extends VendorMessage {
  readonly S?: unknown;
  /** Of a status message: code of the state. */
  readonly sc?: unknown;
}

/**
 * Minute bars, their corrections, prints, quotes and halts
 * (docs.alpaca.markets/docs/real-time-stock-pricing-data). Bars come when their minute is over;
 * "u" replaces one after late prints, half a minute later.
 */
export class StockChannel implements Channel {
  readonly name = "bars and quotes";
  readonly path: string;
  readonly quotes = new LiveQuotes();
  readonly encode = encodeJson;
  readonly decode = decodeJson;
  readonly #feed: StockFeed;
  readonly #sink: StreamSink;
  readonly #clock: Clock;
  readonly #batch = new BarBatch(batchBars);

  constructor(options: {
    readonly feed: StockFeed;
    readonly sink: StreamSink;
    readonly clock: Clock;
  }) {
    this.#feed = options.feed;
    this.#sink = options.sink;
    this.#clock = options.clock;
    this.path = `/v2/${options.feed}`;
  }

  take(messages: readonly VendorMessage[]): void {
    let misfits = 0;
    let read = 0;
    for (const message of messages as readonly StockMessage[]) {
      const { T } = message;
      if (T === "b" || T === "u") {
        if (this.#takeBar(message, T === "u")) read++;
        else misfits++;
      } else if (T === "t" || T === "q" || T === "s") this.#takeQuote(message);
    }
    if (read === 0 && misfits >= misfitsMax) throw unreadable("frame of bars", misfits);
    this.#flush();
    const quotes = this.quotes.takeChanged();
    if (quotes.length > 0) this.#sink.onQuotes(quotes, this.#provenance());
  }

  /** False where the message is no bar; a symbol that is none of ours is passed over. */
  #takeBar(message: StockMessage, isCorrection: boolean): boolean {
    const bar = readBar(message);
    if (bar === null || typeof message.S !== "string") return false;
    const symbol = fromAlpacaSymbol(message.S);
    if (symbol === null) return true;
    if (this.#batch.isFull) this.#flush();
    this.#batch.push(symbol, { ...bar, isCorrection });
    return true;
  }

  #takeQuote(message: StockMessage): void {
    const symbol = typeof message.S === "string" ? fromAlpacaSymbol(message.S) : null;
    if (symbol === null) return;
    if (message.T === "t") this.quotes.takePrint(symbol, message);
    else if (message.T === "q") this.quotes.takeBook(symbol, message);
    else this.quotes.takeStatus(symbol, message.sc);
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    this.#sink.onBars(this.#batch, this.#provenance());
    this.#batch.clear();
  }

  #provenance() {
    return {
      provider: "alpaca",
      feed: this.#feed,
      isSimulated: false,
      delayMs: delayMsOf(this.#feed),
      asOfTsMs: this.#clock.nowMs() - delayMsOf(this.#feed),
    };
  }
}
