import { afterEach, beforeEach, expect, test } from "bun:test";
import { FakeClock } from "../../../testing/fakes/fake-clock.ts";
import { HistoryStore } from "../../../testing/history-store.ts";
import { ChangeTeller } from "./change-teller.ts";

const clock = new FakeClock();
const market = Array.from({ length: 150 }, (_, i) => `S${i}`);
let made: HistoryStore;
let heard: number;

beforeEach(() => {
  made = new HistoryStore();
  heard = 0;
});
afterEach(() => made.remove());

function tellerOf(): ChangeTeller {
  const onChange = () => {
    heard += 1;
  };
  return new ChangeTeller({ store: made.store, clock, onChange, reason: "back-fill" });
}

test("few symbols are told by name, at once", () => {
  const teller = tellerOf();
  for (const symbol of ["A", "B"]) teller.tell(["5m", "1h"], [symbol]);
  teller.tell(["5m"], []);
  expect(made.changes()).toEqual([
    ...["5m back-fill A", "1h back-fill A", "5m back-fill B", "1h back-fill B"],
  ]);
});

test("a market is told twice a minute, whatever changes in between", async () => {
  const teller = tellerOf();
  for (let second = 0; second < 60; second++) {
    made.store.bars.transaction(() => teller.tell(["1d"], market));
    await clock.advance(1_000);
  }
  expect(made.changes()).toEqual(["1d back-fill *", "1d back-fill *"]);
  teller.flush();
  expect(made.changes().length).toBe(3);
  expect(heard).toBe(1);
  teller.flush();
  expect(made.changes().length).toBe(3);
});

test("what was not told before a kill is told at the next start", () => {
  const killed = tellerOf();
  killed.tell(["1d"], market);
  killed.tell(["5m", "15m"], market);
  expect(made.changes()).toEqual(["1d back-fill *"]);
  tellerOf().flush();
  expect(made.changes().slice(1)).toEqual(["5m back-fill *", "15m back-fill *"]);
});

test("a change that is undone is not told of", () => {
  const teller = tellerOf();
  teller.tell(["1d"], market);
  const undone = () =>
    made.store.bars.transaction(() => {
      teller.tell(["5m"], market);
      throw new Error("undone");
    });
  expect(undone).toThrow("undone");
  teller.flush();
  expect(made.changes()).toEqual(["1d back-fill *"]);
});
