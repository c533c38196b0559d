import { expect, test } from "bun:test";
import { describeProvider } from "../../../../testing/contracts/provider.contract.ts";
import { asking, gather } from "../../../../testing/contracts/provider-asking.ts";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import { openMassive } from "../../../../testing/massive/massive-vendor.ts";
import { edited, jsonAnswer } from "../../../../testing/replay/answer.ts";
import { recordedBody } from "../../../../testing/replay/recorded.ts";
import { describeShared } from "../../../../testing/shared.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";

const at = (year: number, month: number, day: number, minute = 0) =>
  newYorkTsMs(fromYearMonthDay(year, month, day), minute);
/** A day after the body of the news was recorded. */
const nowTsMs = at(2025, 9, 24, 600);
const sample = (name: string) => recordedBody(["massive", "doc-samples", name]);
const january = { fromTsMs: at(2023, 1, 1), untilTsMs: at(2023, 1, 11) };
// biome-ignore lint/suspicious/noExplicitAny: recorded bodies have any shape
const lastPage = (body: any) => {
  body.next_url = undefined;
};

/** The gzip bodies go out byte for byte as they were recorded; samples are the vendor's own. */
const routes = () => ({
  "GET /v2/aggs/ticker/AAPL/range/1/day/2023-01-01/2023-01-10?*": recordedBody([
    ...["massive", "recorded", "aggs-AAPL-1-day-2023-01-01-2023-01-10.json.gz"],
  ]),
  "GET /v2/reference/news?ticker=AAPL&published_utc.gte=*&order=*&sort=*&limit=*": recordedBody([
    ...["massive", "recorded", "reference-news-AAPL-limit2.json.gz"],
  ]),
  // The second page of the recorded query was not recorded.
  "GET /v2/reference/news?cursor=*": jsonAnswer({ status: "OK", results: [] }),
  "GET /v3/reference/splits?*": edited(sample("v3__reference__splits.json"), lastPage),
  "GET /v3/reference/tickers?*": edited(sample("v3__reference__tickers.json"), lastPage),
  "GET /v3/snapshot/options/AAPL?expiration_date=2023-06-16&limit=250": sample(
    "v3__snapshot__options__AAPL.json",
  ),
  "GET /v3/reference/options/contracts?*": edited(
    sample("v3__reference__options__contracts.json"),
    lastPage,
  ),
  "GET /v2/snapshot/locale/us/markets/stocks/tickers?*": sample(
    "v2__snapshot__locale__us__markets__stocks__tickers__index.json",
  ),
  "GET /v2/aggs/grouped/locale/us/market/stocks/2020-10-14?*": sample(
    "v2__aggs__grouped__locale__us__market__stocks__2005-04-04_and_adjusted=true.json",
  ),
  "GET /v1/marketstatus/upcoming": sample("v1__marketstatus__upcoming.json"),
});

describeShared("Massive from recorded answers", () => {
  describeProvider("Massive, recorded,", {
    isSimulated: false,
    open: (clockTsMs) => openMassive({ clock: new FakeClock(clockTsMs), routes: routes() }),
    cases: {
      bars: [
        {
          ...{ name: "six days", interval: "1d", symbols: ["AAPL"], nowTsMs, barsMin: 6 },
          ...january,
        },
      ],
      "market-day": [{ nowTsMs, date: fromYearMonthDay(2020, 10, 14), symbolsMin: 1 }],
      quotes: [{ nowTsMs, symbols: ["BCAT"] }],
      chain: [
        {
          ...{ nowTsMs: at(2022, 4, 29, 830), underlying: "AAPL", contractsMin: 1 },
          expiries: [fromYearMonthDay(2023, 6, 16)],
        },
      ],
      news: [{ nowTsMs, symbols: ["AAPL"], fromTsMs: at(2025, 9, 1), itemsMin: 2 }],
      splits: [
        {
          ...{ nowTsMs, symbols: null, splitsMin: 8 },
          ...{ fromDate: fromYearMonthDay(2022, 1, 1), toDate: fromYearMonthDay(2022, 12, 31) },
        },
      ],
      universe: [{ nowTsMs, listingsMin: 2 }],
      calendar: [
        {
          nowTsMs: at(2022, 11, 14, 600),
          fromDate: fromYearMonthDay(2022, 11, 14),
          toDate: fromYearMonthDay(2022, 12, 24),
        },
      ],
    },
    uncovered: { "option-trades": "none were recorded; see the made-up ones" },
  });

  test("closes of AAPL in January 2023 are those that everybody knows", async () => {
    await using massive = await openMassive({ nowTsMs, routes: routes() });
    const [chunk] = await gather(
      massive.provider.bars({
        ...{ symbols: ["AAPL"], interval: "1d", session: "regular", adjustment: "split" },
        ...{ ...january, ...asking() },
      }),
    );
    const { openTsMs, close, volume } = chunk?.bars ?? {};
    expect([...(close ?? [])]).toEqual([125.07, 126.36, 125.02, 129.62, 130.15, 130.73]);
    expect([...(openTsMs ?? [])]).toEqual([3, 4, 5, 6, 9, 10].map((day) => at(2023, 1, day)));
    expect(volume?.[0]).toBe(112_117_471);
  });

  test("news keep the tags of preferreds, in our spelling", async () => {
    await using massive = await openMassive({ nowTsMs, routes: routes() });
    const query = { symbols: ["AAPL"], fromTsMs: at(2025, 9, 1), ...asking() };
    const [newest] = (await massive.provider.news(query)).value;
    expect(newest?.symbols).toEqual([
      ...["AAPL", "AMD", "MNST", "F", "F-B", "F-C", "F-D", "BRK.A", "BRK.B"],
    ]);
    expect(newest?.publisher).toBe("Investing.com");
  });

  test("of the two splits of SHOP that were listed one is left", async () => {
    await using massive = await openMassive({ nowTsMs, routes: routes() });
    const dates = { fromDate: fromYearMonthDay(2022, 6, 1), toDate: fromYearMonthDay(2022, 7, 1) };
    const { value } = await massive.provider.splits({ symbols: null, ...dates, ...asking() });
    expect(value.filter(({ symbol }) => symbol === "SHOP")).toEqual([
      { symbol: "SHOP", exDate: fromYearMonthDay(2022, 6, 29), ratio: 10 },
    ]);
  });
});
