import { describe, expect, test } from "bun:test";
import { parseLocalDate } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import { countdownText, sessionText } from "./session-text.ts";

function at(date: string, time: string) {
  const day = parseLocalDate(date);
  if (!day.ok) throw new Error(day.error);
  const [hour, minute] = time.split(":").map(Number) as [number, number];
  return sessionText(newYorkTsMs(day.value, hour * 60 + minute));
}

describe("the session badge", () => {
  test.each([
    ["2024-06-28", "08:12", "Premarket", "08:12 ET · opens in 1 h 18 m"],
    ["2024-06-28", "09:30", "Regular session", "09:30 ET · closes in 6 h 30 m"],
    ["2024-06-28", "15:59", "Regular session", "15:59 ET · closes in 1 m"],
    ["2024-06-28", "16:00", "After hours", "16:00 ET · ends in 4 h 0 m"],
    ["2024-06-28", "21:00", "Market closed", "Fri 28 Jun 2024 21:00 ET · premarket in 2 d 7 h"],
    [
      "2024-06-30",
      "12:00",
      "Market closed",
      "Sun 30 Jun 2024 12:00 ET · weekend · premarket in 16 h 0 m",
    ],
    [
      "2024-07-04",
      "12:00",
      "Market closed",
      "Thu 4 Jul 2024 12:00 ET · Independence Day · premarket in 16 h 0 m",
    ],
    [
      "2024-11-29",
      "10:00",
      "Regular session",
      "10:00 ET · day after Thanksgiving, closes early · closes in 3 h 0 m",
    ],
  ])("%s %s is %s: %s", (date, time, title, detail) => {
    expect(at(date, time)).toMatchObject({ title, detail });
  });

  test("a countdown reaches zero only at the change", () => {
    expect(countdownText(1)).toBe("1 m");
    expect(countdownText(0)).toBe("0 m");
    expect(countdownText(60 * 60_000)).toBe("1 h 0 m");
    expect(countdownText(60 * 60_000 - 1)).toBe("1 h 0 m");
    expect(countdownText(-5)).toBe("0 m");
  });
});
