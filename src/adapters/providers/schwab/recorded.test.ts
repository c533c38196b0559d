import { expect, test } from "bun:test";
import { describeProvider } from "../../../../testing/contracts/provider.contract.ts";
import { recordedBody } from "../../../../testing/replay/recorded.ts";
import type { Replies } from "../../../../testing/replay/route.ts";
import {
  asking,
  day,
  historyKey,
  notFound,
  openProvider,
} from "../../../../testing/schwab/schwab-market.ts";
import { describeShared } from "../../../../testing/shared.ts";

describeShared("recorded answers of Schwab", () => {
  const rest = (name: string) => recordedBody(["schwab", "rest", `${name}.json`]);
  const recorded: Record<string, Replies> = {
    [historyKey("SPY", "daily")]: rest("pricehistory-SPY-daily"),
    [historyKey("GONE", "daily")]: notFound,
    "GET /marketdata/v1/quotes?symbols=NVDA,GONE&fields=*&indicative=*": rest("quotes-NVDA"),
    "GET /marketdata/v1/quotes?symbols=$SPX&fields=*&indicative=*": rest("quotes-SPX-index"),
    "GET /marketdata/v1/expirationchain?symbol=SPY": rest("expirationchain-SPY"),
    "GET /marketdata/v1/expirationchain?symbol=AAPL": rest("expirationchain-AAPL-excerpt"),
    "GET /marketdata/v1/expirationchain?symbol=GONE": notFound,
    "GET /marketdata/v1/chains?*": rest("chains-AAPL-puts-2025-01"),
    "GET /marketdata/v1/markets?markets=equity&date=2025-07-21": rest("markets-open-2025-07-21"),
  };
  const nightTsMs = Date.UTC(2025, 0, 31, 5);
  const chainTsMs = Date.UTC(2025, 0, 16, 21);
  const expiries = ["2025-01-17", "2025-01-24", "2025-01-31"].map(day);

  describeProvider("Schwab, recorded,", {
    isSimulated: false,
    open: (nowTsMs) => openProvider({ routes: recorded, nowTsMs }),
    cases: {
      bars: [
        {
          ...{ name: "SPY by day", symbols: ["SPY"], unknownSymbol: "GONE", interval: "1d" },
          ...{ fromTsMs: 0, untilTsMs: Date.UTC(2025, 6, 21), nowTsMs: Date.UTC(2025, 6, 21) },
          barsMin: 20,
        },
      ],
      quotes: [
        { nowTsMs: nightTsMs, symbols: ["NVDA"], unknownSymbol: "GONE" },
        { nowTsMs: nightTsMs, symbols: ["SPX"] },
      ],
      chain: [
        {
          ...{ nowTsMs: chainTsMs, underlying: "AAPL", unknownUnderlying: "GONE" },
          ...{ expiries, contractsMin: 150 },
        },
      ],
      calendar: [
        {
          ...{ nowTsMs: Date.UTC(2025, 6, 20, 15), fromDate: day("2025-07-20") },
          toDate: day("2025-07-21"),
        },
      ],
    },
  });

  test("all 470 puts of AAPL are read, with volatility as a fraction", async () => {
    const { provider, dispose } = await openProvider({ routes: recorded, nowTsMs: chainTsMs });
    const listed = ["01-17", "01-24", "01-31", "02-07", "02-14", "02-21", "02-28", "03-21"];
    const expiries = listed.map((text) => day(`2025-${text}`));
    const answer = await provider.chain?.({ underlying: "AAPL", expiries, ...asking() });
    const contracts = answer?.value.contracts ?? [];
    // The recorded file answers both windows: each has the contracts of its own days.
    expect(contracts.length).toBe(470);
    expect(answer?.value.underlyingPrice).toBe(228.375);
    expect(answer?.value.interestRatio).toBeCloseTo(0.04738, 12);
    const put = contracts.find(({ occ }) => occ === "AAPL250117P00005000");
    expect(put).toMatchObject({ ivRatio: null, delta: null, greeksFrom: null, bid: 0, ask: 0.01 });
    expect(contracts.filter(({ ivRatio }) => ivRatio !== null).length).toBeGreaterThan(420);
    await dispose();
  });

  test("the recorded quote of NVDA is of the overnight session, its sizes are shares", async () => {
    const { provider, dispose } = await openProvider({ routes: recorded, nowTsMs: nightTsMs });
    const { value } = (await provider.quotes?.(["NVDA", "GONE"], asking())) ?? { value: [] };
    expect(value).toEqual([
      {
        ...{ symbol: "NVDA", price: 122.86, tsMs: 1_738_299_363_000, session: "closed" },
        ...{ previousClose: 123.7, regularPrice: 124.65, open: 123.1, high: 125, low: 118.1 },
        ...{ volume: 392_925_469, averageVolume: 301_570_298, bid: 122.82, ask: 122.85 },
        ...{ bidSize: 260, askSize: 1_400, isHalted: false },
      },
    ]);
    await dispose();
  });
});
