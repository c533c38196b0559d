import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { BarBatch } from "../../domain/bar-batch.ts";
import { fromYearMonthDay } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";
import type { MarketBars } from "../../ports/bar-store.ts";
import { graceMs, type LateBar, MinuteInbox } from "./minute-inbox.ts";

const openTsMs = newYorkTsMs(fromYearMonthDay(2025, 11, 24), 570);
const minute = 60_000;

function inbox(fromTsMs = openTsMs, isWanted = (_: string) => true) {
  const minutes: MarketBars[] = [];
  const late: LateBar[] = [];
  const box = new MinuteInbox(fromTsMs, {
    isWanted,
    onMinute: (bars) => void minutes.push(bars),
    onLate: (bars) => void late.push(...bars),
  });
  const batch = new BarBatch(64);
  const take = (symbol: string, at: number, close: number) => {
    const bar = { open: close, high: close, low: close, close, volume: 10, isCorrection: false };
    batch.clear();
    batch.push(symbol, { ...bar, openTsMs: at });
    box.take(batch);
  };
  return { box, minutes, late, take };
}

describe("minutes of a stream", () => {
  test("go out whole, once their time is over and the slow ones came", () => {
    const { box, minutes, take } = inbox();
    take("B", openTsMs, 2);
    take("A", openTsMs, 1);
    box.look(openTsMs + minute + graceMs - 1);
    expect(minutes).toEqual([]);
    box.look(openTsMs + minute + graceMs);
    expect(minutes).toHaveLength(1);
    expect(minutes[0]).toMatchObject({ interval: "1m", openTsMs, symbols: ["B", "A"] });
    expect([...(minutes[0]?.close ?? [])]).toEqual([2, 1]);
  });

  test("leave out symbols that nobody wants", () => {
    const { box, minutes, late, take } = inbox(openTsMs, (symbol) => symbol === "A");
    take("A", openTsMs, 1);
    take("B", openTsMs, 2);
    box.flush();
    take("B", openTsMs, 3);
    box.look(openTsMs + 2 * minute);
    expect(minutes.map(({ symbols }) => symbols)).toEqual([["A"]]);
    expect(late).toEqual([]);
  });

  test("hold the last word on each symbol", () => {
    const { box, minutes, take } = inbox();
    take("A", openTsMs, 1);
    take("A", openTsMs, 3);
    box.flush();
    expect([...(minutes[0]?.close ?? [])]).toEqual([3]);
  });

  test("that are out take no more bars: those are late", () => {
    const { box, minutes, late, take } = inbox();
    take("A", openTsMs, 1);
    box.flush();
    take("B", openTsMs, 2);
    box.look(openTsMs + 2 * minute);
    expect(minutes).toHaveLength(1);
    expect(late).toEqual([
      { symbol: "B", openTsMs, open: 2, high: 2, low: 2, close: 2, volume: 10 },
    ]);
  });

  test("leave out what is not of the regular session or not on a minute", () => {
    const { box, minutes, late, take } = inbox(0);
    take("A", openTsMs - minute, 1);
    take("A", openTsMs + 390 * minute, 1);
    take("A", openTsMs + 1_500, 1);
    box.flush();
    expect([...minutes, ...late]).toEqual([]);
  });

  test("never go out twice and never fall: whatever the order, all bars come out", () => {
    const bars = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.nat({ max: 5 })), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(bars, fc.nat(), (given, lookEvery) => {
        const { box, minutes, late, take } = inbox();
        for (const [i, [at, symbol]] of given.entries()) {
          take(`S${symbol}`, openTsMs + at * minute, 1 + i);
          if (i % (1 + (lookEvery % 17)) === 0) box.look(openTsMs + at * minute);
        }
        box.flush();
        const stamps = minutes.map((bars) => bars.openTsMs);
        expect(stamps).toEqual([...new Set(stamps)].toSorted((a, b) => a - b));
        const told = new Set([
          ...minutes.flatMap((bars) => bars.symbols.map((symbol) => `${symbol} ${bars.openTsMs}`)),
          ...late.map(({ symbol, openTsMs: tsMs }) => `${symbol} ${tsMs}`),
        ]);
        const sent = new Set(given.map(([at, symbol]) => `S${symbol} ${openTsMs + at * minute}`));
        expect(told).toEqual(sent);
      }),
      { numRuns: 200 },
    );
  });
});
