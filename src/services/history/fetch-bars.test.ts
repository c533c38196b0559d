import { expect, test } from "bun:test";
import { newYork } from "../../../testing/history-store.ts";
import { type Bar, barsFrom } from "../../domain/bars.ts";
import type { Ability, BarChunk } from "../../ports/market-data.ts";
import { fetchBars } from "./fetch-bars.ts";

const { signal } = new AbortController();
const stretch = { fromTsMs: newYork("2025-11-14"), untilTsMs: newYork("2025-11-15") };
const provenance = {
  ...{ provider: "made", feed: "test", isSimulated: false, delayMs: 900_000 },
  asOfTsMs: stretch.untilTsMs,
};

function barAtTime(time: string): Bar {
  return { openTsMs: newYork(time), open: 1, high: 2, low: 0.5, close: 1.5, volume: 10 };
}

function chunk(symbol: string, ...times: string[]): BarChunk {
  const bars = barsFrom("5m", times.map(barAtTime));
  return { symbol, adjustment: "split", bars, provenance };
}

function fetchOf(chunks: readonly BarChunk[]) {
  const ability: Ability & { provider: string } = { ...provenance, symbolsMax: 5 };
  return fetchBars(
    {
      ability: (kind) => (kind === "bars" ? ability : null),
      bars: async function* () {
        yield* chunks;
      },
      splits: () => Promise.reject(new Error("nobody asks")),
    },
    {
      ...{ symbols: ["A", "B"], interval: "5m", stretch, marketTsMs: stretch.untilTsMs },
      ...{ lane: "backfill", signal },
    },
  );
}

test("chunks of a symbol are put together, whatever comes in between", async () => {
  const fetched = await fetchOf([
    chunk("A", "2025-11-14 09:30"),
    chunk("B", "2025-11-14 10:00"),
    chunk("A", "2025-11-14 09:35", "2025-11-14 09:45"),
  ]);
  expect([...fetched.keys()]).toEqual(["A", "B"]);
  expect(fetched.get("A")?.bars).toEqual(
    barsFrom("5m", ["2025-11-14 09:30", "2025-11-14 09:35", "2025-11-14 09:45"].map(barAtTime)),
  );
  const { asOfTsMs: _, ...source } = provenance;
  expect(fetched.get("B")?.source).toEqual(source);
});

test("what was not asked for is left out: symbols, times, hours before and after", async () => {
  const fetched = await fetchOf([
    chunk("C", "2025-11-14 09:30"),
    chunk("A", "2025-11-13 15:55", "2025-11-14 09:25", "2025-11-14 15:55", "2025-11-14 16:00"),
    chunk("B", "2025-11-15 12:00"),
  ]);
  expect([...fetched.keys()]).toEqual(["A"]);
  expect(fetched.get("A")?.bars.openTsMs).toEqual(Float64Array.of(newYork("2025-11-14 15:55")));
});

test("bars that do not rise are refused as a whole", async () => {
  for (const second of ["2025-11-14 09:30", "2025-11-14 09:35"]) {
    const chunks = [chunk("A", "2025-11-14 09:35"), chunk("A", second)];
    const error = await fetchOf(chunks).catch((reason) => reason);
    expect(error).toMatchObject({ code: "provider.bad-payload" });
    expect(error.message).toContain('bars of "A" do not rise in time');
  }
});
