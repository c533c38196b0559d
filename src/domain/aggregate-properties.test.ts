import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { minuteBars, rowsOf } from "../../testing/minute-bars.ts";
import { aggregateBars, canAggregate } from "./aggregate.ts";
import { type Bar, barsFrom } from "./bars.ts";
import type { Interval } from "./interval.ts";
import { sessionAt } from "./session.ts";

const targets = () => fc.constantFrom<Interval>("5m", "15m", "30m", "1h", "4h", "1d");
const closings = () => fc.constantFrom("by-clock" as const, "regular" as const);

function sum(rows: readonly Bar[]): number {
  return rows.reduce((total, bar) => total + (Number.isNaN(bar.volume) ? 0 : bar.volume), 0);
}

describe("aggregation of any bars", () => {
  test("keeps every share of every session, and no session mixes with another", () => {
    fc.assert(
      fc.property(minuteBars(), targets(), closings(), (rows, to, closingBar) => {
        const bars = rowsOf(aggregateBars(barsFrom("1m", rows), to, { closingBar }));
        const isAtClose = (bar: Bar) =>
          sessionAt(bar.openTsMs) === "postmarket" && sessionAt(bar.openTsMs - 1) === "regular";
        const sessionOf = (bar: Bar) =>
          closingBar === "regular" && isAtClose(bar) ? "regular" : sessionAt(bar.openTsMs);
        const kept = rows.filter((bar) => sessionOf(bar) !== "closed");
        const regular = kept.filter((bar) => sessionOf(bar) === "regular");
        expect(sum(bars)).toBe(sum(to === "1d" ? regular : kept));
        if (to === "1d") return;
        const built = bars.filter((bar) => sessionAt(bar.openTsMs) === "regular");
        expect(sum(built)).toBe(sum(regular));
      }),
    );
  });

  test("rises strictly, and open and close lie between low and high", () => {
    fc.assert(
      fc.property(minuteBars(), targets(), (rows, to) => {
        const bars = rowsOf(aggregateBars(barsFrom("1m", rows), to));
        for (const [i, bar] of bars.entries()) {
          expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close));
          expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close));
          if (i > 0) expect(bar.openTsMs).toBeGreaterThan(bars[i - 1]?.openTsMs ?? 0);
        }
      }),
    );
  });

  test("in two steps equals one step", () => {
    const steps = fc.constantFrom<Interval>("5m", "15m", "30m", "1h");
    fc.assert(
      fc.property(minuteBars(), steps, targets(), (rows, middle, to) => {
        if (!canAggregate(middle, to)) return;
        const bars = barsFrom("1m", rows);
        const direct = rowsOf(aggregateBars(bars, to));
        const stepwise = rowsOf(aggregateBars(aggregateBars(bars, middle), to));
        expect(stepwise).toEqual(direct);
      }),
    );
  });

  test("never changes a complete bar when later bars are appended", () => {
    fc.assert(
      fc.property(minuteBars(), targets(), fc.nat({ max: 300 }), (rows, to, cut) => {
        const past = rowsOf(aggregateBars(barsFrom("1m", rows.slice(0, cut)), to));
        const all = rowsOf(aggregateBars(barsFrom("1m", rows), to));
        expect(all.slice(0, Math.max(0, past.length - 1))).toEqual(past.slice(0, -1));
      }),
    );
  });

  test("takes exactly the room that it needs", () => {
    fc.assert(
      fc.property(minuteBars(), targets(), (rows, to) => {
        const bars = aggregateBars(barsFrom("1m", rows), to);
        expect(bars.close.length).toBe(bars.length);
      }),
    );
  });
});
