import type { BusEvent } from "../../src/domain/bus-event.ts";
import type { Interval } from "../../src/domain/interval.ts";
import type { MarketBars } from "../../src/ports/bar-store.ts";
import type { Bus } from "../../src/ports/bus.ts";
import type { Store } from "../../src/ports/store.ts";
import { MarketAggregator } from "../../src/services/market-data/market-aggregator.ts";
import { publishBars } from "../../src/services/market-data/publish-bars.ts";
import { setSimulatedNowMs } from "../../src/services/scan/market-clock.ts";
import { interval, type LiveMarket, longerIntervals, source } from "./live-market.ts";
import { readStream } from "./stream-client.ts";

/** A bar closes so often: long enough for all that it sets off to be over. */
export const barEveryMs = 4_000;
/** The first ones find code that is not compiled yet; a market day has hundreds. */
export const warmUpBars = 3;
/** What the last bar sets off may come this late. */
const tailMs = 5_000;

/** Milliseconds from the moment at which the bars of a market were handed to the store. */
export interface Timing {
  /** Until the bars and their event were stored. */
  readonly append: number[];
  /** Until a signal was in the store and another process knew. */
  readonly stored: number[];
  /** Until it had arrived at a client of the live stream. */
  readonly client: number[];
}

export interface Timings {
  /** Moments at which bars of 5 minutes close, and nothing else. */
  readonly plain: Timing;
  /** Moments at which longer bars close with them: up to four times as many. */
  readonly crowded: Timing;
  readonly crowdedCount: number;
}

/** A moment of the market that is measured. */
interface Moment {
  readonly startMs: number;
  readonly isCrowded: boolean;
}

/** Lets the market live and takes the time. */
export async function liveThrough(
  market: LiveMarket,
  parts: { readonly store: Store; readonly bus: Bus; readonly url: string },
): Promise<Timings> {
  const { store, bus, url } = parts;
  const recorder = new Recorder();
  const listening = bus.subscribe({ topics: ["signal"] }, (events) => {
    for (const event of events) recorder.store(event);
  });
  const stop = new AbortController();
  const reading = readStream(`${url}/api/v1/stream?topics=signal`, stop.signal, ({ id, name }) => {
    if (name === "signal") recorder.arrive(id);
  });
  const aggregator = new MarketAggregator(interval, longerIntervals);
  const firstMs = performance.now() + barEveryMs;
  for (let index = 0; index < market.liveCount; index++) {
    const bars = market.moment(index);
    const marketTsMs = market.closeTsMs(index);
    await Bun.sleep(Math.max(0, firstMs + index * barEveryMs - performance.now()));
    const startMs = performance.now();
    setSimulatedNowMs(store.metadata, marketTsMs);
    const publish = (moment: MarketBars) => {
      publishBars(store, moment, { source, marketTsMs, nowMs: Date.now() });
      bus.announce();
    };
    publish(bars);
    const appendMs = performance.now() - startMs;
    const longer = aggregator.take(bars);
    for (const moment of longer) publish(moment);
    if (index < warmUpBars) continue;
    const moments = [bars, ...longer];
    recorder.begin(moments, { startMs, appendMs });
  }
  await Bun.sleep(tailMs);
  stop.abort();
  await Promise.all([reading, listening.stop()]);
  return recorder.finish();
}

/** Which signal belongs to which moment, and when it was where. */
class Recorder {
  readonly #moments = new Map<string, Moment>();
  readonly #stored = new Map<string, { readonly moment: Moment; readonly atMs: number }>();
  readonly #arrivedMs = new Map<string, number>();
  readonly #timings = { plain: emptyTiming(), crowded: emptyTiming() };
  #crowdedCount = 0;

  begin(
    moments: readonly MarketBars[],
    { startMs, appendMs }: { readonly startMs: number; readonly appendMs: number },
  ): void {
    const moment = { startMs, isCrowded: moments.length > 1 };
    for (const bars of moments) this.#moments.set(momentKey(bars.interval, bars.openTsMs), moment);
    this.#of(moment).append.push(appendMs);
    if (moment.isCrowded) this.#crowdedCount += 1;
  }

  store(event: BusEvent): void {
    if (event.topic !== "signal") return;
    const moment = this.#moments.get(momentKey(event.payload.interval, event.payload.barTsMs));
    if (moment === undefined) return;
    this.#stored.set(String(event.id), { moment, atMs: performance.now() });
  }

  arrive(id: string): void {
    this.#arrivedMs.set(id, performance.now());
  }

  finish(): Timings {
    for (const [id, { moment, atMs }] of this.#stored) {
      const timing = this.#of(moment);
      timing.stored.push(atMs - moment.startMs);
      const arrivedMs = this.#arrivedMs.get(id);
      if (arrivedMs !== undefined) timing.client.push(arrivedMs - moment.startMs);
    }
    return { ...this.#timings, crowdedCount: this.#crowdedCount };
  }

  #of({ isCrowded }: Moment): Timing {
    return isCrowded ? this.#timings.crowded : this.#timings.plain;
  }
}

function emptyTiming(): Timing {
  return { append: [], stored: [], client: [] };
}

function momentKey(at: Interval, openTsMs: number): string {
  return `${at} ${openTsMs}`;
}
