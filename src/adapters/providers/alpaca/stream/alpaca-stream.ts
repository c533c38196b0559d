import { sessionAt } from "../../../../domain/session.ts";
import type { Clock } from "../../../../ports/clock.ts";
import type {
  MarketStream,
  StreamSink,
  StreamState,
  StreamStatus,
  StreamWants,
} from "../../../../ports/market-data.ts";
import type { OpenVendorSocket, SocketTimes, VendorSocket } from "../../vendor-socket.ts";
import type { AlpacaKey } from "../access.ts";
import type { AlpacaFeeds } from "../plan.ts";
import { toAlpacaSymbol } from "../symbols.ts";
import type { Channel, Subscription } from "./channel.ts";
import { NewsChannel } from "./news-channel.ts";
import { OptionChannel } from "./option-channel.ts";
import { AlpacaSession } from "./session.ts";
import { StockChannel } from "./stock-channel.ts";

export interface AlpacaStreamOptions {
  readonly sink: StreamSink;
  readonly clock: Clock;
  readonly openSocket: OpenVendorSocket;
  readonly key: AlpacaKey;
  readonly streamUrl: string;
  readonly feeds: AlpacaFeeds;
}

/** Bars come once a minute, so only a minute and a half of silence says anything. */
const times: SocketTimes = {
  quietMs: 90_000,
  loginMs: 10_000,
  pauseMs: { first: 1_000, max: 60_000 },
  steadyMs: 60_000,
};
/** Fewer symbols may well have no trade for a while. */
const busySymbols = 10;
/** The worst of several lines is what counts, a stopped one aside. */
const worstFirst: readonly StreamState[] = ["waiting", "stale", "connecting", "live"];

interface Line {
  readonly channel: Channel;
  readonly session: AlpacaSession;
  socket: VendorSocket | null;
  subscription: Subscription;
}

/**
 * Up to three sockets as one stream: stocks, options and news are servers of their own. Each is
 * opened when something of it is wanted for the first time.
 */
export class AlpacaStream implements MarketStream {
  readonly #options: AlpacaStreamOptions;
  readonly #stocks: StockChannel;
  readonly #lines: Readonly<Record<"stocks" | "options" | "news", Line>>;
  #isRunning = false;

  constructor(options: AlpacaStreamOptions) {
    const { feeds } = options;
    this.#options = options;
    this.#stocks = new StockChannel({ ...options, feed: feeds.stream });
    this.#lines = {
      stocks: this.#line(this.#stocks),
      options: this.#line(new OptionChannel({ ...options, feed: feeds.options })),
      news: this.#line(new NewsChannel(options.sink)),
    };
  }

  start(): void {
    this.#isRunning = true;
    for (const line of Object.values(this.#lines)) this.#open(line);
  }

  want(wants: StreamWants): void {
    const bars = listOf(wants.bars);
    const quotes = listOf(wants.quotes);
    const { stocks, options, news } = this.#lines;
    this.#stocks.quotes.want(wants.quotes);
    stocks.subscription = { bars, updatedBars: bars, trades: quotes, quotes, statuses: quotes };
    options.subscription = { trades: wants.optionTrades === "*" ? ["*"] : wants.optionTrades };
    news.subscription = { news: listOf(wants.news) };
    for (const line of Object.values(this.#lines)) {
      line.session.want(line.subscription, line.socket?.line() ?? null);
      this.#open(line);
    }
  }

  status(): StreamStatus {
    const told = Object.values(this.#lines).flatMap(({ channel, session, socket }) => {
      if (socket === null) return [];
      const { state, text, untilTsMs } = socket.status();
      const words = [text, state === "live" ? session.notice : ""].filter((part) => part !== "");
      const shown = words.map((part) => `${channel.name}: ${part}`).join("; ");
      return [{ state, text: shown, untilTsMs }];
    });
    const text = told.flatMap((line) => (line.text === "" ? [] : [line.text])).join("; ");
    if (told.length === 0) {
      const state = this.#isRunning ? "live" : "stopped";
      return { state, text: this.#isRunning ? "nothing is wanted" : "", untilTsMs: null };
    }
    // Bars come over the first line: whether they do does not hang on news.
    const { socket: stocks } = this.#lines.stocks;
    const worst = worstFirst.find((state) => told.some((line) => line.state === state));
    const state = stocks?.status().state ?? worst;
    const moments = told.flatMap(({ untilTsMs }) => (untilTsMs === null ? [] : [untilTsMs]));
    const untilTsMs = moments.length === 0 ? null : Math.min(...moments);
    return { state: state ?? "stopped", text, untilTsMs };
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    await Promise.all(Object.values(this.#lines).map(({ socket }) => socket?.stop()));
  }

  #line(channel: Channel): Line {
    const { streamUrl, key } = this.#options;
    const onNotice = () => this.#tell();
    const session = new AlpacaSession({ channel, streamUrl, key, onNotice });
    return { channel, session, socket: null, subscription: {} };
  }

  /** Opens a line that has something to do; one that was opened stays. */
  #open(line: Line): void {
    const isWanted = Object.values(line.subscription).some((list) => list.length > 0);
    if (!this.#isRunning || !isWanted || line.socket !== null) return;
    const { openSocket, sink } = this.#options;
    line.socket = openSocket({
      protocol: line.session,
      times,
      expectsFrames: () => this.#expectsFrames(line),
      onStatus: () => this.#tell(),
      onGap: (fromTsMs, untilTsMs) => {
        // What the other lines bring is asked for as well: a gap there costs no bar.
        if (line === this.#lines.stocks) sink.onGap(fromTsMs, untilTsMs);
      },
    });
    line.socket.start();
  }

  #tell(): void {
    if (this.#isRunning) this.#options.sink.onStatus(this.status());
  }

  #expectsFrames(line: Line): boolean {
    if (line === this.#lines.news) return false;
    if (sessionAt(this.#options.clock.nowMs()) !== "regular") return false;
    return Object.values(line.subscription).some(
      (list) => list[0] === "*" || list.length >= busySymbols,
    );
  }
}

/** Symbols in the vendor's spelling; "*" stays the whole market. */
function listOf(symbols: readonly string[] | "*"): readonly string[] {
  if (symbols === "*") return ["*"];
  return [...new Set(symbols.flatMap((symbol) => toAlpacaSymbol(symbol) ?? []))];
}
