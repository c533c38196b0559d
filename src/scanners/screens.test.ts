import { describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  checkScreen,
  emptyTally,
  expectNoMiss,
  type ScreenTally,
} from "../../testing/contracts/screen.contract.ts";
import { readDailyMarket } from "../../testing/golden/daily-market.ts";
import { describeShared, sharedPath } from "../../testing/shared.ts";
import { readSharedBars } from "../../testing/shared-bars.ts";
import { createDemoMarket } from "../adapters/providers/demo/market.ts";
import { allocateBars, type Bars, barAt, barsFrom, pushBar } from "../domain/bars.ts";
import { nyse } from "../domain/calendar.ts";
import { fromYearMonthDay } from "../domain/local-date.ts";
import { sessionAt } from "../domain/session.ts";
import { defaultRun } from "./define.ts";
import { scanners } from "./registry.ts";

// A second each; many times that while the machine is busy.
setDefaultTimeout(60_000);

const screened = scanners.filter(({ screen }) => screen !== undefined);

for (const definition of screened) checkScreen(definition);

function checkMarket(name: string, market: readonly Bars[]): void {
  for (const definition of screened) {
    const tally = emptyTally();
    for (const bars of market) {
      for (const fromRatio of [0, 0.5, 0.9]) {
        expectNoMiss(defaultRun(definition), bars, fromRatio, tally);
      }
    }
    tell(`${definition.scanner}, ${name}`, tally);
    expect(tally.answers[0]).toBeGreaterThan(0);
  }
}

function tell(what: string, { answers, newSignals }: ScreenTally): void {
  const all = answers[0] + answers[1] + answers[2];
  const pct = (count: number) => `${((100 * count) / all).toFixed(1)} %`;
  console.log(
    `${what}: judged ${pct(answers[2])}, refreshed ${pct(answers[1])} of ${all} bars; ` +
      `${pct(newSignals)} had a new signal`,
  );
}

describe("screens miss no signal", () => {
  const demo = createDemoMarket({ seed: 7, symbols: 12 });
  const toDate = fromYearMonthDay(2024, 6, 28);

  test("of days of the demo market", () => {
    const range = { fromDate: fromYearMonthDay(2021, 1, 4), toDate };
    checkMarket(
      "demo days",
      demo.symbols.map((_, index) => {
        const bars = allocateBars("1d", 1_000);
        demo.dailyBars(index, range, bars);
        return bars;
      }),
    );
  });

  test("of five minutes of the demo market", () => {
    const dates = nyse.tradingDaysBetween(fromYearMonthDay(2024, 6, 7), toDate);
    const session = allocateBars("5m", 400);
    checkMarket(
      "demo 5m",
      demo.symbols.slice(0, 6).map((_, index) => {
        const bars = allocateBars("5m", 78 * dates.length);
        for (const date of dates) {
          demo.intradayBars(index, date, "5m", session);
          for (let i = 0; i < session.length; i++) pushBar(bars, barAt(session, i));
        }
        return bars;
      }),
    );
  });
});

describeShared("screens miss no signal of real bars", () => {
  test("of days", () => {
    const path = sharedPath("data", "daily_us_2022_2024.csv.gz") as string;
    const market = [...readDailyMarket(path).values()];
    checkMarket(
      "real days",
      market.filter((_, index) => index % Math.ceil(market.length / 60) === 0),
    );
  });

  test("of five minutes", () => {
    const symbols = ["AAPL", "SPY", "NVDA", "TSLA"];
    const rows = readSharedBars("intraday_5min_2026.csv.gz", symbols);
    const market = [...rows.values()]
      .filter((bars) => bars.length > 0)
      .map((bars) =>
        barsFrom(
          "5m",
          bars.filter(({ openTsMs }) => sessionAt(openTsMs) === "regular"),
        ),
      );
    expect(market.length).toBeGreaterThan(0);
    checkMarket("real 5m", market);
  });
});
