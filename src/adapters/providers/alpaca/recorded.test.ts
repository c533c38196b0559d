import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { openAlpaca } from "../../../../testing/alpaca/alpaca-vendor.ts";
import { describeProvider } from "../../../../testing/contracts/provider.contract.ts";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import { type Answer, edited, jsonAnswer, textAnswer } from "../../../../testing/replay/answer.ts";
import { fixturePath, recordedBody } from "../../../../testing/replay/recorded.ts";
import { startReplayServer } from "../../../../testing/replay/replay-server.ts";
import type { Replies } from "../../../../testing/replay/route.ts";
import { describeShared } from "../../../../testing/shared.ts";
import { vendorLink } from "../../../../testing/vendor-link.ts";
import { Failure } from "../../../base/failure.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import { timestampMs } from "./timestamp.ts";
import { readBody, tradesPage } from "./wire.ts";

const go = (name: string) => recordedBody(["alpaca", "go-inline", name]);
const py = (name: string) => recordedBody(["alpaca", "py-inline", name]);
const asking = () => ({ lane: "click", signal: new AbortController().signal }) as const;

/** The answer of a cassette, whose body stands in one YAML string. */
function cassette(name: string): Answer {
  const text = readFileSync(fixturePath("alpaca", "vcr", `Alpaca_Trade_Api_${name}.yml`), "utf8");
  const response = text.slice(text.indexOf("response:"));
  const body = /^ {6}string: '(.*?)'$/ms.exec(response)?.[1] ?? "";
  const status = Number(/code: (\d{3})/.exec(response)?.[1]);
  return textAnswer(body.replace(/\n\s+/g, " "), { status });
}

/** The last page, whatever the recorded token was. */
function lastPage(answer: Answer): Answer {
  return edited(answer, (json) => {
    json.next_page_token = null;
  });
}

const bars = "GET /v2/stocks/bars?start=*&end=*&limit=10000&adjustment=*&feed=sip&sort=asc";
const chain = "GET /v1beta1/options/snapshots/AAPL?feed=opra&limit=1000";
const days = "&expiration_date_gte=2024-04-26&expiration_date_lte=2024-04-26";
const listed = "GET /v2/options/contracts?status=active&limit=2500&underlying_symbols=AAPL";
const chainToken = "QUFQTDI0MDQyNkMwMDE1MjUwMA==";
const metaToken = "TUVUQXxEfDIwMjItMDYtMDlUMDQ6MDA6MDAuMDAwMDAwMDAwWg==";
const newsToken = "MTYxNzQ2MzIxMjAwMDAwMDAwMHwyMDQ3MjUxMg==";
const news = "GET /v1beta1/news?symbols=TSLA&start=*&sort=desc&limit=50&include_content=false";
const noContracts = jsonAnswer({ option_contracts: [], next_page_token: null });

function recordedRoutes(): Record<string, Replies> {
  return {
    [`${bars}&symbols=AAPL,NIO,NOPE&timeframe=1Day`]: go("rest-L0553-GetMultiBars.json"),
    [`${bars}&symbols=AMZN&timeframe=15Min`]: go("rest-L0451-GetBars.json"),
    [`${bars}&symbols=META&timeframe=1Day`]: go("rest-L0480-GetBars_Asof.json"),
    [`${bars}&symbols=META&timeframe=1Day&page_token=${metaToken}`]: lastPage(
      go("rest-L0483-GetBars_Asof.json"),
    ),
    "GET /v2/stocks/snapshots?symbols=AAPL,MSFT,INVALID&feed=sip": go("rest-L0858-Snapshots.json"),
    "GET /v2/stocks/snapshots?symbols=AAPL&feed=sip": py(
      "historical_stock_data-L0808-get_snapshot.json",
    ),
    [chain + days]: go("options-L0166-GetOptionChainWithFilters.json"),
    [`${chain}${days}&page_token=${chainToken}`]: go(
      "options-L0167-GetOptionChainWithFilters.json",
    ),
    [`${listed}&expiration_date_gte=2024-04-26&expiration_date_lte=2024-04-26`]: noContracts,
    [`${listed}&expiration_date_gte=*`]: noContracts,
    "GET /v1beta1/options/trades?symbols=AAPL240308C00172500&start=*&end=*&limit=10000&sort=asc":
      lastPage(go("options-L0019-GetOptionTrades.json")),
    [news]: go("rest-L1190-GetNews.json"),
    [`${news}&page_token=${newsToken}`]: go("rest-L1191-GetNews.json"),
    "GET /v1/corporate-actions?types=*&start=*&end=*&limit=1000": [
      go("rest-L1277-GetCorporateActions.json"),
      lastPage(py("corporate_actions-L0041-get_corporate_actions.json")),
    ],
    "GET /v2/assets?status=active&asset_class=us_equity": py(
      "asset_routes-L0017-get_all_assets.json",
    ),
    "GET /v2/calendar?start=2019-06-01&end=2019-07-01": cassette(
      "Client___calendar__returns_Calendar_objects",
    ),
  };
}

describeShared("recorded bodies of Alpaca", () => {
  const later = Date.UTC(2024, 5, 3, 15);
  const open = (at: number) => openAlpaca({ clock: new FakeClock(at), routes: recordedRoutes() });
  const day = (year: number, month: number, date: number) =>
    newYorkTsMs(fromYearMonthDay(year, month, date), 0);

  describeProvider("Alpaca as it was recorded", {
    isSimulated: false,
    open,
    cases: {
      bars: [
        {
          ...{ nowTsMs: later, name: "days", symbols: ["AAPL", "NIO"], unknownSymbol: "NOPE" },
          ...{ interval: "1d", barsMin: 6, adjustment: "raw" },
          ...{ fromTsMs: day(2021, 10, 13), untilTsMs: day(2021, 10, 16) },
        },
        {
          ...{ nowTsMs: later, name: "quarters", symbols: ["AMZN"], interval: "15m", barsMin: 5 },
          ...{ fromTsMs: day(2021, 10, 15), untilTsMs: day(2021, 10, 16) },
        },
        {
          ...{ nowTsMs: later, name: "two pages", symbols: ["META"], interval: "1d", barsMin: 4 },
          ...{ fromTsMs: day(2022, 6, 1), untilTsMs: day(2022, 7, 1) },
        },
      ],
      quotes: [
        {
          nowTsMs: Date.parse("2021-05-03T14:48:07.500Z"),
          symbols: ["AAPL", "MSFT"],
          unknownSymbol: "INVALID",
        },
      ],
      chain: [
        {
          nowTsMs: Date.parse("2024-04-25T15:00:00Z"),
          underlying: "AAPL",
          expiries: [fromYearMonthDay(2024, 4, 26)],
          contractsMin: 2,
        },
      ],
      "option-trades": [
        {
          ...{ nowTsMs: later, contracts: ["AAPL240308C00172500"], tradesMin: 2 },
          ...{ fromTsMs: day(2024, 3, 5), untilTsMs: day(2024, 3, 6) },
        },
      ],
      news: [{ nowTsMs: later, symbols: ["TSLA"], fromTsMs: day(2021, 4, 1), itemsMin: 3 }],
      splits: [
        {
          ...{ nowTsMs: later, symbols: null, splitsMin: 2 },
          ...{ fromDate: fromYearMonthDay(2024, 3, 1), toDate: fromYearMonthDay(2024, 4, 1) },
        },
      ],
      universe: [{ nowTsMs: later, listingsMin: 1 }],
      calendar: [
        {
          nowTsMs: later,
          fromDate: fromYearMonthDay(2019, 6, 1),
          toDate: fromYearMonthDay(2019, 7, 1),
        },
      ],
    },
  });

  test("a snapshot keeps its numbers, with sizes in shares", async () => {
    await using vendor = await open(Date.parse("2022-03-18T14:34:00Z"));
    const { value, provenance } = await vendor.provider.quotes(["AAPL"], asking());
    expect(value).toEqual([
      {
        ...{ symbol: "AAPL", price: 161.1998, tsMs: Date.parse("2022-03-18T14:33:58.448Z") },
        ...{ session: "regular", previousClose: 160.62, regularPrice: 161.1998 },
        ...{ open: 160.59, high: 161.92, low: 159.76, volume: 31_749_988, averageVolume: null },
        ...{ bid: 161.19, ask: 161.2, bidSize: 500, askSize: 200, isHalted: null },
      },
    ]);
    expect(provenance.asOfTsMs).toBe(value[0]?.tsMs as number);
  });

  test("a chain of two pages keeps its greeks, and gaps stay gaps", async () => {
    await using vendor = await open(Date.parse("2024-04-25T15:00:00Z"));
    const expiries = [fromYearMonthDay(2024, 4, 26)];
    const { value } = await vendor.provider.chain({ underlying: "AAPL", expiries, ...asking() });
    const [without, withGreeks] = value.contracts;
    expect(without).toMatchObject({ strike: 152.5, bid: 16.25, ask: 17, last: 15.87 });
    expect(without).toMatchObject({ ivRatio: null, delta: null, greeksFrom: null, volume: null });
    expect(withGreeks).toMatchObject({ ivRatio: 0.9871160931510816, greeksFrom: "provider" });
    expect(withGreeks).toMatchObject({ delta: 0.9567110374646104, theta: -0.42275702792812153 });
  });

  test("news lose their entities", async () => {
    await using vendor = await open(later);
    const { value } = await vendor.provider.news({
      symbols: ["TSLA"],
      fromTsMs: day(2021, 4, 1),
      ...asking(),
    });
    expect(value.map(({ id }) => id)).toEqual(["20472678", "20472512", "20471562"]);
    expect(value[0]?.summary).toStartWith("Waymo's chief technology officer");
    expect(value[1]?.symbols).toContain("ARKX");
  });

  test("splits of both directions come out of all corporate actions", async () => {
    await using vendor = await open(later);
    const range = { fromDate: fromYearMonthDay(2023, 1, 1), toDate: fromYearMonthDay(2024, 4, 1) };
    const ask = () => vendor.provider.splits({ symbols: null, ...range, ...asking() });
    const found = [...(await ask()).value, ...(await ask()).value];
    expect(found.map(({ symbol, ratio }) => [symbol, ratio])).toEqual([
      ["FBL", 5],
      ["NVDL", 6],
      ["SRE", 2],
      ["MNTS", 0.02],
    ]);
  });

  test("a gzip body is unpacked on the way, byte for byte as it was packed", async () => {
    await using server = await startReplayServer({
      routes: { "GET /trades": go("trades.json.gz") },
    });
    const { http } = vendorLink({ baseUrl: server.url });
    const response = await http.request({ path: "/trades", endpoint: "trades", ...asking() });
    const { trades, next_page_token } = readBody(tradesPage, response, "trades");
    const rows = (trades["AAPL"] ?? []) as readonly { t: string; p: number }[];
    expect(rows.map(({ p }) => p)).toEqual([140.2, 140.1, 140.1, 140, 140]);
    expect(timestampMs(rows[0]?.t)).toBe(Date.parse("2021-10-13T08:00:00.089Z"));
    expect(next_page_token).toStartWith("QUFQTHwy");
  });

  test("a recorded 401 is a matter of the key", async () => {
    const name = "Client__generic_errors__raises_UnauthorizedError_when_status_code_is_401";
    await using vendor = await openAlpaca({ routes: { "GET /v2/assets?*": cassette(name) } });
    const error = await vendor.provider.universe(asking()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Failure);
    expect((error as Failure).code).toBe("provider.unauthorized");
    expect(vendor.provider.status().state).toBe("auth-needed");
  });
});
