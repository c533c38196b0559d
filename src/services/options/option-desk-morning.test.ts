import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { OptionDesks } from "../../../testing/made-options.ts";
import { addDays } from "../../domain/local-date.ts";

let desks: OptionDesks;

beforeEach(() => {
  desks = new OptionDesks();
});
afterEach(() => desks.remove());

describe("the morning after", () => {
  /** A day of 5,000 contracts at an open interest of 100, and a morning with another one. */
  async function morning(openInterest: number | null) {
    const one = desks.open();
    desks.trade(5_000);
    await one.round(desks.at(300));
    desks.market.set(desks.call, { volume: 0, openInterest, tradeTsMs: desks.at(300) });
    desks.market.set(desks.market.put(desks.friday, 100), { openInterest: 101 });
    await one.round(desks.at(1, desks.wednesday));
    return one;
  }

  test("a rise of open interest by half of the volume says that the flow opened", async () => {
    const { store, state } = await morning(2_600);
    const [flow] = store.cache.whaleFlows(0);
    expect([flow?.verdict, flow?.nextOpenInterest]).toEqual(["opened", 2_600]);
    expect(state()).toMatchObject({
      ...{
        volumeDate: desks.wednesday,
        volume: 0,
        flowVolume: 0,
        historyDays: 1,
        meanVolume: 5_000,
      },
      ...{ openInterest: 2_600, openInterestBefore: 100 },
    });
  });

  test("a small rise is unclear, and unknown open interest says nothing", async () => {
    expect((await morning(900)).store.cache.whaleFlows(0)[0]?.verdict).toBe("unclear");
  });

  test("unknown open interest says nothing", async () => {
    expect((await morning(null)).store.cache.whaleFlows(0)[0]?.verdict).toBeNull();
  });

  test("before the vendor has published any, nothing is said; afterwards it is", async () => {
    const { round, store } = desks.open();
    desks.trade(5_000);
    await round(desks.at(300));
    desks.market.set(desks.call, { volume: 0, tradeTsMs: desks.at(300) });
    await round(desks.at(1, desks.wednesday));
    expect(store.cache.whaleFlows(0)[0]?.verdict).toBeNull();
    desks.market.set(desks.call, { openInterest: 4_000 });
    await round(desks.at(6, desks.wednesday));
    expect(store.cache.whaleFlows(0)[0]?.verdict).toBe("opened");
  });

  test("after a day without a look nothing is said", async () => {
    const { round, store, state } = desks.open();
    desks.trade(5_000);
    await round(desks.at(300));
    desks.market.set(desks.call, { volume: 0, openInterest: 4_000, tradeTsMs: desks.at(300) });
    await round(desks.at(1, addDays(desks.tuesday, 2)));
    expect(store.cache.whaleFlows(0)[0]?.verdict).toBeNull();
    expect([state()?.openInterestBefore, state()?.historyDays]).toEqual([null, 1]);
  });

  test("contracts that expired are dropped", async () => {
    const { round, store } = desks.open();
    desks.market.listed = [desks.tuesday, desks.friday];
    await round(desks.at(300));
    expect(store.options.contracts("ABC").length).toBe(12);
    await round(desks.at(1, desks.wednesday));
    expect(store.options.contracts("ABC").length).toBe(6);
  });
});
