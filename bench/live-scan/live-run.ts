import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { barCloseTsMs } from "../../src/domain/bar-time.ts";
import type { Bars } from "../../src/domain/bars.ts";
import type { Interval } from "../../src/domain/interval.ts";
import type { ServiceName } from "../../src/domain/service-name.ts";
import type { MarketBars } from "../../src/ports/bar-store.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Store } from "../../src/ports/store.ts";
import type { ScannerDefinition } from "../../src/scanners/define.ts";
import { scanners } from "../../src/scanners/registry.ts";
import { ScannerService } from "../../src/services/live-scan/scanner-service.ts";
import { setSimulatedNowMs } from "../../src/services/scan/market-clock.ts";
import { openTimes } from "../../testing/live-market.ts";
import { StepBus } from "../../testing/step-bus.ts";
import type { MadeMarket } from "../market/made-market.ts";

/** What one moment of the market took one scanner, in ms by the clock. */
export interface MomentTime {
  /** From the event to the commit of the signals that began. */
  readonly judgeMs: number;
  /** From the event until all rows are up to date. */
  readonly finishMs: number;
  readonly signalsAdded: number;
  readonly refreshed: number;
}

export interface LiveRun {
  readonly scanner: string;
  readonly warmUpMs: number;
  readonly stateBytes: number;
  readonly times: readonly MomentTime[];
  readonly statusText: string;
}

const longer: readonly Interval[] = ["15m", "30m", "1h", "4h", "1d", "1w"];
const source = { provider: "bench", feed: "made", isSimulated: true };
const clock: Clock = { nowMs: Date.now, sleep: () => Promise.resolve() };

/** Notes when it is told that something was committed. */
class TimedBus extends StepBus {
  announcedMs: number[] = [];

  override announce(): void {
    this.announcedMs.push(performance.now());
  }
}

/** Lets the last bars of a made market come as 5m bars, followed by each scanner in turn. */
export async function runLive(
  market: MadeMarket,
  definitions: readonly ScannerDefinition[],
  moments: number,
): Promise<readonly LiveRun[]> {
  const folder = mkdtempSync(join(tmpdir(), "l2t-bench-"));
  const store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: scanners });
  try {
    const times = openTimes("5m", market.barsPerSymbol, "regular");
    const first = market.barsPerSymbol - moments;
    fill(store, market, Float64Array.from(times), first);
    setSimulatedNowMs(store.metadata, barCloseTsMs(times[first - 1] as number, "5m"));
    const followers = [];
    for (const definition of definitions) followers.push(await follow(store, definition));
    for (let index = first; index < market.barsPerSymbol; index++) {
      publish(store, momentOf(market, index, times[index] as number));
      for (const follower of followers) await follower.take();
    }
    const runs = followers.map((follower) => follower.run());
    for (const follower of followers) await follower.stop();
    return runs;
  } finally {
    store.close();
    rmSync(folder, { recursive: true });
  }
}

async function follow(store: Store, definition: ScannerDefinition) {
  const { scanner } = definition;
  const bus = new TimedBus(store.events);
  const name = `${scanner}-scanner` as ServiceName;
  const fail = (text: string) => {
    throw new Error(text);
  };
  const service = new ScannerService({ name, definition, store, bus, clock, onNotice: fail });
  const startMs = performance.now();
  await service.start();
  await service.idle();
  const warmUpMs = performance.now() - startMs;
  const times: MomentTime[] = [];
  return {
    async take() {
      bus.announcedMs = [];
      const before = store.signals.countSignals();
      const newestId = store.events.newestId();
      const eventMs = performance.now();
      await bus.deliver();
      const [judgedMs = Number.NaN] = bus.announcedMs;
      const finishMs = performance.now() - eventMs;
      const [summary] = store.events.after(newestId, { topics: ["scan.finished"], limit: 1 });
      const refreshed = summary?.topic === "scan.finished" ? summary.payload.signalCount : 0;
      const signalsAdded = store.signals.countSignals() - before;
      times.push({ judgeMs: judgedMs - eventMs, finishMs, signalsAdded, refreshed });
    },
    run: (): LiveRun => ({
      scanner,
      warmUpMs,
      stateBytes: service.stateBytes,
      times,
      statusText: service.status().text,
    }),
    stop: () => service.stop(),
  };
}

function fill(store: Store, market: MadeMarket, openTsMs: Float64Array, length: number): void {
  store.bars.transaction(() => {
    for (const [index, made] of market.series.entries()) {
      const bars: Bars = { ...made, interval: "5m", length, openTsMs };
      const symbol = market.symbols[index] as string;
      store.bars.write({ symbol, interval: "5m", adjustment: "split" }, bars, source);
      // Where a store has longer bars, they are not put together from these.
      for (const interval of longer) {
        const one = { ...made, interval, length: 1, openTsMs: openTsMs.slice(0, 1) };
        store.bars.write({ symbol, interval, adjustment: "split" }, one, source);
      }
    }
  });
}

export function momentOf(market: MadeMarket, index: number, openTsMs: number): MarketBars {
  const column = (name: "open" | "high" | "low" | "close" | "volume") =>
    Float64Array.from(market.series, (bars) => bars[name][index] as number);
  return {
    ...{ interval: "5m", adjustment: "split", openTsMs, symbols: market.symbols },
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
  };
}

function publish(store: Store, bars: MarketBars): void {
  const { interval, adjustment, openTsMs, symbols } = bars;
  const marketTsMs = barCloseTsMs(openTsMs, interval);
  store.bars.transaction(() => {
    store.bars.append(bars, source);
    setSimulatedNowMs(store.metadata, marketTsMs);
    const payload = { interval, adjustment, openTsMs, marketTsMs, barCount: symbols.length };
    store.events.append("bars.closed", payload, Date.now());
  });
}
