import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fixturePath } from "../../../../testing/replay/recorded.ts";
import { sendJson } from "../../../../testing/replay/socket-script.ts";
import {
  asked,
  data,
  farewell,
  loginSteps,
  nothing,
  subscribed,
  subscribedSteps,
  until,
  withStream,
} from "../../../../testing/schwab/schwab-streamer.ts";
import { describeShared } from "../../../../testing/shared.ts";

describeShared("recorded frames of Schwab", () => {
  const frame = (name: string) =>
    JSON.parse(readFileSync(fixturePath("schwab", "stream", `${name}.json`), "utf8"));

  test("both captured bars are read, one of 14:05 and one of 19:59 New York", async () => {
    const samples = frame("doc-samples");
    const script = [
      asked("ADMIN", "LOGIN"),
      sendJson(samples.login_ok),
      ...subscribedSteps.slice(2),
      sendJson(samples.heartbeat),
      sendJson(samples.chart_equity_msft_real),
      sendJson(frame("CHART_EQUITY")),
      farewell,
    ];
    const later = { nowTsMs: Date.UTC(2025, 11, 9, 20) };
    await withStream(
      [script],
      async ({ sink }) => {
        await until(() => sink.bars.length === 2);
        expect(sink.bars).toEqual([
          {
            ...{ symbol: "MSFT", openTsMs: Date.UTC(2024, 4, 16, 23, 59), isCorrection: false },
            ...{ open: 421.65, high: 421.79, low: 421.65, close: 421.755, volume: 26 },
          },
          {
            ...{ symbol: "AMD", openTsMs: Date.UTC(2025, 11, 9, 19, 5), isCorrection: false },
            ...{ open: 221.133, high: 221.18, low: 221.02, close: 221.02, volume: 11_730 },
          },
        ]);
      },
      later,
    );
  });

  test("the captured quotes are read once the moment of their trade is known", async () => {
    const capturedTsMs = 1_765_081_984_668;
    const script = [
      ...loginSteps,
      ...subscribed("LEVELONE_EQUITIES", "AMD,INTC"),
      sendJson(frame("LEVELONE_EQUITIES")),
      data("LEVELONE_EQUITIES", [{ key: "AMD", 34: capturedTsMs, 35: capturedTsMs }], capturedTsMs),
      farewell,
    ];
    await withStream(
      [script],
      async ({ sink }) => {
        await until(() => sink.quotes.length === 1);
        expect(sink.quotes[0]).toMatchObject({
          ...{ symbol: "AMD", price: 217.93, bid: 217.86, ask: 217.95 },
          ...{ bidSize: 200, askSize: 100, volume: 33_292_396 },
        });
      },
      { nowTsMs: capturedTsMs, wants: { ...nothing, quotes: ["AMD", "INTC"] } },
    );
  });
});
