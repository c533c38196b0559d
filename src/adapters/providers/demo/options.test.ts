import { expect, test } from "bun:test";
import fc from "fast-check";
import { addDays, fromYearMonthDay, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { OptionQuote } from "../../../domain/option-contract.ts";
import { createDemoMarket } from "./market.ts";
import { OptionClasses } from "./option-expiries.ts";
import { DemoProvider } from "./provider.ts";

const market = createDemoMarket({ seed: 5, symbols: 200 });
const classes = new OptionClasses(market);
const optional = market.symbols.filter((_, index) => classes.of(index) !== null);
const largest = market.symbols.filter((_, index) => classes.of(index) === "daily");
const date = fromYearMonthDay(2025, 6, 10);
const asking = { lane: "click", signal: new AbortController().signal } as const;
const minuteMs = 60_000;

function providerAt(nowTsMs: number): DemoProvider {
  return new DemoProvider({ market, clock: { nowMs: () => nowTsMs } });
}

async function chainAt(nowTsMs: number, underlying: string, count = 3) {
  const provider = providerAt(nowTsMs);
  const expiries = (await provider.expirations(underlying, asking)).slice(0, count);
  return (await provider.chain({ underlying, expiries, ...asking })).value;
}

async function tradesOf(nowTsMs: number, contracts: readonly OptionQuote[], day: LocalDate) {
  const query = {
    contracts: contracts.map(({ occ }) => occ),
    fromTsMs: newYorkTsMs(day, 0),
    untilTsMs: newYorkTsMs(day, 24 * 60),
    ...asking,
  };
  const trades = [];
  for await (const { value } of providerAt(nowTsMs).optionTrades(query)) trades.push(...value);
  return trades;
}

const symbol = fc.constantFrom(...optional);
const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
const runs = { numRuns: 25 };

test("a chain is the same whenever it is asked for", async () => {
  await fc.assert(
    fc.asyncProperty(symbol, minute, async (underlying, at) => {
      const nowTsMs = newYorkTsMs(date, at);
      const first = await chainAt(nowTsMs, underlying);
      expect(await chainAt(nowTsMs, underlying)).toEqual(first);
    }),
    runs,
  );
});

test("volumes grow through a session, and the open interest stands still", async () => {
  await fc.assert(
    fc.asyncProperty(symbol, minute, minute, async (underlying, a, b) => {
      const open = 570;
      const early = await chainAt(newYorkTsMs(date, Math.max(Math.min(a, b), open)), underlying);
      const late = await chainAt(newYorkTsMs(date, Math.max(a, b, open)), underlying);
      expect(late.contracts.map(({ occ }) => occ)).toEqual(early.contracts.map(({ occ }) => occ));
      for (const [index, before] of early.contracts.entries()) {
        const after = late.contracts[index] as OptionQuote;
        expect(after.volume).toBeGreaterThanOrEqual(before.volume as number);
        expect(after.openInterest).toBe(before.openInterest as number);
      }
    }),
    runs,
  );
});

test("prints add up to the volume and go through at the market", async () => {
  let printCount = 0;
  await fc.assert(
    fc.asyncProperty(symbol, minute, async (underlying, at) => {
      const nowTsMs = newYorkTsMs(date, Math.max(at, 570));
      const { contracts } = await chainAt(nowTsMs, underlying, 2);
      const traded = contracts.filter(({ volume }) => (volume as number) > 0).slice(0, 30);
      const trades = await tradesOf(nowTsMs, traded, date);
      printCount += trades.length;
      for (const { occ, volume, last, tradeTsMs } of traded) {
        const own = trades.filter((trade) => trade.occ === occ);
        expect(own.reduce((sum, { size }) => sum + size, 0)).toBe(volume as number);
        expect(own.at(-1)).toMatchObject({ price: last, tsMs: tradeTsMs });
      }
      for (const { price, bid, ask, tsMs } of trades) {
        expect(tsMs).toBeLessThanOrEqual(nowTsMs);
        expect(price).toBeLessThanOrEqual(ask as number);
        expect(price).toBeGreaterThanOrEqual(Math.max(bid as number, 0.01));
      }
    }),
    runs,
  );
  expect(printCount).toBeGreaterThan(1_000);
});

test("no chain can be bought and sold at a sure profit", async () => {
  await fc.assert(
    fc.asyncProperty(symbol, minute, async (underlying, at) => {
      const { contracts, underlyingPrice } = await chainAt(newYorkTsMs(date, at), underlying, 5);
      const before = new Map<string, OptionQuote>();
      for (const contract of contracts) {
        const { expiry, right, strike, bid, ask } = contract;
        expect(bid).toBeLessThan(ask as number);
        const series = `${expiry} ${right}`;
        const lower = before.get(series);
        before.set(series, contract);
        const isCall = right === "call";
        const intrinsic = (isCall ? 1 : -1) * ((underlyingPrice as number) - strike);
        // A European put may be worth less than what it would bring at once, by the interest.
        if (isCall) expect(ask).toBeGreaterThanOrEqual(Math.max(intrinsic, 0));
        if (!lower) continue;
        const [dear, cheap] = isCall ? [lower, contract] : [contract, lower];
        expect(cheap.ask).toBeLessThanOrEqual(dear.ask as number);
        expect(cheap.bid).toBeLessThanOrEqual(dear.bid as number);
        expect((dear.bid as number) - (cheap.ask as number)).toBeLessThanOrEqual(
          strike - lower.strike,
        );
      }
    }),
    runs,
  );
});

test("before the bell volumes are the last session's, the open interest is new", async () => {
  const underlying = largest[0] as string;
  const monday = addDays(date, -1);
  const close = await chainAt(newYorkTsMs(monday, 21 * 60), underlying, 12);
  const dawn = await chainAt(newYorkTsMs(date, 240), underlying, 12);
  const byOcc = new Map(dawn.contracts.map((contract) => [contract.occ, contract]));
  let changed = 0;
  for (const before of close.contracts) {
    if (before.expiry < date) continue;
    const after = byOcc.get(before.occ) as OptionQuote;
    expect([after.volume, after.last, after.bid]).toEqual([before.volume, before.last, before.bid]);
    const opened = (after.openInterest as number) - (before.openInterest as number);
    expect(Math.abs(opened), "nobody opens more than is traded").toBeLessThanOrEqual(
      before.volume as number,
    );
    if (opened !== 0) changed++;
    expect([before.openInterestDate, after.openInterestDate]).toEqual([monday, date]);
  }
  expect(changed).toBeGreaterThan(50);
  const bell = await chainAt(newYorkTsMs(date, 570), underlying);
  expect(bell.contracts.every(({ volume }) => volume === 0)).toBe(true);
});

test("a weekend shows what Friday left behind", async () => {
  const saturday = fromYearMonthDay(2025, 6, 14);
  const [friday, underlying] = [addDays(saturday, -1), largest[1] as string];
  const expiries = await providerAt(newYorkTsMs(saturday, 700)).expirations(underlying, asking);
  const ask = (nowTsMs: number) =>
    providerAt(nowTsMs).chain({ underlying, expiries: expiries.slice(0, 2), ...asking });
  const evening = await ask(newYorkTsMs(friday, 17 * 60));
  const later = await ask(newYorkTsMs(saturday, 700));
  expect(later).toEqual(evening);
});

test("strikes are only ever added", async () => {
  const underlying = largest[2] as string;
  const expiry = fromYearMonthDay(2025, 9, 19);
  let before: number[] = [];
  for (let day = date; day < expiry; day = addDays(day, 5)) {
    const provider = providerAt(newYorkTsMs(day, 700));
    const { value } = await provider.chain({ underlying, expiries: [expiry], ...asking });
    const strikes = [...new Set(value.contracts.map(({ strike }) => strike))];
    expect(strikes).toEqual(expect.arrayContaining(before));
    before = strikes;
  }
  expect(before.length).toBeGreaterThan(20);
});

test("large orders sweep through within minutes, mostly on one side", async () => {
  const nowTsMs = newYorkTsMs(date, 16 * 60);
  const sweeps = new Map<
    string,
    { size: number; volume: number; firstTsMs: number; tsMs: number }
  >();
  for (const underlying of largest) {
    const { contracts } = await chainAt(nowTsMs, underlying, 6);
    const busy = contracts.filter(({ volume }) => (volume as number) > 300);
    for (const { occ, size, tsMs, condition } of await tradesOf(nowTsMs, busy, date)) {
      if (condition !== "sweep") continue;
      const known = sweeps.get(occ);
      const volume = busy.find((contract) => contract.occ === occ)?.volume as number;
      if (known) Object.assign(known, { size: known.size + size, tsMs });
      else sweeps.set(occ, { size, volume, firstTsMs: tsMs, tsMs });
    }
  }
  expect(sweeps.size).toBeGreaterThan(2);
  expect(sweeps.size).toBeLessThan(60);
  for (const { size, volume, firstTsMs, tsMs } of sweeps.values()) {
    expect(size).toBeGreaterThan(149);
    expect(size).toBeLessThanOrEqual(volume);
    expect(tsMs - firstTsMs).toBeLessThan(2 * minuteMs);
  }
});
