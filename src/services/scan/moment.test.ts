import { expect, test } from "bun:test";
import { momentAsOf, momentOfNewest, parseAsOf } from "./moment.ts";

const utc = (text: string) => Date.parse(text);

test("a date means the end of that day's late session in New York", () => {
  expect(parseAsOf("2023-06-30")).toEqual({ ok: true, value: utc("2023-07-01T00:00:00Z") });
  expect(parseAsOf("2023-01-31")).toEqual({ ok: true, value: utc("2023-02-01T01:00:00Z") });
});

test("a time needs its zone", () => {
  expect(parseAsOf("2023-06-30T15:00:00Z")).toEqual({
    ok: true,
    value: utc("2023-06-30T15:00:00Z"),
  });
  expect(parseAsOf("2023-06-30T11:00:00-04:00").ok).toBe(true);
  for (const text of ["2023-06-30T15:00:00", "2023-02-30", "yesterday", "", "20230630"]) {
    const parsed = parseAsOf(text);
    expect(!parsed.ok && parsed.error).toContain(`"${text}" is not a date`);
  }
});

test("during a session the newest daily bar is the day before's", () => {
  const moment = momentAsOf(utc("2023-06-30T15:00:00Z"), "1d");
  expect(moment.expectedTsMs).toBe(utc("2023-06-29T04:00:00Z"));
});

test("on a weekend it is Friday's, over a holiday the day before it", () => {
  expect(momentAsOf(utc("2023-07-02T15:00:00Z"), "1d").expectedTsMs).toBe(
    utc("2023-06-30T04:00:00Z"),
  );
  expect(momentAsOf(utc("2023-07-04T23:00:00Z"), "1d").expectedTsMs).toBe(
    utc("2023-07-03T04:00:00Z"),
  );
});

test("without a date the newest bars are judged and aged against the clock", () => {
  const nowTsMs = utc("2026-11-23T12:00:00Z");
  const newestCloseTsMs = utc("2024-03-01T21:00:00Z");
  const moment = momentOfNewest({ nowTsMs, newestCloseTsMs }, "1d");
  expect(moment.ageTsMs).toBe(nowTsMs);
  expect(moment.expectedTsMs).toBe(utc("2024-03-01T05:00:00Z"));
});
