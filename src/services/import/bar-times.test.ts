import { expect, test } from "bun:test";
import type { Interval } from "../../domain/interval.ts";
import { parseZone } from "../../domain/zone.ts";
import { BarTimes } from "./bar-times.ts";
import { StampReader } from "./stamp-reader.ts";

const nowTsMs = Date.parse("2050-01-01T00:00:00Z");

function openTime(interval: Interval, text: string, zoneName = "America/New_York"): string {
  const zone = parseZone(zoneName);
  if (!zone.ok) throw new Error(zone.error);
  const stamp = new StampReader();
  const bytes = new TextEncoder().encode(text);
  expect(stamp.read(bytes, 0, bytes.length)).toBe(true);
  const times = new BarTimes({ interval, zone: zone.value, nowTsMs });
  const openTsMs = times.openTsMs(stamp);
  const closed = times.isClosedDay() ? " closed" : "";
  const marks = times.isOnGrid(openTsMs) ? closed : ` off-grid${closed}`;
  return new Date(openTsMs).toISOString().replace(":00.000Z", "Z") + marks;
}

test("a daily bar opens at midnight in New York, in summer and winter", () => {
  expect(openTime("1d", "2023-06-30")).toBe("2023-06-30T04:00Z");
  expect(openTime("1d", "2023-01-03")).toBe("2023-01-03T05:00Z");
});

test("a daily stamp at midnight means its date, whatever the zone", () => {
  const texts = ["2023-06-30T00:00:00Z", "2023-06-30 00:00:00", "2023-06-30T00:00-04:00"];
  for (const text of [...texts, "1688083200", "2023-06-30T00:00+09:00"]) {
    expect(openTime("1d", text)).toBe("2023-06-30T04:00Z");
    expect(openTime("1d", text, "Asia/Tokyo")).toBe("2023-06-30T04:00Z");
  }
});

test("a daily stamp at another time means the New York date at that instant", () => {
  for (const text of ["2023-06-30T04:00:00Z", "2023-06-30T13:30Z", "2023-06-30 16:00"]) {
    expect(openTime("1d", text)).toBe("2023-06-30T04:00Z");
  }
  expect(openTime("1d", "2023-07-01T03:59Z")).toBe("2023-06-30T04:00Z");
  expect(openTime("1d", "2023-07-01 05:00", "Asia/Tokyo")).toBe("2023-06-30T04:00Z");
});

test("a weekly bar opens on Monday, whichever day of the week names it", () => {
  for (const text of ["2023-06-26", "2023-06-30", "2023-07-01"]) {
    expect(openTime("1w", text)).toBe("2023-06-26T04:00Z");
  }
});

test("an intraday stamp without an offset is on the given clock, New York by default", () => {
  expect(openTime("1m", "2023-06-30 09:31")).toBe("2023-06-30T13:31Z");
  expect(openTime("1m", "2023-06-30 09:31", "UTC")).toBe("2023-06-30T09:31Z");
  expect(openTime("1m", "2023-06-30T13:31Z", "Asia/Tokyo")).toBe("2023-06-30T13:31Z");
});

test("bars begin on multiples of their interval, hours also at the opening bell", () => {
  expect(openTime("5m", "2023-06-30 09:35")).toBe("2023-06-30T13:35Z");
  expect(openTime("5m", "2023-06-30 09:36")).toEndWith("off-grid");
  expect(openTime("1m", "2023-06-30 09:36:30")).toEndWith("off-grid");
  expect(openTime("1h", "2023-06-30 09:30")).toBe("2023-06-30T13:30Z");
  expect(openTime("1h", "2023-06-30 10:00")).toBe("2023-06-30T14:00Z");
  expect(openTime("4h", "2023-06-30 09:45")).toEndWith("off-grid");
});

test("holidays and weekends are closed days, a Monday holiday does not mark its week", () => {
  expect(openTime("1d", "2023-07-04")).toEndWith("closed");
  expect(openTime("1m", "2023-07-01 10:00")).toEndWith("closed");
  expect(openTime("1d", "2023-07-03")).toBe("2023-07-03T04:00Z");
  expect(openTime("1w", "2023-09-08")).toBe("2023-09-04T04:00Z");
});
