import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import { barCloseTsMs } from "../src/domain/bar-time.ts";
import { type Bar, barsFrom } from "../src/domain/bars.ts";
import { nyse } from "../src/domain/calendar.ts";
import type { Adjustment } from "../src/domain/instrument.ts";
import { type Interval, intervalMs, isDateKeyed } from "../src/domain/interval.ts";
import { fromYearMonthDay } from "../src/domain/local-date.ts";
import { newYorkTsMs } from "../src/domain/new-york.ts";
import type { ServiceName } from "../src/domain/service-name.ts";
import type { MarketBars } from "../src/ports/bar-store.ts";
import type { Store } from "../src/ports/store.ts";
import { defaultRun, type ScannerDefinition } from "../src/scanners/define.ts";
import { scanners } from "../src/scanners/registry.ts";
import { ScannerService } from "../src/services/live-scan/scanner-service.ts";
import { setSimulatedNowMs } from "../src/services/scan/market-clock.ts";
import { scanAndSave } from "../src/services/scan/save-scan.ts";
import { FakeClock } from "./fakes/fake-clock.ts";
import { type PriceColumns, priceBar, randomSource, randomWalk } from "./prices.ts";
import { StepBus } from "./step-bus.ts";

const source = { provider: "test", feed: "made", isSimulated: true };

/** Hours of an intraday feed. "closing" has a bar that opens at the close, and no later one. */
export type FeedHours = "regular" | "closing" | "extended";

/** A bar of one length closes for the whole market. */
export interface MadeMoment {
  readonly interval: Interval;
  readonly openTsMs: number;
  readonly closeTsMs: number;
  /** Number of the bar in its series. */
  readonly index: number;
}

export interface MadeSeries {
  readonly symbol: string;
  readonly adjustment: Adjustment;
  readonly prices: ReadonlyMap<Interval, PriceColumns>;
}

const firstDate = fromYearMonthDay(2024, 3, 4);

/** Open times of an interval from a fixed day on. */
export function openTimes(interval: Interval, count: number, hours: FeedHours): number[] {
  const times: number[] = [];
  for (let date = firstDate; times.length < count; date = nyse.nextTradingDay(date)) {
    if (isDateKeyed(interval)) times.push(newYorkTsMs(date, 0));
    else {
      const minutes = intervalMs(interval) / 60_000;
      const [from, until] = hours === "extended" ? [510, 1_080] : [570, 960];
      // From the open in both directions, so that bars lie in their sessions.
      const first = 570 - Math.floor((570 - from) / minutes) * minutes;
      for (let minute = first; minute < until; minute += minutes) {
        if (minute < 960 || hours === "extended") times.push(newYorkTsMs(date, minute));
        if (hours === "extended" && minute < 960 && minute + minutes > 960) minute = 960 - minutes;
      }
      if (hours === "closing") times.push(newYorkTsMs(date, 960));
    }
  }
  return times.slice(0, count);
}

export function makeSeries(
  symbol: string,
  adjustment: Adjustment,
  made: { readonly seed: number; readonly intervals: readonly Interval[]; readonly bars: number },
): MadeSeries {
  const prices = made.intervals.map((interval, at) => {
    const seed = made.seed * 16 + at;
    const odd = { flatChance: 0.01, gapChance: 0.02, idleChance: 0.05 };
    const walk = randomWalk({ seed, bars: made.bars, tick: 0.01, moveRatio: 0.01, ...odd });
    const random = randomSource(seed);
    for (let i = 0; i < made.bars; i++) if (random() < 0.02) walk.volume[i] = Number.NaN;
    return [interval, walk] as const;
  });
  return { symbol, adjustment, prices: new Map(prices) };
}

export function barOf(series: MadeSeries, { interval, openTsMs, index }: MadeMoment): Bar {
  const { open, high, low, close, volume } = priceBar(
    series.prices.get(interval) as PriceColumns,
    index,
  );
  return { openTsMs, open, high, low, close, volume };
}

/** Two stores with the same bars: one followed by a live scanner, one scanned after every bar. */
export class LiveMarketPair {
  readonly clock = new FakeClock(Date.UTC(2026, 0, 5, 12));
  readonly live: Store;
  readonly reference: Store;
  readonly bus: StepBus;
  readonly definition: ScannerDefinition;
  service: ScannerService;
  readonly notices: string[] = [];
  readonly folder = mkdtempSync(join(tmpdir(), "l2t-live-"));

  constructor(definition: ScannerDefinition) {
    this.definition = definition;
    const open = (name: string) =>
      openSqliteStore({
        ...{ path: join(this.folder, name), tables: scanners, clock: this.clock },
        busyTimeoutMs: 20,
      });
    this.live = open("live.db");
    this.reference = open("reference.db");
    this.bus = new StepBus(this.live.events);
    this.service = this.#newService();
  }

  /** Bars that were there before anybody looked. */
  fill(series: MadeSeries, interval: Interval, moments: readonly MadeMoment[]): void {
    const bars = barsFrom(
      interval,
      moments.map((moment) => barOf(series, moment)),
    );
    const { symbol, adjustment } = series;
    for (const store of [this.live, this.reference]) {
      store.bars.write({ symbol, interval, adjustment }, bars, source);
    }
  }

  setNow(nowTsMs: number): void {
    for (const store of [this.live, this.reference]) setSimulatedNowMs(store.metadata, nowTsMs);
  }

  /** A moment arrives; the reference is scanned at once, the live scanner when it is told. */
  append(
    moment: Pick<MadeMoment, "interval" | "openTsMs">,
    rows: readonly { readonly series: MadeSeries; readonly bar: Bar }[],
    nowTsMs: number,
  ): void {
    this.setNow(nowTsMs);
    const { interval, openTsMs } = moment;
    for (const adjustment of ["split", "raw"] as const) {
      const own = rows.filter(({ series }) => series.adjustment === adjustment);
      if (own.length === 0) continue;
      const bars = marketBars(interval, adjustment, openTsMs, own);
      const facts = { interval, adjustment, openTsMs, marketTsMs: nowTsMs, barCount: own.length };
      this.live.bars.transaction(() => {
        this.live.bars.append(bars, source);
        this.live.events.append("bars.closed", facts, 0);
      });
      this.reference.bars.append(bars, source);
      this.#scan(interval, nowTsMs);
    }
    // A longer bar is whole when both kinds of series are there.
    this.#scanLonger(interval, nowTsMs);
  }

  correct(series: MadeSeries, interval: Interval, bar: Bar, nowTsMs: number): void {
    const { symbol, adjustment } = series;
    this.setNow(nowTsMs);
    const bars = barsFrom(interval, [bar]);
    const payload = { interval, symbols: [symbol], reason: "correction" };
    for (const store of [this.live, this.reference]) {
      store.bars.write({ symbol, interval, adjustment }, bars, source);
    }
    this.live.events.append("bars.changed", payload, 0);
    this.scanReference(interval, nowTsMs);
  }

  /** The scan of the whole market that everything is held to. */
  scanReference(interval: Interval, nowTsMs: number): void {
    this.#scan(interval, nowTsMs);
    this.#scanLonger(interval, nowTsMs);
  }

  #scanLonger(interval: Interval, nowTsMs: number): void {
    // Longer bars are made of the longest shorter ones that there are.
    const longer = { "5m": ["15m", "30m"], "1h": ["4h"], "1d": ["1w"] } as const;
    for (const target of longer[interval as keyof typeof longer]) this.#scan(target, nowTsMs);
  }

  #scan(interval: Interval, nowTsMs: number): void {
    const runs = [defaultRun(this.definition)];
    const facts = { definitions: scanners, scannedTsMs: nowTsMs };
    scanAndSave(this.reference, { runs, interval, nowTsMs }, facts);
  }

  /** A new process on the same store; `isKilled` leaves the old one without a word. */
  async restart({ isKilled }: { readonly isKilled: boolean }): Promise<void> {
    if (isKilled) await this.bus.close();
    await this.service.stop();
    this.service = this.#newService();
    await this.service.start();
  }

  async remove(): Promise<void> {
    await this.service.stop();
    for (const store of [this.live, this.reference]) store.close();
    rmSync(this.folder, { recursive: true });
  }

  #newService(): ScannerService {
    return new ScannerService({
      name: `${this.definition.scanner}-scanner` as ServiceName,
      definition: this.definition,
      store: this.live,
      bus: this.bus,
      clock: this.clock,
      batchSeries: 3,
      onNotice: (text) => this.notices.push(text),
    });
  }
}

/** All moments of the intervals in the order of their closes. */
export function momentsOf(
  intervals: readonly Interval[],
  count: number,
  hours: FeedHours,
): readonly MadeMoment[] {
  return intervals
    .flatMap((interval) =>
      openTimes(interval, count, hours).map((openTsMs, index) => ({
        ...{ interval, openTsMs, index },
        closeTsMs: barCloseTsMs(openTsMs, interval),
      })),
    )
    .toSorted((a, b) => a.closeTsMs - b.closeTsMs);
}

function marketBars(
  interval: Interval,
  adjustment: Adjustment,
  openTsMs: number,
  rows: readonly { readonly series: MadeSeries; readonly bar: Bar }[],
): MarketBars {
  const column = (name: keyof Bar) => Float64Array.from(rows, ({ bar }) => bar[name]);
  return {
    ...{ interval, adjustment, openTsMs },
    symbols: rows.map(({ series }) => series.symbol),
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
  };
}
