import { expect, test } from "bun:test";
import { allocateBars, type Bar, barAt } from "../../../domain/bars.ts";
import { fromYearMonthDay, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { MarketBars } from "../../../ports/bar-store.ts";
import type { Clock } from "../../../ports/clock.ts";
import { DemoFeed, type DemoFeedOptions, type DemoTick } from "./feed.ts";
import { createDemoMarket } from "./market.ts";

const market = createDemoMarket({ seed: 3, symbols: 60 });
const friday = fromYearMonthDay(2025, 11, 28);
const thursdayNoonTsMs = newYorkTsMs(fromYearMonthDay(2025, 11, 27), 720);
const mondayCloseTsMs = newYorkTsMs(fromYearMonthDay(2025, 12, 1), 960);
/** 13:00 on the half day after Thanksgiving. */
const halfDayCloseTsMs = newYorkTsMs(friday, 780);

/** Sleeping moves it; nothing else does. */
class FakeClock implements Clock {
  now = 5_000_000;
  readonly sleeps: number[] = [];

  nowMs(): number {
    return this.now;
  }

  async sleep(delayMs: number): Promise<void> {
    if (delayMs > 0) this.sleeps.push(delayMs);
    this.now += delayMs;
  }
}

function feedOf(options: Partial<DemoFeedOptions> & { clock: Clock }): DemoFeed {
  return new DemoFeed({ market, fromTsMs: thursdayNoonTsMs, speed: 300, ...options });
}

interface SeenTick {
  simulatedTsMs: number;
  bars: { interval: string; openTsMs: number; rows: Map<string, Bar> }[];
}

/** Ticks with copied columns, until `count` of them were read or the feed ends. */
async function read(feed: DemoFeed, count = Number.POSITIVE_INFINITY): Promise<SeenTick[]> {
  const seen: SeenTick[] = [];
  for await (const tick of feed.ticks(new AbortController().signal)) {
    seen.push({ simulatedTsMs: tick.simulatedTsMs, bars: tick.bars.map(copyOf) });
    if (seen.length >= count) break;
  }
  return seen;
}

function copyOf({ interval, openTsMs, symbols, ...columns }: MarketBars) {
  const rows = symbols.map((symbol, at): [string, Bar] => [
    symbol,
    barAt({ ...columns, interval, length: symbols.length, openTsMs: stamps(openTsMs) }, at),
  ]);
  return { interval, openTsMs, rows: new Map(rows) };
}

function stamps(openTsMs: number): Float64Array {
  return new Float64Array(market.symbols.length).fill(openTsMs);
}

test("a session arrives as its 5m bars, with the daily bars beside the last", async () => {
  const ticks = await read(feedOf({ clock: new FakeClock(), untilTsMs: halfDayCloseTsMs }));
  expect(ticks.map((tick) => tick.simulatedTsMs)).toEqual(
    Array.from({ length: 42 }, (_, at) => newYorkTsMs(friday, 575 + 5 * at)),
  );
  for (const [at, tick] of ticks.entries()) {
    const isLast = at === ticks.length - 1;
    expect(tick.bars.map((bars) => bars.interval)).toEqual(isLast ? ["5m", "1d"] : ["5m"]);
    expect(tick.bars[0]?.openTsMs).toBe(tick.simulatedTsMs - 300_000);
  }
});

test("the bars of the feed are those of the market's history", async () => {
  const ticks = await read(feedOf({ clock: new FakeClock(), untilTsMs: halfDayCloseTsMs }));
  const fed = ticks.flatMap((tick) => tick.bars);
  for (const [index, symbol] of market.symbols.entries()) {
    const rows = (interval: string) =>
      fed.flatMap((bars) => (bars.interval === interval ? (bars.rows.get(symbol) ?? []) : []));
    expect(rows("5m")).toEqual(history(index, friday, "5m"));
    expect(rows("1d")).toEqual(history(index, friday, "1d"));
  }
});

function history(index: number, date: LocalDate, interval: "5m" | "1d"): Bar[] {
  const bars = allocateBars(interval, 100);
  if (interval === "1d") market.dailyBars(index, { fromDate: date, toDate: date }, bars);
  else market.intradayBars(index, date, interval, bars);
  return Array.from({ length: bars.length }, (_, at) => barAt(bars, at));
}

test("nights, weekends and holidays pass in no time", async () => {
  const clock = new FakeClock();
  const ticks = await read(feedOf({ clock, untilTsMs: mondayCloseTsMs }));
  expect(ticks.length).toBe(42 + 78);
  // Two sessions of 3.5 and 6.5 hours at 300 simulated seconds a second.
  expect(clock.now - 5_000_000).toBeCloseTo((10 * 3_600_000) / 300, 6);
  expect(new Set(clock.sleeps.map(Math.round))).toEqual(new Set([1_000]));
});

test("nights pass at the speed of the day when they are to be run", async () => {
  const clock = new FakeClock();
  await read(feedOf({ clock, untilTsMs: mondayCloseTsMs, closedHours: "run" }));
  expect(clock.now - 5_000_000).toBeCloseTo((mondayCloseTsMs - thursdayNoonTsMs) / 300, 6);
});

test("a slow reader slows the simulated time, and gets no burst of bars later", async () => {
  const clock = new FakeClock();
  const feed = feedOf({ clock });
  let count = 0;
  for await (const tick of feed.ticks(new AbortController().signal)) {
    expect(feed.nowMs()).toBe(tick.simulatedTsMs);
    clock.now += count < 5 ? 10_000 : 0;
    expect(feed.nowMs()).toBe(tick.simulatedTsMs);
    if (++count === 10) break;
  }
  expect(clock.sleeps.map(Math.round)).toEqual([1_000, 1_000, 1_000, 1_000, 1_000]);
});

test("a clock that is set back does not let the market stand", async () => {
  const clock = new FakeClock();
  const feed = feedOf({ clock, speed: 300 });
  await read(feed, 3);
  const before = clock.sleeps.length;
  const stop = new AbortController();
  for await (const _ of feed.ticks(stop.signal)) {
    if (clock.sleeps.length === before + 1) clock.now -= 3_600_000;
    if (clock.sleeps.length === before + 5) break;
  }
  expect(new Set(clock.sleeps.slice(before))).toEqual(new Set([1_000]));
});

test("the simulated time runs between ticks and stands while nobody reads", async () => {
  const clock = new FakeClock();
  const feed = feedOf({ clock });
  expect(feed.nowMs()).toBe(thursdayNoonTsMs);
  const seen: number[] = [];
  const napping: Clock = {
    nowMs: () => clock.nowMs(),
    sleep: async (delayMs) => {
      clock.now += delayMs / 2;
      seen.push(feedWithNaps.nowMs());
      clock.now += delayMs / 2;
    },
  };
  const feedWithNaps = feedOf({ clock: napping });
  await read(feedWithNaps, 1);
  expect(seen).toEqual([newYorkTsMs(friday, 572.5)]);
  clock.now += 60_000;
  expect(feedWithNaps.nowMs()).toBe(newYorkTsMs(friday, 575));
});

test("an aborted feed ends at once, and read again it goes on from there", async () => {
  const feed = feedOf({ clock: new FakeClock(), untilTsMs: halfDayCloseTsMs });
  const controller = new AbortController();
  const first: number[] = [];
  for await (const tick of feed.ticks(controller.signal)) {
    first.push(tick.simulatedTsMs);
    if (first.length === 7) controller.abort();
  }
  expect(first.length).toBe(7);
  const rest = await read(feed);
  expect([...first, ...rest.map((tick) => tick.simulatedTsMs)]).toEqual(
    Array.from({ length: 42 }, (_, at) => newYorkTsMs(friday, 575 + 5 * at)),
  );
});

test("an abort during a sleep brings no further tick", async () => {
  const controller = new AbortController();
  const clock: Clock = {
    nowMs: () => 0,
    sleep: async () => controller.abort(),
  };
  const ticks: DemoTick[] = [];
  for await (const tick of feedOf({ clock }).ticks(controller.signal)) ticks.push(tick);
  expect(ticks).toEqual([]);
});

test("a feed that starts inside a session begins with the next bar to close", async () => {
  const fromTsMs = newYorkTsMs(friday, 601);
  const [tick] = await read(feedOf({ clock: new FakeClock(), fromTsMs }), 1);
  expect(tick?.simulatedTsMs).toBe(newYorkTsMs(friday, 605));
});

test("an unlimited speed never sleeps, yet gives the event loop its turns", async () => {
  let turns = 0;
  const clock: Clock = {
    nowMs: () => 0,
    sleep: async (delayMs) => {
      expect(delayMs).toBe(0);
      turns++;
    },
  };
  const speed = Number.POSITIVE_INFINITY;
  const ticks = await read(feedOf({ clock, speed, untilTsMs: halfDayCloseTsMs }));
  expect(ticks.length).toBe(42);
  expect(turns).toBe(42);
});

test("a second reader at the same time is a bug", async () => {
  const feed = feedOf({ clock: new FakeClock() });
  const signal = new AbortController().signal;
  const reader = feed.ticks(signal);
  await reader.next();
  await expect(feed.ticks(signal).next()).rejects.toThrow("one reader at a time");
  await reader.return();
});

test("before the bell there are ticks without bars, where they are asked for", async () => {
  const clock = new FakeClock();
  const feed = feedOf({ clock, premarketMinutes: 20, untilTsMs: newYorkTsMs(friday, 580) });
  const ticks = await read(feed);
  const minutes = ticks.map(({ simulatedTsMs }) => (simulatedTsMs - newYorkTsMs(friday, 0)) / 6e4);
  expect(minutes).toEqual([555, 560, 565, 575, 580]);
  expect(ticks.map(({ bars }) => bars.length)).toEqual([0, 0, 0, 1, 1]);
  // From 09:10 to 09:40 at 300 times the speed.
  expect(clock.now - 5_000_000).toBe((30 * 60_000) / 300);
});

test("a feed that begins before the bell goes on with the ticks that are left", async () => {
  const fromTsMs = newYorkTsMs(friday, 561);
  const options = { clock: new FakeClock(), fromTsMs, untilTsMs: newYorkTsMs(friday, 575) };
  const ticks = await read(feedOf({ ...options, premarketMinutes: 20 }));
  expect(ticks.map(({ simulatedTsMs }) => simulatedTsMs)).toEqual([
    newYorkTsMs(friday, 565),
    newYorkTsMs(friday, 575),
  ]);
});
