import { expect, test } from "bun:test";
import fc from "fast-check";
import { daySharesMin } from "./daily-path.ts";
import { type Bucket, fillBucket } from "./minute-buckets.ts";
import { type DayTotals, MinutePainter } from "./minute-painter.ts";
import { type RandomKey, seedKey } from "./random.ts";
import { roundToTick } from "./tick.ts";

const fullDay = 390;
const halfDay = 210;

const key = fc.maxSafeNat().map(seedKey);
const minuteCount = fc.constantFrom(fullDay, halfDay);
/** Any daily bar on the price grid, from penny stocks to 700,000 dollars. */
const dayTotals = fc
  .record({
    open: fc.double({ min: -9, max: 13.4, noNaN: true }),
    rise: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
    up: fc.double({ min: 0, max: 0.2, noNaN: true }),
    down: fc.double({ min: 0, max: 0.2, noNaN: true }),
    volume: fc.oneof(
      fc.integer({ min: daySharesMin, max: 2_000 }),
      fc.integer({ min: daySharesMin, max: 4e9 }),
    ),
  })
  .map(({ open, rise, up, down, volume }): DayTotals => {
    const first = Math.exp(open);
    const last = first * (1 + rise);
    return {
      open: roundToTick(first),
      high: roundToTick(Math.max(first, last) * (1 + up)),
      low: roundToTick(Math.min(first, last) * (1 - down)),
      close: roundToTick(last),
      volume,
    };
  });

function paintWhole(random: RandomKey, day: DayTotals, minutes: number): MinutePainter {
  const painter = new MinutePainter();
  painter.paint(random, day, { minuteCount: minutes, fromMinute: 0, untilMinute: minutes });
  return painter;
}

function sum(painter: MinutePainter, minutes: number): Bucket | null {
  const bucket = { open: 0, high: 0, low: 0, close: 0, volume: 0 };
  return fillBucket(painter, { fromMinute: 0, untilMinute: minutes }, bucket) ? bucket : null;
}

test("minutes add up to their day exactly", () => {
  fc.assert(
    fc.property(key, dayTotals, minuteCount, (random, day, minutes) => {
      expect(sum(paintWhole(random, day, minutes), minutes)).toEqual({ ...day });
    }),
    { numRuns: 500 },
  );
});

test("every minute is a consistent bar on the price grid", () => {
  fc.assert(
    fc.property(key, dayTotals, minuteCount, (random, day, minutes) => {
      const { open, high, low, close, volume } = paintWhole(random, day, minutes);
      for (let minute = 0; minute < minutes; minute++) {
        const shares = volume[minute] as number;
        expect(Number.isInteger(shares) && shares >= 0).toBe(true);
        if (shares === 0) continue;
        const first = open[minute] as number;
        const last = close[minute] as number;
        expect(high[minute]).toBeGreaterThanOrEqual(Math.max(first, last));
        expect(low[minute]).toBeLessThanOrEqual(Math.min(first, last));
        expect(roundToTick(high[minute] as number)).toBe(high[minute] as number);
        expect(roundToTick(low[minute] as number)).toBe(low[minute] as number);
      }
    }),
    { numRuns: 60 },
  );
});

test("a stretch drawn alone equals the same stretch of the whole day", () => {
  const span = fc.tuple(fc.nat(fullDay - 1), fc.integer({ min: 1, max: 60 }));
  fc.assert(
    fc.property(key, dayTotals, span, (random, day, [fromMinute, length]) => {
      const whole = paintWhole(random, day, fullDay);
      const untilMinute = Math.min(fromMinute + length, fullDay);
      const part = new MinutePainter();
      part.paint(random, day, { minuteCount: fullDay, fromMinute, untilMinute });
      for (const column of ["open", "high", "low", "close", "volume"] as const) {
        const traded = (_: number, at: number) => whole.volume[fromMinute + at] !== 0;
        expect(part[column].slice(fromMinute, untilMinute).filter(traded)).toEqual(
          whole[column].slice(fromMinute, untilMinute).filter(traded),
        );
      }
      expect(part.volume.slice(fromMinute, untilMinute)).toEqual(
        whole.volume.slice(fromMinute, untilMinute),
      );
    }),
    { numRuns: 200 },
  );
});

test("a day without a trade has no minutes, also on a canvas that was used before", () => {
  const day = { open: 5, high: 5.2, low: 4.9, close: 5.1, volume: 90_000 };
  const painter = paintWhole(seedKey(1), day, fullDay);
  const whole = { minuteCount: fullDay, fromMinute: 0, untilMinute: fullDay };
  painter.paint(seedKey(1), { open: 5, high: 5, low: 5, close: 5, volume: 0 }, whole);
  expect(sum(painter, fullDay)).toBeNull();
});

test("volume is highest at the open and the close and lowest around noon", () => {
  const day = { open: 50, high: 51, low: 49, close: 50.5, volume: 10_000_000 };
  const halfHours = new Array<number>(13).fill(0);
  for (let seed = 0; seed < 200; seed++) {
    const { volume } = paintWhole(seedKey(seed), day, fullDay);
    for (const [minute, shares] of volume.entries()) {
      const at = Math.floor(minute / 30);
      halfHours[at] = (halfHours[at] as number) + shares / 200 / day.volume;
    }
  }
  const [first = 0, , , , , , noon = 0] = halfHours;
  const last = halfHours[12] as number;
  expect(first).toBeGreaterThan(2 * noon);
  expect(last).toBeGreaterThan(1.8 * noon);
  expect(Math.min(...halfHours)).toBeGreaterThan(0.03);
});
