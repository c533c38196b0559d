import { describe, expect, test } from "bun:test";
import { fromYearMonthDay } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";
import { barWindow, isWantedBar } from "./bar-window.ts";

const minuteMs = 60_000;
const at = (month: number, day: number, minute: number) =>
  newYorkTsMs(fromYearMonthDay(2026, month, day), minute);
const longAgoTsMs = Date.UTC(2000, 0);

describe("window of minutes", () => {
  const interval = "5m";

  test("both ends are on the grid, and the bar that forms is outside", () => {
    const query = { interval, fromTsMs: at(6, 1, 571), untilTsMs: at(6, 1, 900) } as const;
    const knownTsMs = at(6, 1, 604) + 1;
    expect(barWindow(query, { oldestTsMs: longAgoTsMs, knownTsMs })).toEqual({
      fromTsMs: at(6, 1, 575),
      untilTsMs: at(6, 1, 600),
    });
  });

  test("a bar that opens within the range is inside", () => {
    const query = { interval, fromTsMs: at(6, 1, 570), untilTsMs: at(6, 1, 576) } as const;
    const bounds = { oldestTsMs: longAgoTsMs, knownTsMs: at(6, 1, 900) };
    expect(barWindow(query, bounds)?.untilTsMs).toBe(at(6, 1, 580));
  });

  test("nothing is left of what is too old or not over yet", () => {
    const query = { interval, fromTsMs: at(6, 1, 570), untilTsMs: at(6, 1, 580) } as const;
    const old = { oldestTsMs: at(6, 1, 580), knownTsMs: at(6, 1, 900) };
    expect(barWindow(query, old)).toBeNull();
    const young = { oldestTsMs: longAgoTsMs, knownTsMs: at(6, 1, 574) };
    expect(barWindow(query, young)).toBeNull();
  });
});

describe("window of days", () => {
  const query = { interval: "1d", fromTsMs: at(5, 26, 1), untilTsMs: at(6, 1, 1_000) } as const;

  test("a day counts from its midnight to its close, clock change or not", () => {
    const evening = { oldestTsMs: longAgoTsMs, knownTsMs: at(6, 1, 960) };
    expect(barWindow(query, evening)).toEqual({ fromTsMs: at(5, 27, 0), untilTsMs: at(6, 2, 0) });
    const noon = { oldestTsMs: longAgoTsMs, knownTsMs: at(6, 1, 959) };
    expect(barWindow(query, noon)?.untilTsMs).toBe(at(6, 1, 0));
    const march = { interval: "1d", fromTsMs: at(3, 7, 0), untilTsMs: at(3, 10, 0) } as const;
    expect(barWindow(march, noon)).toEqual({ fromTsMs: at(3, 7, 0), untilTsMs: at(3, 10, 0) });
  });

  test("a half day is over at its early close", () => {
    const friday = { interval: "1d", fromTsMs: at(11, 27, 0), untilTsMs: at(11, 28, 0) } as const;
    const bounds = { oldestTsMs: longAgoTsMs, knownTsMs: at(11, 27, 780) };
    expect(barWindow(friday, bounds)?.untilTsMs).toBe(at(11, 28, 0));
    expect(barWindow(friday, { ...bounds, knownTsMs: at(11, 27, 779) })).toBeNull();
  });
});

test("bars of a session, of all of them, and of days", () => {
  const wanted = (openTsMs: number, session: "regular" | "all", interval: "1m" | "1d" = "1m") =>
    isWantedBar(openTsMs, { session, interval });
  const early = at(6, 1, 569);
  expect([wanted(early, "regular"), wanted(early, "all")]).toEqual([false, true]);
  expect(wanted(early + minuteMs, "regular")).toBe(true);
  expect(wanted(at(6, 1, 200), "all")).toBe(false);
  expect([wanted(at(6, 1, 0), "all", "1d"), wanted(at(5, 31, 0), "all", "1d")]).toEqual([
    true,
    false,
  ]);
});
