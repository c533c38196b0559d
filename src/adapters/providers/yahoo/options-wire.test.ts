import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { yahooExchange } from "../../../../testing/replay/recorded.ts";
import { describeShared } from "../../../../testing/shared.ts";
import type { Failure } from "../../../base/failure.ts";
import { dayMs, fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import {
  type OptionsAnswer,
  readOptions,
  toContracts,
  toExpirations,
  underlyingOf,
} from "./options-wire.ts";

const date = fromYearMonthDay(2026, 6, 3);
const expiry = fromYearMonthDay(2026, 6, 19);
const noonTsMs = newYorkTsMs(date, 720);
const nightTsMs = newYorkTsMs(date, 1_380);
const seconds = (day: number) => (day * dayMs) / 1_000;

const call = {
  contractSymbol: "ACME260619C00100000",
  contractSize: "REGULAR",
  lastPrice: 5,
  lastTradeDate: newYorkTsMs(date, 600) / 1_000,
  bid: 4.9,
  ask: 5.1,
  volume: 30,
  openInterest: 200,
  impliedVolatility: 0.25,
  inTheMoney: true,
};

function answer(calls: readonly unknown[], puts: readonly unknown[] = []): OptionsAnswer {
  const found = {
    underlyingSymbol: "ACME",
    expirationDates: [seconds(expiry), seconds(date - 1), seconds(expiry), seconds(date)],
    quote: {
      symbol: "ACME",
      regularMarketPrice: 104,
      regularMarketTime: newYorkTsMs(date, 719) / 1_000,
    },
    options: [{ expirationDate: seconds(expiry), calls, puts }],
  };
  const body = { optionChain: { result: [found], error: null } };
  return readOptions(JSON.parse(JSON.stringify(body))) as OptionsAnswer;
}

const inSession = { expiry, receivedTsMs: noonTsMs };

describe("contracts", () => {
  test("a row becomes a contract without greeks", () => {
    expect(toContracts(answer([call]), inSession)).toEqual([
      {
        ...{ occ: "ACME260619C00100000", root: "ACME", expiry, right: "call", strike: 100 },
        ...{ bid: 4.9, ask: 5.1, last: 5, mark: null, volume: 30, openInterest: 200 },
        ...{ openInterestDate: null, ivRatio: 0.25, delta: null, gamma: null, theta: null },
        ...{ vega: null, rho: null, greeksFrom: null, quoteTsMs: null },
        ...{ tradeTsMs: newYorkTsMs(date, 600), multiplier: 100, isStandard: true },
      },
    ]);
  });

  test("what Yahoo writes at night is not known", () => {
    const night = { ...call, bid: 0, ask: 0, openInterest: 0, impliedVolatility: 1e-5 };
    const [contract] = toContracts(answer([night]), { expiry, receivedTsMs: nightTsMs });
    expect(contract).toMatchObject({ bid: null, ask: null, openInterest: null, ivRatio: null });
    expect(contract).toMatchObject({ last: 5, volume: 30 });
    const [half] = toContracts(answer([{ ...call, impliedVolatility: 0.500005 }]), {
      expiry,
      receivedTsMs: nightTsMs,
    });
    expect(half?.ivRatio).toBeNull();
  });

  test("in the session a bid of 0 is none, and its volatility follows from nothing", () => {
    const [contract] = toContracts(answer([{ ...call, bid: 0, ask: 0.05 }]), inSession);
    expect(contract).toMatchObject({ bid: 0, ask: 0.05, ivRatio: null });
  });

  test("no open interest counts in the session, beside contracts that have some", () => {
    const none = { ...call, contractSymbol: "ACME260619C00105000", openInterest: 0 };
    const [, zero] = toContracts(answer([call, none]), inSession);
    expect(zero?.openInterest).toBe(0);
    expect(toContracts(answer([none]), inSession)[0]?.openInterest).toBeNull();
    const unquoted = { ...none, bid: 0, ask: 0 };
    expect(toContracts(answer([call, unquoted]), inSession)[1]?.openInterest).toBeNull();
    const many = Array.from({ length: 20 }, () => none);
    expect(toContracts(answer([call, ...many]), inSession)[1]?.openInterest).toBeNull();
  });

  test("the volume of another day is not today's", () => {
    const old = { ...call, lastTradeDate: newYorkTsMs(date, 600) / 1_000 - 86_400 };
    const contracts = toContracts(answer([old, { ...call, volume: undefined }]), inSession);
    expect(contracts.map(({ volume }) => volume)).toEqual([null, null]);
  });

  test("a mini and an adjusted contract are not standard", () => {
    const mini = { ...call, contractSize: "MINI" };
    const adjusted = { ...call, contractSymbol: "ACME1260619C00100000" };
    const contracts = toContracts(answer([mini, adjusted]), inSession);
    expect(contracts.map(({ isStandard }) => isStandard)).toEqual([false, false]);
    expect(contracts.map(({ multiplier }) => multiplier)).toEqual([10, 100]);
  });

  test("rows that are no contract of the expiry are left out", () => {
    const rows = [null, { contractSymbol: "ACME" }, { ...call, bid: "a" }];
    const other = { ...call, contractSymbol: "ACME260626C00100000" };
    expect(toContracts(answer(rows, [other]), inSession)).toEqual([]);
    expect(toContracts(answer([call]), { ...inSession, expiry: date })).toEqual([]);
  });
});

describe("expiries", () => {
  test("they rise, come once, and begin today", () => {
    expect(toExpirations(answer([]), date)).toEqual([date, expiry]);
  });

  test("a symbol without options has none, an unknown one is none", () => {
    const bare = { optionChain: { result: [{ expirationDates: [], options: [] }], error: null } };
    expect(toExpirations(readOptions(bare) as OptionsAnswer, date)).toEqual([]);
    expect(underlyingOf(readOptions(bare) as OptionsAnswer)).toBeNull();
    expect(readOptions({ optionChain: { result: [], error: null } })).toBeNull();
    expect(readOptions({ optionChain: { result: null } })).toBeNull();
  });

  test("any JSON is read, or refused as a bad payload", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          readOptions({ optionChain: value });
        } catch (error) {
          expect((error as Failure).code).toBe("provider.bad-payload");
        }
      }),
    );
  });
});

describeShared("recorded chains", () => {
  const read = (name: string) => {
    const { answer: recorded } = yahooExchange(name);
    return readOptions(JSON.parse(new TextDecoder().decode(recorded.body))) as OptionsAnswer;
  };
  // All were recorded before the bell.
  const receivedTsMs = newYorkTsMs(fromYearMonthDay(2025, 2, 24), 265);

  test.each([
    ["AAPL", 102, 20],
    ["AMZN", 106, 21],
    ["QQQ", 180, 33],
    ["SPOT", 179, 18],
    ["EPAC", 1, 4],
  ])("the nearest chain of %s is read whole", (symbol, contractCount) => {
    const options = read(`options-${symbol}.json`);
    const [nearest] = toExpirations(options, fromYearMonthDay(2025, 2, 24));
    const contracts = toContracts(options, { expiry: nearest as typeof date, receivedTsMs });
    expect(contracts).toHaveLength(contractCount);
    for (const { ivRatio, root, isStandard } of contracts) {
      expect([ivRatio, root, isStandard]).toEqual([null, symbol, true]);
    }
    expect(contracts.filter(({ openInterest }) => openInterest === 0)).toEqual([]);
    expect(underlyingOf(options)?.symbol).toBe(symbol);
  });

  test("AAPL lists twenty expiries, and none that has passed is a chain", () => {
    const options = read("options-AAPL-expire-2022-03-01.json");
    expect(toExpirations(options, fromYearMonthDay(2025, 2, 24))).toHaveLength(20);
    const passed = fromYearMonthDay(2022, 3, 1);
    expect(toContracts(options, { expiry: passed, receivedTsMs })).toEqual([]);
  });
});
