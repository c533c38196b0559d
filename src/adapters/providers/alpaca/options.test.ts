import { describe, expect, test } from "bun:test";
import { listedContract, optionSnapshot } from "../../../../testing/alpaca/alpaca-bodies.ts";
import { type AlpacaVendorOptions, openAlpaca } from "../../../../testing/alpaca/alpaca-vendor.ts";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import { jsonAnswer } from "../../../../testing/replay/answer.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";

const asking = () => ({ lane: "click", signal: new AbortController().signal }) as const;
const minuteMs = 60_000;
/** Monday 1 June 2026. */
const today = fromYearMonthDay(2026, 6, 1);
const bellTsMs = newYorkTsMs(today, 570);
const nowTsMs = bellTsMs + 90 * minuteMs;
const now = new Date(nowTsMs).toISOString();
const still = (options: Omit<AlpacaVendorOptions, "clock">) =>
  openAlpaca({ ...options, clock: new FakeClock(nowTsMs) });
const asked = (vendor: Awaited<ReturnType<typeof still>>, name: string) =>
  vendor.server.requests.map((request) => request.query.find(([key]) => key === name)?.[1]);

describe("a chain", () => {
  const friday = fromYearMonthDay(2026, 6, 5);
  const occ = "AAA260605C00150000";
  const chainRoute = "GET /v1beta1/options/snapshots/AAA?*";
  const contractsRoute = "GET /v2/options/contracts?*";
  const chainBody = jsonAnswer({
    snapshots: {
      [occ]: optionSnapshot({ t: now, delta: 0.5 }),
      AAA260605P00150000: {
        ...optionSnapshot({ t: "2026-05-28T15:00:00Z", delta: -0.5 }),
        latestQuote: { t: now, bp: 0, bs: 0, ap: 0.05, as: 7 },
      },
      AAA1260605C00150000: optionSnapshot({ t: now, delta: 0.5 }),
      AAA260612C00150000: optionSnapshot({ t: now, delta: 0.5 }),
    },
    next_page_token: null,
  });
  const contracts = (openInterest: string) =>
    jsonAnswer({
      option_contracts: [listedContract(occ, "2026-06-05", openInterest)],
      next_page_token: null,
    });
  const ask = { underlying: "AAA", expiries: [friday], ...asking() };

  test("has open interest with its date, asked for once a day", async () => {
    const clock = new FakeClock(nowTsMs);
    await using vendor = await openAlpaca({
      clock,
      routes: { [chainRoute]: chainBody, [contractsRoute]: [contracts("77"), contracts("99")] },
    });
    const openInterest = async () => (await vendor.provider.chain(ask)).value.contracts[0];
    expect(await openInterest()).toMatchObject({
      ...{ occ, openInterest: 77, openInterestDate: fromYearMonthDay(2026, 5, 29) },
      ...{ volume: 120, multiplier: 100, isStandard: true, mark: null, greeksFrom: "provider" },
    });
    expect((await openInterest())?.openInterest).toBe(77);
    expect(vendor.server.requests.length).toBe(3);
    clock.jumpTo(nowTsMs + 86_400_000);
    expect((await openInterest())?.openInterest).toBe(99);
  });

  test("what was counted before the open is asked for again after it", async () => {
    const clock = new FakeClock(newYorkTsMs(today, 300));
    await using vendor = await openAlpaca({
      clock,
      routes: { [contractsRoute]: [contracts("1"), contracts("2")] },
    });
    await vendor.provider.expirations("AAA", asking());
    await vendor.provider.expirations("AAA", asking());
    expect(vendor.server.requests.length).toBe(1);
    clock.jumpTo(nowTsMs);
    expect(await vendor.provider.expirations("AAA", asking())).toEqual([friday]);
    expect(vendor.server.requests.length).toBe(2);
  });

  test("has the expiries asked for, marks odd roots, tells no volume of another day", async () => {
    await using vendor = await still({
      routes: { [chainRoute]: chainBody, [contractsRoute]: contracts("77") },
    });
    const { contracts: found } = (await vendor.provider.chain(ask)).value;
    expect(found.map(({ root, right, isStandard }) => [root, right, isStandard])).toEqual([
      ["AAA", "call", true],
      ["AAA1", "call", false],
      ["AAA", "put", true],
    ]);
    expect(found[2]).toMatchObject({ volume: null, openInterest: null, bid: 0, ask: 0.05 });
  });

  test("comes without open interest where the trading host shuts us out", async () => {
    const message = jsonAnswer({ message: "forbidden." }, { status: 403 });
    await using vendor = await still({
      routes: { [chainRoute]: chainBody, [contractsRoute]: message },
    });
    const { value } = await vendor.provider.chain(ask);
    expect(value.contracts[0]).toMatchObject({ occ, openInterest: null, delta: 0.5 });
    expect(vendor.provider.status().text).toContain("trading host");
  });

  test("asks for expiries of a week together, and names its feed", async () => {
    await using vendor = await still({
      plan: "basic",
      routes: { [chainRoute]: chainBody, [contractsRoute]: contracts("77") },
    });
    const expiries = [1, 3, 5, 19].map((date) => fromYearMonthDay(2026, 6, date));
    const { provenance } = await vendor.provider.chain({ ...ask, expiries });
    expect(provenance).toMatchObject({ feed: "indicative", delayMs: 15 * minuteMs });
    expect(asked(vendor, "expiration_date_lte")).toEqual([
      "2026-06-05",
      "2026-06-19",
      "2026-06-19",
    ]);
    expect(asked(vendor, "feed")).toEqual(["indicative", "indicative", undefined]);
  });
});

describe("option trades", () => {
  test("of the last quarter of an hour are not asked for on the free plan", async () => {
    const body = jsonAnswer({ trades: {}, next_page_token: null });
    await using vendor = await still({
      plan: "basic",
      routes: { "GET /v1beta1/options/trades?*": body },
    });
    const ask = (fromTsMs: number) =>
      vendor.provider.optionTrades({
        ...{ contracts: ["AAA260605C00150000", "not one"], fromTsMs, untilTsMs: nowTsMs },
        ...asking(),
      });
    expect(await Array.fromAsync(ask(nowTsMs - 10 * minuteMs))).toEqual([]);
    expect(vendor.server.requests).toEqual([]);
    expect(await Array.fromAsync(ask(bellTsMs))).toEqual([]);
    expect(asked(vendor, "end")).toEqual([new Date(nowTsMs - 16 * minuteMs - 1).toISOString()]);
    expect(asked(vendor, "symbols")).toEqual(["AAA260605C00150000"]);
  });
});
