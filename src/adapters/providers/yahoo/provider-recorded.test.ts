import { expect, test } from "bun:test";
import { describeProvider } from "../../../../testing/contracts/provider.contract.ts";
import { asking, gather } from "../../../../testing/contracts/provider-asking.ts";
import { yahooExchange } from "../../../../testing/replay/recorded.ts";
import { describeShared } from "../../../../testing/shared.ts";
import { loginRoutes, openYahoo } from "../../../../testing/yahoo-vendor.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";

/** Before the bell, a day after the chain was recorded. */
const nowTsMs = newYorkTsMs(fromYearMonthDay(2025, 2, 25), 265);
const expiry = fromYearMonthDay(2025, 2, 28);
const at = (year: number, month: number, day: number) =>
  newYorkTsMs(fromYearMonthDay(year, month, day), 0);

describeShared("Yahoo from recorded answers", () => {
  const recorded = (name: string) => yahooExchange(name).answer;
  const routes = () => ({
    ...loginRoutes,
    "GET /v8/finance/chart/MSFT?*": recorded(
      "historical-via-chart-MSFT-dividends-2021-02-01-to-2022-01-31.csv.json",
    ),
    "GET /v8/finance/chart/AAPL?*": recorded("chart-AAPL-2020-01-01-to-2020-01-03.json"),
    "GET /v7/finance/quote?symbols=*&fields=*": recorded("quote-AAPL.json"),
    "GET /v7/finance/options/AAPL?*": recorded("options-AAPL.json"),
    "GET /v10/finance/quoteSummary/AAPL?*": recorded(
      "quoteSummary-upgradeDowngradeHistory-AAPL.json",
    ),
    "GET /v10/finance/quoteSummary/QQQ?*": recorded(
      "quoteSummary-upgradeDowngradeHistory-QQQ.json",
    ),
    "GET /v1/finance/search?*": recorded("search-GOOG.json"),
  });

  describeProvider("Yahoo, recorded,", {
    isSimulated: false,
    open: (clockTsMs) =>
      openYahoo({ routes: routes(), nowTsMs: clockTsMs, ignoreQuery: ["crumb"] }),
    cases: {
      bars: [
        {
          ...{ name: "a year of days", interval: "1d", symbols: ["MSFT"], nowTsMs, barsMin: 252 },
          ...{ fromTsMs: at(2021, 2, 1), untilTsMs: at(2022, 2, 1) },
        },
      ],
      quotes: [{ nowTsMs, symbols: ["AAPL"], unknownSymbol: "SIX" }],
      chain: [{ nowTsMs, underlying: "AAPL", expiries: [expiry], contractsMin: 102 }],
      ratings: [{ nowTsMs, symbol: "AAPL", ratingsMin: 500, unknownSymbol: "QQQ" }],
      news: [{ nowTsMs, symbols: ["GOOG"], fromTsMs: at(2025, 2, 1), itemsMin: 3 }],
    },
    uncovered: { splits: "no split was recorded; see the made-up ones" },
  });

  test("the bars of 2020 are those of the shares of today", async () => {
    await using yahoo = await openYahoo({ routes: routes(), nowTsMs });
    const [chunk] = await gather(
      yahoo.provider.bars({
        ...{ symbols: ["AAPL"], interval: "1d", session: "regular", adjustment: "split" },
        ...{ fromTsMs: at(2020, 1, 1), untilTsMs: at(2020, 1, 3), ...asking() },
      }),
    );
    expect(chunk?.bars.close[0]).toBeCloseTo(300.35 / 4, 3);
    expect(chunk?.bars.volume[0]).toBe(135_480_400);
  });
});
