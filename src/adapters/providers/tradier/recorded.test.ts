import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { describeProvider } from "../../../../testing/contracts/provider.contract.ts";
import { asking, codeOf, gather } from "../../../../testing/contracts/provider-asking.ts";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import { textAnswer } from "../../../../testing/replay/answer.ts";
import { fixturePath, recordedBody } from "../../../../testing/replay/recorded.ts";
import { describeShared } from "../../../../testing/shared.ts";
import { openTradier } from "../../../../testing/tradier/tradier-vendor.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";

const at = (year: number, month: number, day: number, minute = 0) =>
  newYorkTsMs(fromYearMonthDay(year, month, day), minute);
/** When quotes and chain were recorded. */
const nowTsMs = at(2024, 6, 28, 712);
const body = (name: string) => recordedBody(["tradier", name]);
const february = { fromTsMs: at(2024, 2, 1), untilTsMs: at(2024, 3, 1) };
const expiry = fromYearMonthDay(2026, 6, 18);

const routes = () => ({
  "GET /v1/markets/history?symbol=AAPL&interval=daily&start=2024-02-01&end=2024-02-29": body(
    "history-AAPL-2024-02-daily.json",
  ),
  "GET /v1/markets/quotes?symbols=PLTR&greeks=false": body("quotes-single-PLTR.json"),
  "GET /v1/markets/quotes?symbols=SPY,ZZZZZ&greeks=false": body(
    "quotes-multi-SPY-and-option-greeks.json",
  ),
  "GET /v1/markets/options/expirations?*": body("options-expirations-PLTR.json"),
  "GET /v1/markets/options/chains?symbol=PLTR&expiration=2026-06-18&greeks=true": body(
    "options-chain-PLTR-2026-06-18.excerpt.json",
  ),
});

describeShared("Tradier from recorded answers", () => {
  describeProvider("Tradier, recorded,", {
    isSimulated: false,
    open: (clockTsMs) =>
      openTradier({ clock: new FakeClock(clockTsMs), plan: "sandbox", routes: routes() }),
    cases: {
      bars: [
        {
          ...{ name: "a month of days", interval: "1d", symbols: ["AAPL"], nowTsMs, barsMin: 20 },
          ...february,
        },
      ],
      quotes: [
        { nowTsMs, symbols: ["PLTR"] },
        { nowTsMs, symbols: ["SPY"], unknownSymbol: "ZZZZZ" },
      ],
      chain: [{ nowTsMs, underlying: "PLTR", expiries: [expiry], contractsMin: 2 }],
    },
    uncovered: { calendar: "none was recorded; see the made-up one" },
  });

  test("closes of AAPL in February 2024 are those that everybody knows", async () => {
    await using tradier = await openTradier({ nowTsMs, routes: routes() });
    const [chunk] = await gather(
      tradier.provider.bars({
        ...{ symbols: ["AAPL"], interval: "1d", session: "regular", adjustment: "split" },
        ...{ ...february, ...asking() },
      }),
    );
    const { openTsMs, close } = chunk?.bars ?? {};
    expect([...(close ?? [])].slice(0, 5)).toEqual([186.86, 185.85, 187.68, 189.3, 189.41]);
    expect(close?.at(-1)).toBe(180.75);
    expect(openTsMs?.at(-1)).toBe(at(2024, 2, 29));
    expect(close?.length).toBe(20);
  });

  test("a quote of 2024 has its sizes in lots", async () => {
    await using tradier = await openTradier({ clock: new FakeClock(nowTsMs), routes: routes() });
    const { value } = await tradier.provider.quotes(["PLTR"], asking());
    expect(value[0]).toMatchObject({
      ...{ price: 25.5, previousClose: 25.22, bidSize: 3_700, askSize: 1_600 },
      ...{ volume: 12_860_810, averageVolume: 42_351_479, session: "regular" },
    });
  });

  test("a contract without a bid keeps the smoothed volatility", async () => {
    await using tradier = await openTradier({ clock: new FakeClock(nowTsMs), routes: routes() });
    const query = { underlying: "PLTR", expiries: [expiry], ...asking() };
    const [call, put] = (await tradier.provider.chain(query)).value.contracts;
    expect(put).toMatchObject({ bid: 0, ask: 1.41, ivRatio: 0.57, openInterest: 10, rho: null });
    expect(call).toMatchObject({ last: null, tradeTsMs: null, ivRatio: 0.609209, volume: 0 });
  });

  test("the recorded 401 is a matter of the token", async () => {
    const { bodyText, status } = JSON.parse(
      readFileSync(fixturePath("tradier", "error-401.json"), "utf8"),
    );
    await using tradier = await openTradier({
      nowTsMs,
      routes: { "GET /v1/markets/quotes?*": textAnswer(bodyText, { status }) },
    });
    const answer = tradier.provider.quotes(["AAA"], asking());
    expect(await codeOf(answer)).toBe("provider.unauthorized");
    expect(tradier.provider.status().state).toBe("auth-needed");
    expect(tradier.provider.status().text).toContain("Invalid Access Token");
  });
});
