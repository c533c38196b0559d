import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { LiveMarketPair, makeSeries, momentsOf } from "../../../testing/live-market.ts";
import { Failure } from "../../base/failure.ts";
import type { Store } from "../../ports/store.ts";
import { vpb } from "../../scanners/vpb.ts";
import { runScheduled, type ScheduledScanOptions, scanShare } from "./scheduled-scan.ts";

const intervals = ["1d"] as const;
const moments = momentsOf(intervals, 120, "regular");
const nowTsMs = moments.at(-1)?.closeTsMs as number;
const series = Array.from({ length: 23 }, (_, at) =>
  makeSeries(`S${at}`, "split", { seed: 70 + at, intervals, bars: 120 }),
);

let pair: LiveMarketPair;

beforeEach(() => {
  pair = new LiveMarketPair(vpb);
  for (const one of series) pair.fill(one, "1d", moments);
  pair.setNow(nowTsMs);
  pair.scanReference("1d", nowTsMs);
});
afterEach(() => pair.remove());

function options(other: Partial<ScheduledScanOptions> = {}): ScheduledScanOptions {
  const { live: store, bus, clock } = pair;
  const { signal } = new AbortController();
  return { store, bus, clock, definition: vpb, batchSeries: 5, signal, ...other };
}

function contentsOf(store: Store) {
  const ledger = store.signals.signals({ limit: 10_000 });
  return {
    ledger: ledger.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    rows: store.signals.latest("vpb"),
    counts: ["vpb_bullish_count", "vpb_bearish_count"].map((key) =>
      store.metadata.getMetadata(key),
    ),
  };
}

describe("a scheduled scan", () => {
  test("leaves what an ordinary scan leaves, and says what it found", async () => {
    const progress: number[] = [];
    const onProgress = (_: unknown, doneRatio: number) => progress.push(doneRatio);
    const summaries = await runScheduled({ ...options({ onProgress }), workers: 1 });
    expect(contentsOf(pair.live)).toEqual(contentsOf(pair.reference));
    expect(summaries.map(({ interval }) => interval)).toEqual(["1d", "1w"]);
    const days = summaries[0];
    expect(days).toMatchObject({ scanner: "vpb", symbolCount: 23, marketTsMs: nowTsMs });
    expect(days?.signalCount).toBe(days?.signalsAdded as number);
    expect(days?.signalCount).toBeGreaterThan(0);
    expect(progress.at(-1)).toBe(1);
  });

  test("tells of signals that began at the newest bar, once", async () => {
    await runScheduled({ ...options(), workers: 1 });
    await runScheduled({ ...options(), workers: 1 });
    const told = pair.live.events.after(0, { topics: ["signal"], limit: 1_000 });
    const days = pair.live.signals.signals({ interval: "1d", limit: 1_000 });
    const ids = told.map(({ topic, payload }) => (topic === "signal" ? payload.id : ""));
    expect(ids.filter((id) => id.includes(":1d:")).toSorted()).toEqual(
      days.map(({ id }) => id).toSorted(),
    );
    expect(ids.length).toBe(new Set(ids).size);
  });

  test("shared among workers finds the same", async () => {
    let started = 0;
    const launcher = {
      launch: (share: Parameters<typeof scanShare>[1], signal: AbortSignal) => {
        started++;
        return scanShare(options({ signal }), share);
      },
    };
    const summaries = await runScheduled({ ...options(), workers: 4, launcher });
    expect(started).toBe(4);
    expect(contentsOf(pair.live)).toEqual(contentsOf(pair.reference));
    expect(summaries[0]?.symbolCount).toBe(23);
  });

  test("ends all workers when one fails, and says why", async () => {
    const signals: AbortSignal[] = [];
    const launcher = {
      launch: (share: { readonly index: number }, signal: AbortSignal) => {
        signals.push(signal);
        if (share.index === 1) return Promise.reject(new Failure("store.busy", "locked"));
        return new Promise<never>((_, end) => {
          signal.addEventListener("abort", () => end(new Failure("run.interrupted", "ended")));
        });
      },
    };
    const failed = await runScheduled({ ...options(), workers: 3, launcher }).catch((e) => e);
    expect((failed as Failure).code).toBe("store.busy");
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  test("stops when it is told to", async () => {
    const stop = new AbortController();
    stop.abort();
    const failed = await runScheduled({ ...options({ signal: stop.signal }), workers: 1 }).catch(
      (error: unknown) => error,
    );
    expect((failed as Failure).code).toBe("run.interrupted");
    expect(pair.live.signals.countSignals()).toBe(0);
  });

  test("of an empty store finds nothing", async () => {
    const empty = new LiveMarketPair(vpb);
    const { live: store, bus, clock } = empty;
    expect(await runScheduled({ ...options(), store, bus, clock, workers: 1 })).toEqual([]);
    await empty.remove();
  });
});
