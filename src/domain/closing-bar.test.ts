import { describe, expect, test } from "bun:test";
import { barsFrom } from "./bars.ts";
import { guessClosingBar } from "./closing-bar.ts";

function minutes(...times: string[]) {
  const rows = times.map((time) => {
    return { openTsMs: Date.parse(time), open: 1, high: 1, low: 1, close: 1, volume: 1 };
  });
  return barsFrom("1m", rows);
}

describe("closing bar", () => {
  test("bars at the close and none after it are the regular session's", () => {
    expect(guessClosingBar(minutes("2018-04-09T19:59:00Z", "2018-04-09T20:00:00Z"))).toBe(
      "regular",
    );
    expect(guessClosingBar(minutes("2015-12-24T18:00:00Z"))).toBe("regular");
  });

  test("one later bar on any day shows a feed with extended hours", () => {
    const feed = minutes("2018-04-09T20:00:00Z", "2018-04-10T20:00:00Z", "2018-04-10T20:01:00Z");
    expect(guessClosingBar(feed)).toBe("by-clock");
  });

  test("without a bar at the close there is nothing to decide", () => {
    expect(guessClosingBar(minutes("2018-04-09T19:59:00Z"))).toBe("by-clock");
    expect(guessClosingBar(minutes())).toBe("by-clock");
  });
});
