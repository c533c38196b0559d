import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { HistoryStore, newYork } from "../../../testing/history-store.ts";
import type { Clock } from "../../ports/clock.ts";
import type {
  Ability,
  MarketDataProvider,
  ProviderState,
  StreamSink,
  StreamWants,
} from "../../ports/market-data.ts";
import { LiveBars } from "./live-bars.ts";
import { LiveRun } from "./live-run.ts";
import { MarketRouter } from "./market-router.ts";
import { QuoteDesk } from "./quote-desk.ts";

const minute = 60_000;
let made: HistoryStore;
let nowMs: number;
let stop: AbortController;
let symbols: readonly string[];

beforeEach(() => {
  made = new HistoryStore();
  nowMs = newYork("2025-11-24 10:00");
  stop = new AbortController();
  symbols = ["A", "B"];
});
afterEach(() => made.remove());

const clock: Clock = {
  nowMs: () => nowMs,
  sleep: async () => {
    await Bun.sleep(1);
  },
};

/** A vendor of streams that notes what it is asked for. */
class StreamVendor {
  state: ProviderState = "ok";
  readonly opened: StreamSink[] = [];
  readonly wants: StreamWants[] = [];
  stopped = 0;
  readonly provider: MarketDataProvider;

  constructor(id: string, stream: Pick<Ability, "streams" | "symbolsMax">) {
    const offer = { feed: "tape", delayMs: 0 };
    this.provider = {
      ...{ id, title: id, abilities: () => ({ bars: { ...offer, symbolsMax: 1 }, stream: of }) },
      status: () => ({ state: this.state, text: "", untilTsMs: null, loginEndsTsMs: null }),
      async *bars() {},
      openStream: (sink) => {
        this.opened.push(sink);
        return {
          start: () => sink.onStatus({ state: "live", text: "", untilTsMs: null }),
          want: (wants) => void this.wants.push(wants),
          status: () => ({ state: "live", text: "", untilTsMs: null }),
          stop: async () => void this.stopped++,
        };
      },
    };
    const of: Ability = { ...offer, ...stream };
  }

  /** The vendor hangs up for good. */
  refuse(): void {
    this.opened.at(-1)?.onStatus({ state: "stopped", text: "no login", untilTsMs: null });
  }
}

function runOf(...vendors: readonly StreamVendor[]): LiveRun {
  const { store } = made;
  const bus = { announce: () => undefined };
  const providers = vendors.map(({ provider }) => provider);
  const router = new MarketRouter({ providers, clock, onChange: () => undefined });
  const parts = { store, bus, clock };
  return new LiveRun({
    ...{ store, clock, router, desks: [] },
    bars: new LiveBars({ ...parts, interval: "1m", startTsMs: nowMs }),
    quotes: new QuoteDesk({ ...parts, data: router, symbols: () => symbols }),
    liveSymbols: () => symbols,
    watchedSymbols: () => symbols,
    onRound: () => undefined,
    onNews: () => undefined,
    onStream: () => undefined,
    onLook: async () => undefined,
  });
}

async function passes(durationMs: number): Promise<void> {
  nowMs += durationMs;
  await Bun.sleep(20);
}

describe("a live run", () => {
  test("ends when more symbols are watched than its line takes", async () => {
    const vendor = new StreamVendor("one", { streams: ["bars", "quotes"], symbolsMax: 2 });
    const run = runOf(vendor);
    const ended = run.run(stop.signal);
    expect(vendor.wants.at(-1)?.bars).toEqual(["A", "B"]);
    symbols = ["A", "B", "C"];
    run.forgetWatchlists();
    await ended;
    expect([vendor.stopped, stop.signal.aborted]).toEqual([1, false]);
  });

  test("asks a line for as many quotes as that one takes, whoever is first now", async () => {
    const small = new StreamVendor("small", { streams: ["quotes"], symbolsMax: 1 });
    const large = new StreamVendor("large", { streams: ["quotes"], symbolsMax: 100 });
    const run = runOf(small, large);
    const ended = run.run(stop.signal);
    small.state = "down";
    symbols = ["A", "B", "C"];
    run.forgetWatchlists();
    expect(small.wants.at(-1)?.quotes).toEqual(["A"]);
    stop.abort();
    await ended;
  });

  test("opens a line again that was refused for good, once the vendor is well", async () => {
    const vendor = new StreamVendor("one", { streams: ["bars", "quotes"], symbolsMax: 2 });
    const ended = runOf(vendor).run(stop.signal);
    vendor.state = "auth-needed";
    vendor.refuse();
    await passes(11 * minute);
    expect(vendor.opened).toHaveLength(1);
    vendor.state = "ok";
    await passes(minute);
    expect([vendor.opened.length, vendor.stopped]).toEqual([2, 1]);
    expect(vendor.wants.at(-1)?.bars).toEqual(["A", "B"]);
    const missed = made.store.coverage.gaps();
    expect(Math.max(...missed.map(({ untilTsMs }) => untilTsMs))).toBe(nowMs);
    await passes(11 * minute);
    expect(vendor.opened).toHaveLength(2);
    stop.abort();
    await ended;
  });
});
