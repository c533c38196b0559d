import { assert } from "../../base/assert.ts";
import type { BarBatch } from "../../domain/bar-batch.ts";
import type { Interval } from "../../domain/interval.ts";
import type { OptionTrade } from "../../domain/option-contract.ts";
import type { Provenance } from "../../domain/provenance.ts";
import { sourceOf } from "../../domain/provenance.ts";
import type { Quote } from "../../domain/quote.ts";
import type { Clock } from "../../ports/clock.ts";
import type {
  MarketDataProvider,
  MarketStream,
  StreamSink,
  StreamStatus,
} from "../../ports/market-data.ts";
import type { Store } from "../../ports/store.ts";
import { correctedWithinMs, trimmedToSessions } from "../history/note-gap.ts";
import type { Desk } from "./desk.ts";
import { type DeskReport, runDesk } from "./desk-loop.ts";
import type { LiveBars } from "./live-bars.ts";
import type { MarketRouter } from "./market-router.ts";
import { MinuteInbox } from "./minute-inbox.ts";
import type { QuoteDesk } from "./quote-desk.ts";

export interface LiveRunOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly router: MarketRouter;
  readonly bars: LiveBars;
  readonly quotes: QuoteDesk;
  /** Everything that comes round: quotes, polling where nothing streams, options, history. */
  readonly desks: readonly Desk[];
  /** Symbols whose bars are wanted. */
  readonly liveSymbols: () => readonly string[];
  /** Symbols whose quotes and news are wanted. */
  readonly watchedSymbols: () => readonly string[];
  readonly onRound: (report: DeskReport) => void;
  readonly onNews: StreamSink["onNews"];
  readonly onStream: (status: StreamStatus & { readonly provider: string }) => void;
  /** Every second: housekeeping between two moments. */
  readonly onLook: (marketTsMs: number) => Promise<void>;
}

const lookMs = 1_000;
const minuteMs = 60_000;
/** So many symbols are asked for by name; more of them as the whole market. */
const namedMax = 1_000;
/** After a line was given up. */
const openAgainMs = 10 * minuteMs;
/** A line that is down for longer is made up for by asking, in steps of this. */
const outageStepMs = 5 * minuteMs;

/** What bars are asked for where nothing streams: the first length that the vendor has. */
const polledIntervals = ["5m", "1m", "15m", "30m"] as const satisfies readonly Interval[];

/** Length of the live bars: a minute where they stream, else what can be asked for; else null. */
export function liveInterval(router: MarketRouter, symbolCount: number): Interval | null {
  if (streamsBars(router, symbolCount)) return "1m";
  const offered = router.ability("bars")?.intervals;
  return polledIntervals.find((interval) => offered?.includes(interval)) ?? null;
}

/**
 * Whether the live bars come from a stream: one of the same tape as the history. Two tapes differ
 * in volume many times over, and a series of both would fire whatever looks at volume.
 */
export function streamsBars(router: MarketRouter, symbolCount: number): boolean {
  const ability = router.ability("stream");
  if (ability === null || !ability.streams?.includes("bars")) return false;
  const history = router.ability("bars");
  const isSameTape = history?.provider === ability.provider && history.feed === ability.feed;
  if (!isSameTape) return false;
  return ability.hasMarketStream === true || symbolCount <= ability.symbolsMax;
}

/**
 * A real market: a stream where a vendor has one, and desks that come round. Whatever was missed
 * while the line was down is noted as a gap, for the history desk to fill.
 */
export class LiveRun {
  readonly #options: LiveRunOptions;
  #inbox: MinuteInbox | null = null;
  #stream: MarketStream | null = null;
  #vendor: MarketDataProvider | null = null;
  #provenance: Provenance | null = null;
  #wanted: ReadonlySet<string> = new Set();
  #live: ReadonlySet<string> = new Set();
  readonly #renew = new AbortController();
  /** When the line was given up; null while it is not. */
  #stoppedTsMs: number | null = null;
  #hasBeenLive = false;
  /** Up to here an outage was noted; null while the line is live. */
  #outageTsMs: number | null = null;

  constructor(options: LiveRunOptions) {
    this.#options = options;
  }

  /**
   * The lists were edited: the stream is told, and who is new begins now. Where the line takes
   * fewer symbols, or bars could stream now, the run ends.
   */
  forgetWatchlists(): void {
    const { bars, router, liveSymbols } = this.#options;
    const live = liveSymbols();
    const streamed = streamsBars(router, this.#live.size);
    if (streamed !== streamsBars(router, live.length)) this.#renew.abort();
    const fresh = live.filter((symbol) => !this.#live.has(symbol));
    this.#live = new Set(live);
    if (fresh.length > 0) bars.begin(fresh);
    this.#want();
  }

  /**
   * Until `signal` aborts, or the bars have to come in another way: then it is run anew. Throws
   * what is no Failure of a vendor.
   */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, desks, bars, liveSymbols, onRound } = this.#options;
    const stop = new AbortController();
    const ended = AbortSignal.any([signal, stop.signal, this.#renew.signal]);
    bars.listen();
    this.#live = new Set(liveSymbols());
    this.#openStream();
    const loops = desks.map((desk) =>
      runDesk({ desk, clock, marketNowMs: () => clock.nowMs(), onRound }, ended),
    );
    try {
      await Promise.all([...loops, this.#look(ended)]);
    } finally {
      stop.abort();
      await Promise.allSettled(loops);
      await this.#stream?.stop();
      this.#stream = null;
    }
  }

  #openStream(): void {
    const { router, bars, clock, liveSymbols } = this.#options;
    const kind = streamsBars(router, liveSymbols().length) ? "bars" : "quotes";
    const opened = router.openStream(kind, this.#sink());
    if (opened === null) return;
    if (kind === "bars") {
      const fromTsMs = Math.ceil((bars.untilTsMs ?? clock.nowMs()) / minuteMs) * minuteMs;
      this.#inbox = new MinuteInbox(fromTsMs, {
        isWanted: (symbol) => this.#wanted.has(symbol),
        onMinute: (moment) => bars.publish(moment, sourceOf(this.#origin())),
        onLate: (late) => bars.correct(late, sourceOf(this.#origin())),
      });
    }
    this.#stream = opened.stream;
    this.#vendor = opened.provider;
    this.#want();
    this.#stream.start();
  }

  /** A line that was given up, for want of a login perhaps, is opened anew when all is well. */
  async #openAgain(nowMs: number): Promise<void> {
    const since = this.#stoppedTsMs;
    if (since === null || nowMs - since < openAgainMs) return;
    if (this.#vendor?.status().state === "auth-needed") return;
    const { router, liveSymbols } = this.#options;
    // Bars of another tape are worse than those that are asked for.
    if (this.#inbox !== null && !streamsBars(router, liveSymbols().length)) return;
    await this.#stream?.stop();
    this.#stoppedTsMs = null;
    // A new line does not know what the old one lost.
    this.#hasBeenLive = false;
    this.#openStream();
  }

  #want(): void {
    const { liveSymbols, watchedSymbols } = this.#options;
    const ability = this.#vendor?.abilities().stream;
    const watched = watchedSymbols();
    const quotes = watched.slice(0, ability?.symbolsMax ?? 0);
    const live = this.#inbox === null ? [] : liveSymbols();
    this.#wanted = new Set(live);
    const isWhole = ability?.hasMarketStream === true && live.length > namedMax;
    this.#stream?.want({
      bars: isWhole ? "*" : live,
      quotes,
      optionTrades: [],
      news: watched,
    });
  }

  /** Hands on what is complete, every second. */
  async #look(signal: AbortSignal): Promise<void> {
    const { clock, onLook } = this.#options;
    while (!signal.aborted) {
      const nowMs = clock.nowMs();
      this.#inbox?.look(nowMs - (this.#provenance?.delayMs ?? 0));
      this.#coverOutage(nowMs);
      await this.#openAgain(nowMs);
      await onLook(nowMs);
      await clock.sleep(lookMs, signal);
    }
  }

  /** A line that stays down: what it would have brought is asked for. */
  #coverOutage(nowMs: number): void {
    const from = this.#outageTsMs;
    if (this.#inbox === null || from === null || nowMs - from < outageStepMs) return;
    const untilTsMs = Math.floor(nowMs / minuteMs) * minuteMs;
    this.#noteGap(from, untilTsMs);
    this.#outageTsMs = untilTsMs;
  }

  /** Minutes that had come shortly before may have come in part, or have been corrected since. */
  #noteGap(fromTsMs: number, untilTsMs: number): void {
    const { store, bars } = this.#options;
    const sureTsMs = fromTsMs - correctedWithinMs - (this.#provenance?.delayMs ?? 0);
    const missed = trimmedToSessions({ fromTsMs: sureTsMs, untilTsMs }, minuteMs);
    if (missed === null) return;
    bars.missing(missed.untilTsMs);
    store.coverage.addGap({ ...bars.key, ...missed, reason: "stream" });
  }

  #sink(): StreamSink {
    const { clock, quotes, onNews } = this.#options;
    return {
      onBars: (batch: BarBatch, provenance) => {
        this.#provenance = provenance;
        this.#inbox?.take(batch);
      },
      onQuotes: (updates: readonly Quote[], provenance) => quotes.take(updates, provenance),
      onOptionTrades: (_: readonly OptionTrade[]) => undefined,
      onNews,
      onStatus: (status) => {
        if (status.state === "live") this.#goLive();
        else this.#outageTsMs ??= clock.nowMs();
        if (status.state === "stopped") this.#stoppedTsMs ??= clock.nowMs();
        this.#options.onStream({ ...status, provider: this.#vendor?.id ?? "" });
      },
      onGap: (fromTsMs, untilTsMs) => {
        if (this.#inbox !== null) this.#noteGap(fromTsMs, untilTsMs);
      },
    };
  }

  /** A line tells of what it lost since it was live; how long it took to begin, it does not. */
  #goLive(): void {
    const from = this.#outageTsMs;
    this.#outageTsMs = null;
    if (this.#hasBeenLive) return;
    this.#hasBeenLive = true;
    const nowMs = this.#options.clock.nowMs();
    const isLate = Math.floor((from ?? nowMs) / minuteMs) < Math.floor(nowMs / minuteMs);
    if (this.#inbox !== null && from !== null && isLate) this.#noteGap(from, nowMs);
  }

  #origin(): Provenance {
    assert(this.#provenance !== null, "bars come with their origin");
    return this.#provenance;
  }
}
