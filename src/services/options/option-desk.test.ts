import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { OptionDesks } from "../../../testing/made-options.ts";
import { barsFrom } from "../../domain/bars.ts";

let desks: OptionDesks;
/** Stores of one test, by number. */
let count = 0;

beforeEach(() => {
  desks = new OptionDesks();
});
afterEach(() => desks.remove());

describe("a look at a chain", () => {
  test("stores levels, strikes, contracts and a flow, and tells of them", async () => {
    const { round, store, state } = desks.open();
    desks.trade(5_000);
    await round(desks.at(10));
    const levels = store.options.levelsOf("ABC");
    expect(levels?.spot).toBe(100);
    expect(levels?.contractCount).toBe(6);
    expect(levels?.provider).toBe("made");
    expect(store.options.strikes("ABC").length).toBe(3);
    expect([state()?.volume, state()?.flowVolume]).toEqual([5_000, 5_000]);
    const [flow] = store.cache.whaleFlows(0);
    expect(flow).toMatchObject({
      ...{ symbol: "ABC", type: "CALL", strike: 100, volume: 5_000, vol_oi: 50, dte: 3 },
      ...{ premiumUsd: 1_000_000, volumeRise: 5_000, occ: desks.call, expiry: "2026-06-12" },
      ...{ underlyingPrice: 100, underlyingVolume: 1_000_000, side: null, verdict: null },
    });
    expect(flow?.whale_score).toBeCloseTo((1e5 * 0.5 * 0.4 * 5_000 ** 2) / (100 * 1e6), 6);
    const events = store.events.after(0, { limit: 10 });
    expect(events.map(({ topic }) => topic)).toEqual(["levels.changed", "flows.found"]);
    expect(events[1]?.payload).toEqual({
      underlying: "ABC",
      flowCount: 1,
      marketTsMs: desks.at(10),
    });
  });

  test("at the same chain adds nothing, however often", async () => {
    const { round, store } = desks.open();
    desks.trade(5_000);
    for (const minute of [10, 15, 20, 25]) await round(desks.at(minute));
    expect(desks.market.asked.length).toBe(4);
    expect(store.cache.whaleFlows(0).length).toBe(1);
  });

  test("of another desk on the same store adds nothing either", async () => {
    desks.trade(5_000);
    await desks.open().round(desks.at(10));
    const { round, store } = desks.open();
    await round(desks.at(11));
    expect(store.cache.whaleFlows(0).length).toBe(1);
  });

  test("leaves contracts out that a corporate action has adjusted", async () => {
    const { round, store } = desks.open();
    desks.market.set(desks.call, { volume: 5_000, isStandard: false });
    await round(desks.at(10));
    expect(store.cache.whaleFlows(0)).toEqual([]);
    expect(store.options.levelsOf("ABC")?.contractCount).toBe(5);
  });

  test("stores a flow without open interest, without a score that would be made up", async () => {
    const { round, store } = desks.open();
    desks.market.set(desks.call, { volume: 5_000, openInterest: 0 });
    await round(desks.at(10));
    const [flow] = store.cache.whaleFlows(0);
    expect(flow?.whale_score).toBeNaN();
    expect([flow?.open_interest, flow?.vol_oi, flow?.premiumUsd]).toEqual([0, null, 1_000_000]);
  });

  test("scores by the shares of stored bars where quotes are of one exchange", async () => {
    const { round, store } = desks.open();
    desks.market.underlyingVolume = null;
    desks.trade(5_000);
    const bar = { open: 100, high: 101, low: 99, close: 100, volume: 400_000 };
    const times = [desks.at(-1_440), desks.at(0), desks.at(5)];
    const rows = times.map((openTsMs) => ({ openTsMs, ...bar }));
    const source = { provider: "made", feed: "sip", isSimulated: true };
    const key = { symbol: "ABC", interval: "5m", adjustment: "split" } as const;
    store.bars.write(key, barsFrom("5m", rows), source);
    await round(desks.at(10));
    expect(store.cache.whaleFlows(0)).toMatchObject([{ underlyingVolume: 800_000 }]);
  });

  test("finds nothing usual: small volume, much open interest, a far strike", async () => {
    const { round, store } = desks.open();
    desks.market.strikes = [50, 100, 105];
    desks.market.set(desks.call, { volume: 99 });
    desks.market.set(desks.market.put(desks.friday, 105), { volume: 14_000, openInterest: 10_000 });
    desks.market.set(desks.market.put(desks.friday, 50), { volume: 9_000 });
    await round(desks.at(10));
    expect(store.cache.whaleFlows(0)).toEqual([]);
  });
});

describe("rises of a volume", () => {
  test("are stored exactly once each, falls and standstills never", async () => {
    const volumes = fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(volumes, fc.constantFrom(0, 10), async (steps, volumeRisePctMin) => {
        count += 1;
        const options = { thresholds: { volumeRisePctMin } };
        const { round, store } = desks.open({ options }, String(count));
        const expected: number[][] = [];
        let stored = 0;
        for (const [i, volume] of steps.entries()) {
          desks.trade(volume);
          await round(desks.at(5 + 5 * i));
          // From 708 contracts on the score is over 100.
          const isRise = volume > stored && 100 * (volume - stored) >= volumeRisePctMin * stored;
          if (!isRise || volume < 708) continue;
          expected.push([volume, volume - stored]);
          stored = volume;
        }
        const flows = [...store.cache.whaleFlows(0)].reverse();
        expect(flows.map(({ volume, volumeRise }) => [volume, volumeRise])).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  test("count from 0 again on a new day", async () => {
    const { round, store } = desks.open();
    desks.trade(5_000);
    await round(desks.at(300));
    desks.market.set(desks.call, { volume: 3_000, tradeTsMs: desks.at(20, desks.wednesday) });
    await round(desks.at(30, desks.wednesday));
    const flows = store.cache.whaleFlows(0);
    expect(flows.map(({ volume, volumeRise }) => [volume, volumeRise])).toEqual([
      [3_000, 3_000],
      [5_000, 5_000],
    ]);
  });

  test("yesterday's volume, still shown before the first trade, is no flow", async () => {
    for (const tradeTsMs of [desks.at(200), null]) {
      count += 1;
      const { round, store, state } = desks.open({}, String(count));
      desks.market.set(desks.call, { volume: 5_000, tradeTsMs });
      await round(desks.at(300));
      for (const minute of [1, 6, 11]) await round(desks.at(minute, desks.wednesday));
      expect(store.cache.whaleFlows(0).length, `trade at ${tradeTsMs}`).toBe(1);
      expect([state()?.volumeDate, state()?.volume]).toEqual([desks.wednesday, 0]);
    }
  });
});

describe("trades with quotes", () => {
  const print = (minute: number, price: number, size: number) =>
    desks.market.trades.push({
      ...{ occ: desks.call, tsMs: desks.at(minute), price, size, exchange: null, condition: null },
      ...{ bid: 1.9, ask: 2.1 },
    });

  test("tell who began them, and add up to net premium look by look", async () => {
    desks.market.hasTrades = true;
    const { round, store } = desks.open();
    desks.trade(5_000);
    print(2, 2.1, 1_000);
    print(3, 1.9, 200);
    print(4, 2, 9_000);
    await round(desks.at(10));
    const [flow] = store.cache.whaleFlows(0);
    expect(flow?.side).toBe("bought");
    const first = 210_000 - 38_000;
    expect(store.options.levelsOf("ABC")?.netPremiumUsd).toBeCloseTo(first, 6);
    print(12, 1.9, 1_000);
    desks.trade(6_000);
    await round(desks.at(15));
    expect(store.cache.whaleFlows(0)[0]?.side).toBe("sold");
    expect(store.options.levelsOf("ABC")?.netPremiumUsd).toBeCloseTo(first - 190_000, 6);
    expect(desks.market.askedTrades.map(({ fromTsMs }) => fromTsMs)).toEqual([
      desks.at(0),
      desks.at(10),
    ]);
    await round(desks.at(20));
    expect(desks.market.askedTrades.length, "no new flow, no question").toBe(2);
    expect(store.options.levelsOf("ABC")?.netPremiumUsd).toBeCloseTo(first - 190_000, 6);
  });

  test("are not asked for where the feed has none; the tilt is named so", async () => {
    const { round, store } = desks.open();
    desks.trade(5_000);
    await round(desks.at(10));
    const levels = store.options.levelsOf("ABC");
    expect(levels?.netPremiumUsd).toBeNull();
    expect(levels?.callMinusPutPremiumUsd).toBeCloseTo(1_000_000, 6);
  });
});
