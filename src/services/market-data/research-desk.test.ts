import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { HistoryStore, newYork } from "../../../testing/history-store.ts";
import { Failure } from "../../base/failure.ts";
import type { Provenance } from "../../domain/provenance.ts";
import type { NewsItem, Rating } from "../../domain/research.ts";
import { ResearchDesk } from "./research-desk.ts";

const nowMs = newYork("2025-11-24 10:00");
const { signal } = new AbortController();
const provenance: Provenance = {
  ...{ provider: "made", feed: "test", isSimulated: false, delayMs: 0, asOfTsMs: nowMs },
};

let made: HistoryStore;
let asked: string[];
let failing: Map<string, Failure>;
let announced: number;

beforeEach(() => {
  made = new HistoryStore();
  asked = [];
  failing = new Map();
  announced = 0;
});
afterEach(() => made.remove());

async function answer<T>(name: string, value: readonly T[]) {
  asked.push(name);
  const failure = failing.get(name);
  if (failure) throw failure;
  return { value, provenance };
}

function deskOf(symbols: readonly string[]): ResearchDesk {
  return new ResearchDesk({
    store: made.store,
    bus: { announce: () => void announced++ },
    clock: { nowMs: () => nowMs },
    symbols: () => symbols,
    data: {
      ability: () => ({ provider: "made", feed: "test", delayMs: 0, symbolsMax: 50 }),
      ratings: (symbol) => answer<Rating>(symbol, []),
      news: () => answer<NewsItem>("news", []),
    },
  });
}

const refused = new Failure("provider.refused", "no such symbol");

describe("research", () => {
  test("of one symbol that is refused does not keep the others waiting", async () => {
    failing.set("BAD", refused);
    const desk = deskOf(["BAD", "A", "B"]);
    await desk.round(nowMs, signal);
    expect(asked).toEqual(["news", "BAD", "A", "B"]);
    const later = await desk.round(nowMs + 60_000, signal);
    expect(asked, "it is left alone for an hour").toHaveLength(4);
    expect(later.nextTsMs).toBeGreaterThan(nowMs + 60_000);
    await desk.round(nowMs + 3_600_000, signal);
    expect(asked.slice(4)).toEqual(["news", "BAD"]);
  });

  test("that is refused for symbol after symbol is told", async () => {
    const symbols = ["A", "B", "C", "D"];
    for (const symbol of symbols) failing.set(symbol, refused);
    await expect(deskOf(symbols).round(nowMs, signal)).rejects.toThrow("no such symbol");
    expect(asked).toEqual(["news", "A", "B", "C"]);
  });

  test("goes on with ratings where news do not come, and tells of it", async () => {
    failing.set("news", new Failure("provider.unavailable", "made is down"));
    await expect(deskOf(["A"]).round(nowMs, signal)).rejects.toThrow("made is down");
    expect(asked).toEqual(["news", "A"]);
  });

  test("that a stream brings is stored once, and told", () => {
    const item = { headline: "A buys B", url: "https://example.com/1", publisher: "P" };
    const news: NewsItem = { ...item, summary: null, id: "1", tsMs: nowMs, symbols: ["A", "B"] };
    const desk = deskOf(["A"]);
    desk.take([news], provenance);
    desk.take([news], provenance);
    const events = made.store.events.after(0, { limit: 10 });
    expect(events.map(({ topic }) => topic)).toEqual(["research.found"]);
    expect(events[0]?.payload).toEqual({ kind: "news", symbols: ["A", "B"], itemCount: 1 });
    expect(announced).toBe(1);
  });
});
