import { describe, expect, test } from "bun:test";
import { dailyBars, intradayBars } from "../../../testing/chart-bars.ts";
import { flatPrices } from "../../../testing/prices.ts";
import { barsFrom } from "../../domain/bars.ts";
import { fromYearMonthDay } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";
import { timeTicks } from "./time-axis.ts";

const daily = (bars: number) => dailyBars(flatPrices(bars, 10, 1));
const texts = (ticks: ReturnType<typeof timeTicks>) =>
  ticks.map(({ text, isStrong }) => (isStrong ? `*${text}` : text));

describe("daily bars", () => {
  test("half a year has months, and the year where it begins", () => {
    const ticks = timeTicks(daily(120), { pitch: 6, spacingMin: 58 });
    expect(texts(ticks)).toEqual(["Oct", "Nov", "Dec", "*2024", "Feb", "Mar"]);
  });

  test("a month has days, and the month where it begins", () => {
    const ticks = timeTicks(daily(24), { pitch: 18, spacingMin: 58 });
    expect(texts(ticks)).toEqual(["*Feb", "Feb 12", "Feb 20", "Feb 26", "*Mar"]);
  });

  test("ten years have years", () => {
    const ticks = timeTicks(daily(2_500), { pitch: 0.3, spacingMin: 58 });
    expect(texts(ticks).every((text) => /^\*?20\d\d$/.test(text))).toBe(true);
    expect(ticks.length).toBeGreaterThan(8);
  });
});

describe("intraday bars", () => {
  test("hours stand between the days", () => {
    const bars = intradayBars(flatPrices(156, 10, 1), "5m");
    const ticks = timeTicks(bars, { pitch: 5, spacingMin: 58 });
    expect(texts(ticks)).toEqual([
      ...["10:00", "11:00", "12:00", "13:00", "14:00", "15:00"],
      ...["*Fri 1", "11:00", "12:00", "13:00", "14:00", "15:00"],
    ]);
  });

  test("a month of them has days only", () => {
    const bars = intradayBars(flatPrices(26 * 20, 10, 1), "15m");
    const ticks = timeTicks(bars, { pitch: 1.4, spacingMin: 58 });
    expect(ticks.every(({ isStrong }) => isStrong)).toBe(true);
    expect(texts(ticks).slice(-2)).toEqual(["*Wed 28", "*Fri 1"]);
  });

  test("clocks are read in New York before and after they change", () => {
    const days = [fromYearMonthDay(2024, 3, 8), fromYearMonthDay(2024, 3, 11)];
    const flat = { open: 1, high: 1, low: 1, close: 1, volume: 1 };
    const rows = days.flatMap((date) =>
      Array.from({ length: 13 }, (_, i) => ({
        openTsMs: newYorkTsMs(date, 570 + 30 * i),
        ...flat,
      })),
    );
    const ticks = timeTicks(barsFrom("30m", rows), { pitch: 30, spacingMin: 58 });
    const noons = ticks.filter(({ text }) => text === "12:00");
    expect(noons.map(({ index }) => index)).toEqual([5, 18]);
  });
});

test("no two labels are closer than their spacing, whatever the pitch", () => {
  for (const pitch of [0.5, 1, 1.4, 2, 3.7, 5.8, 9, 18]) {
    for (const bars of [daily(250), intradayBars(flatPrices(300, 10, 1), "5m")]) {
      const ticks = timeTicks(bars, { pitch, spacingMin: 58 });
      ticks.slice(1).forEach((tick, i) => {
        const before = ticks[i]?.index ?? 0;
        expect((tick.index - before) * pitch).toBeGreaterThanOrEqual(58);
      });
    }
  }
});

test("one bar begins nothing", () => {
  expect(timeTicks(daily(1), { pitch: 18, spacingMin: 58 })).toEqual([]);
});
