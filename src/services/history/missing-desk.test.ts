import { afterEach, beforeEach, expect, test } from "bun:test";
import { HistoryFill } from "../../../testing/history-fill.ts";
import type { HistoryMarket } from "../../../testing/history-market.ts";
import { dateOf, newYork } from "../../../testing/history-store.ts";
import { MissingDesk } from "./missing-desk.ts";
import { findMissingSessions } from "./missing-sessions.ts";

const { signal } = new AbortController();
const daily = { interval: "1d", adjustment: "split" } as const;
let fill: HistoryFill;
let notices: string[];
/** Days that the vendor does not have, as "SYMBOL 2025-11-05". */
let holes: Set<string>;

beforeEach(() => {
  fill = new HistoryFill();
  notices = [];
  holes = new Set();
});
afterEach(() => fill.made.remove());

const dayOf = (tsMs: number) => new Date(tsMs).toISOString().slice(0, 10);

function marketOf(): HistoryMarket {
  return fill.marketOf({
    change: (symbol, _, bar) => (holes.has(`${symbol} ${dayOf(bar.openTsMs)}`) ? null : bar),
  });
}

function deskOf(marketData: HistoryMarket): MissingDesk {
  return new MissingDesk({
    ...{ store: fill.store, marketData, clock: fill.clock, onChange: () => undefined },
    onNotice: (text) => notices.push(text),
  });
}

const find = () => findMissingSessions(fill.store, { marketTsMs: fill.nowMs, sessions: 20 });

test("a single session without a bar between others is found, a longer halt is not", async () => {
  const market = marketOf();
  const [one, halted, whole] = market.symbols as [string, string, string];
  holes = new Set([`${one} 2025-11-05`, `${halted} 2025-11-05`, `${halted} 2025-11-06`]);
  // The newest session has nothing behind it that tells.
  holes.add(`${whole} 2025-11-14`);
  await fill.run(fill.backFill(market));
  const { bySymbol, ofMarket } = find();
  expect([...bySymbol]).toEqual([[one, [dateOf("2025-11-05")]]]);
  expect(ofMarket).toEqual([]);
});

test("a hole is asked for once more, whatever comes of it", async () => {
  const market = marketOf();
  const [filled, open] = market.symbols as [string, string];
  holes = new Set([`${filled} 2025-11-05`, `${open} 2025-11-07`]);
  await fill.run(fill.backFill(market));
  holes.delete(`${filled} 2025-11-05`);
  market.calls.length = 0;
  const round = await deskOf(market).round(fill.nowMs, signal);
  expect(round.text).toBe("2 missing daily bars asked for again, 1 came");
  expect(round.nextTsMs).toBe(newYork("2025-11-17 04:00"));
  expect(market.calls.map(({ symbols }) => symbols)).toEqual([[filled], [open]]);
  expect(fill.store.bars.read({ symbol: filled, ...daily }).length).toBe(30);
  expect(fill.made.changes()).toContain(`1d correction ${filled}`);
  expect((await deskOf(market).round(fill.nowMs, signal)).text).toBeNull();
  expect(market.calls.length).toBe(2);
});

test("a session that most symbols lack is the user's to look at", async () => {
  const market = marketOf();
  for (const symbol of market.symbols.slice(0, 20)) holes.add(`${symbol} 2025-11-05`);
  await fill.run(fill.backFill(market));
  expect(find().ofMarket).toEqual([dateOf("2025-11-05")]);
  await deskOf(market).round(fill.nowMs, signal);
  await deskOf(market).round(fill.nowMs, signal);
  expect(notices).toEqual(["most symbols have no daily bar of 2025-11-05: was the exchange open?"]);
});
