import { expect, test } from "bun:test";
import fc from "fast-check";
import { dayMs } from "../../domain/local-date.ts";
import { StampReader } from "./stamp-reader.ts";

const encoder = new TextEncoder();

/** What the text says: wall clock as UTC, with the offset that it names. */
function read(text: string): string {
  const reader = new StampReader();
  const bytes = encoder.encode(`9${text}9`);
  if (!reader.read(bytes, 1, bytes.length - 1)) return "no";
  return said(reader);
}

function said(reader: StampReader): string {
  const wall = new Date(reader.date * dayMs + reader.msOfDay).toISOString();
  if (!reader.hasTime) return wall.slice(0, 10);
  return `${wall.slice(0, 19)}${Number.isNaN(reader.offsetMs) ? "" : reader.offsetMs / 60_000}`;
}

test("dates and moments read in all the ways that files write them", () => {
  const cases: [string, string][] = [
    ["2023-06-30", "2023-06-30"],
    ["2023/06/30", "2023-06-30"],
    ["20230630", "2023-06-30"],
    ["06/30/2023", "2023-06-30"],
    ["6/3/2023", "2023-06-03"],
    ["2023-06-30T13:30:00Z", "2023-06-30T13:30:000"],
    ["2023-06-30T13:30Z", "2023-06-30T13:30:000"],
    ["2023-06-30t13:30:00.000z", "2023-06-30T13:30:000"],
    ["2023-06-30 09:30:00", "2023-06-30T09:30:00"],
    ["2023-06-30 9:30", "2023-06-30T09:30:00"],
    ["2023-06-30 09:30:00-04:00", "2023-06-30T09:30:00-240"],
    ["2023-06-30 09:30:00 -0400", "2023-06-30T09:30:00-240"],
    ["2023-06-30T09:30:00+05:30", "2023-06-30T09:30:00330"],
    ["2023-06-30T09:30-04", "2023-06-30T09:30:00-240"],
    ["06/30/2023 09:30", "2023-06-30T09:30:00"],
    ["20230630 093000", "2023-06-30T09:30:00"],
    ["20230630 0930", "2023-06-30T09:30:00"],
    ["20230630093000", "2023-06-30T09:30:00"],
    ["1688131800", "2023-06-30T13:30:000"],
    ["1688131800000", "2023-06-30T13:30:000"],
    ["1688131800000000", "2023-06-30T13:30:000"],
    ["1688131800000000000", "2023-06-30T13:30:000"],
    ["946684800", "2000-01-01T00:00:000"],
  ];
  for (const [text, expected] of cases) expect([text, read(text)]).toEqual([text, expected]);
});

test("anything else is refused", () => {
  const texts = [
    "",
    "date",
    "2023-06-31",
    "2023-13-01",
    "31/06/2023",
    "06/30/23",
    "30.06.2023",
    "2023-6-3",
    "2023-06-30T",
    "2023-06-30T25:00Z",
    "2023-06-30T13:60Z",
    "2023-06-30T13:30:61Z",
    "2023-06-30T13:30:00ZZ",
    "2023-06-30T13:30:00+4",
    "2023-06-30T13:30:00-04:00x",
    "2023-06-30T13:30:00-04:0",
    "2023-06-30T13:30:00.",
    "2023-06-30x13:30",
    "1850-01-01",
    "2100-01-01",
    "0001-01-01",
    "12345678901",
    "9999999999999",
    "99999999",
    "-1688131800",
    "2023-06-3٠",
  ];
  for (const text of texts) expect([text, read(text)]).toEqual([text, "no"]);
});

test("every moment reads back from the ways JavaScript and SQL print it", () => {
  const first = Date.parse("1973-03-04");
  const moments = fc.integer({ min: first / 1_000, max: Date.parse("2099-12-31") / 1_000 });
  fc.assert(
    fc.property(moments, (seconds) => {
      const iso = new Date(seconds * 1_000).toISOString();
      const expected = iso.slice(0, 19);
      expect(read(iso)).toBe(`${expected}0`);
      expect(read(iso.slice(0, 19).replace("T", " "))).toBe(expected);
      expect(read(String(seconds))).toBe(`${expected}0`);
      expect(read(String(seconds * 1_000))).toBe(`${expected}0`);
      expect(read(`${seconds}000000000`)).toBe(`${expected}0`);
      expect(read(iso.slice(0, 10))).toBe(iso.slice(0, 10));
    }),
  );
});

test("a time column completes the date, and a whole moment in it replaces the date", () => {
  const reader = new StampReader();
  const complete = (date: string, time: string) => {
    const dateBytes = encoder.encode(date);
    const timeBytes = encoder.encode(time);
    reader.read(dateBytes, 0, dateBytes.length);
    return reader.readTimeOfDay(timeBytes, 0, timeBytes.length) ? said(reader) : "no";
  };
  expect(complete("2023-06-30", "09:30")).toBe("2023-06-30T09:30:00");
  expect(complete("2023-06-30", "093000")).toBe("2023-06-30T09:30:00");
  expect(complete("2023-06-30", "93000")).toBe("2023-06-30T09:30:00");
  expect(complete("2023-06-30", "09:30:00Z")).toBe("2023-06-30T09:30:000");
  expect(complete("2023-06-30", "2023-07-03 09:30")).toBe("2023-07-03T09:30:00");
  expect(complete("2023-06-30", "930000000")).toBe("no");
  expect(complete("2023-06-30", "noon")).toBe("no");
});

test("random bytes never throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const reader = new StampReader();
      if (reader.read(bytes, 0, bytes.length)) expect(Number.isInteger(reader.date)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
