import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { OptionDesks } from "../../../testing/made-options.ts";
import { Failure } from "../../base/failure.ts";
import type { Store } from "../../ports/store.ts";

let desks: OptionDesks;

beforeEach(() => {
  desks = new OptionDesks();
});
afterEach(() => desks.remove());

describe("what goes wrong", () => {
  test("one underlying that is refused does not keep the others waiting", async () => {
    const { round, store } = desks.open({ symbols: ["BAD", "ABC"] });
    desks.market.failing.set("BAD", "provider.refused");
    desks.trade(5_000);
    expect((await round(desks.at(10))).text).toContain("1 without an answer");
    await round(desks.at(13));
    expect(desks.market.asked).toEqual(["BAD", "ABC"]);
    expect(store.cache.whaleFlows(0).length).toBe(1);
  });

  test("three underlyings in a row that are refused are told, until one is answered", async () => {
    const symbols = ["BAD", "WORSE", "NONE", "ABC"];
    const { round, store } = desks.open({ symbols, options: { everyMs: 1_000 } });
    for (const bad of symbols.slice(0, 3)) desks.market.failing.set(bad, "provider.bad-payload");
    desks.trade(5_000);
    await round(desks.at(10));
    expect((await round(desks.at(11))).text).toContain("3 without an answer");
    for (const bad of symbols) desks.market.failing.set(bad, "provider.bad-payload");
    await expect(round(desks.at(12))).rejects.toMatchObject({ code: "provider.bad-payload" });
    expect(store.cache.whaleFlows(0).length).toBe(1);
    desks.market.failing.clear();
    expect((await round(desks.at(13))).text, "answered, and nothing new").toBeNull();
  });

  test("a vendor that is down is told, and what was due stays due", async () => {
    const { round } = desks.open();
    desks.market.failing.set("ABC", "provider.unavailable");
    await expect(round(desks.at(10))).rejects.toBeInstanceOf(Failure);
    desks.market.failing.clear();
    desks.trade(5_000);
    expect((await round(desks.at(11))).text).toBe("1 new flows of ABC");
    expect((await round(desks.at(20))).text, "nothing new is no news").toBeNull();
  });

  test("an underlying that takes the vendor down does not do so for the others", async () => {
    const { round, store } = desks.open({ symbols: ["BAD", "ABC"] });
    desks.market.failing.set("BAD", "provider.unavailable");
    desks.trade(5_000);
    for (const minute of [10, 13, 16, 19]) await round(desks.at(minute)).catch(() => undefined);
    expect(desks.market.asked).toContain("ABC");
    expect(store.cache.whaleFlows(0).length).toBe(1);
  });

  test("a round that is called off ends as interrupted", async () => {
    const { desk } = desks.open();
    const called = desk.round(desks.at(10), AbortSignal.abort());
    await expect(called).rejects.toMatchObject({ code: "run.interrupted" });
    expect(desks.market.asked).toEqual([]);
  });

  test("a crash between any two writes doubles no flow and loses none", async () => {
    for (let crashAt = 0; crashAt < 30; crashAt++) {
      const name = `crash-${crashAt}`;
      desks.trade(5_000);
      const first = desks.open({ wrap: (store) => crashing(store, crashAt) }, name);
      let hasCrashed = false;
      for (const [i, volume] of [5_000, 6_000, 7_000].entries()) {
        desks.trade(volume);
        try {
          await first.round(desks.at(10 + 5 * i));
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
          hasCrashed = true;
          break;
        }
      }
      const second = desks.open({}, name);
      desks.trade(7_000);
      await second.round(desks.at(60));
      const flows = second.store.cache.whaleFlows(0);
      const risen = flows.reduce((sum, flow) => sum + (flow.volumeRise ?? 0), 0);
      expect(risen, `after a crash at write ${crashAt}`).toBe(7_000);
      expect(new Set(flows.map(({ volume }) => volume)).size).toBe(flows.length);
      if (!hasCrashed) {
        expect(crashAt).toBeGreaterThan(12);
        return;
      }
    }
    throw new Error("the desk writes more often than this test knows");
  });
});

class Crash extends Error {}

/** A store whose process ends at a write: nothing after it happens. */
function crashing(store: Store, crashAt: number): Store {
  let writes = 0;
  const reads = new Set(["contracts", "levels", "levelsOf", "strikes", "whaleFlows", "watchlist"]);
  const watched = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const member = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return (...values: unknown[]) => {
          if (!reads.has(String(name)) && writes++ >= crashAt) throw new Crash(String(name));
          return member.apply(target, values);
        };
      },
    });
  const ports = new Set(["options", "cache", "events", "providers", "bars"]);
  return new Proxy(store, {
    get(target, name) {
      const member = Reflect.get(target, name);
      return ports.has(String(name)) ? watched(member as object) : member;
    },
  });
}
