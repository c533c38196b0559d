import type { BusEvent } from "../../src/domain/bus-event.ts";
import type { Bus } from "../../src/ports/bus.ts";
import type { Store } from "../../src/ports/store.ts";
import { publishBars } from "../../src/services/market-data/publish-bars.ts";
import { setSimulatedNowMs } from "../../src/services/scan/market-clock.ts";
import { type LiveMarket, source } from "./live-market.ts";
import { readStream } from "./stream-client.ts";

/** A bar closes so often: long enough for all that it sets off to be over. */
export const barEveryMs = 1_000;
/** The first ones find code that is not compiled yet; a market day has hundreds. */
export const warmUpBars = 10;
/** What the last bar sets off may come this late. */
const tailMs = 5_000;

/** Milliseconds from the moment at which the bars of a market were handed to the store. */
export interface Timing {
  /** Until the bars and their event were stored. */
  readonly append: readonly number[];
  /** Until a signal was in the store and another process knew. */
  readonly stored: readonly number[];
  /** Until it had arrived at a client of the live stream. */
  readonly client: readonly number[];
  /** Until the last of the scanners was through with the bar. */
  readonly finished: readonly number[];
}

interface Seen {
  readonly startMs: number;
  readonly latencyMs: number;
}

/** Lets the market live and takes the time. */
export async function liveThrough(
  market: LiveMarket,
  parts: { readonly store: Store; readonly bus: Bus; readonly url: string },
): Promise<Timing> {
  const { store, bus, url } = parts;
  const starts = new Map<number, number>();
  const closes = new Map<number, number>();
  const signals = new Map<string, Seen>();
  const arrivals = new Map<string, number>();
  const finished = new Map<number, number>();
  const hear = (event: BusEvent) => {
    const nowMs = performance.now();
    if (event.topic === "signal") {
      const startMs = starts.get(event.payload.barTsMs);
      if (startMs === undefined) return;
      signals.set(String(event.id), { startMs, latencyMs: nowMs - startMs });
    } else if (event.topic === "scan.finished") {
      const startMs = closes.get(event.payload.marketTsMs);
      if (startMs !== undefined) finished.set(startMs, nowMs - startMs);
    }
  };
  const listening = bus.subscribe({ topics: ["signal", "scan.finished"] }, (events) =>
    events.forEach(hear),
  );
  const stop = new AbortController();
  const reading = readStream(`${url}/api/v1/stream?topics=signal`, stop.signal, ({ id, name }) => {
    if (name === "signal") arrivals.set(id, performance.now());
  });
  const append: number[] = [];
  const firstMs = performance.now() + barEveryMs;
  for (let index = 0; index < market.liveCount; index++) {
    const bars = market.moment(index);
    const marketTsMs = market.closeTsMs(index);
    await Bun.sleep(Math.max(0, firstMs + index * barEveryMs - performance.now()));
    const startMs = performance.now();
    if (index >= warmUpBars) {
      starts.set(bars.openTsMs, startMs);
      closes.set(marketTsMs, startMs);
    }
    setSimulatedNowMs(store.metadata, marketTsMs);
    publishBars(store, bars, { source, marketTsMs, nowMs: Date.now() });
    bus.announce();
    if (index >= warmUpBars) append.push(performance.now() - startMs);
  }
  await Bun.sleep(tailMs);
  stop.abort();
  await Promise.all([reading, listening.stop()]);
  const client = [...signals].flatMap(([id, { startMs }]) => {
    const arrivedMs = arrivals.get(id);
    return arrivedMs === undefined ? [] : arrivedMs - startMs;
  });
  const stored = [...signals.values()].map(({ latencyMs }) => latencyMs);
  return { append, stored, client, finished: [...finished.values()] };
}
