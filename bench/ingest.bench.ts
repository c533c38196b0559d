/** Minute bars of a stream, from the socket to the store, as fast as they are taken. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDemoMarket } from "../src/adapters/providers/demo/market.ts";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import type { BenchCase } from "./define.ts";
import { numberText } from "./harness/print.ts";
import { takeFlood } from "./ingest/take-flood.ts";

/** Minutes of two sessions at most; a large market has fewer. */
const minutesMax = 780;
const barsPerRound = 60_000;

export const ingestBench: BenchCase = {
  name: "ingest",
  title: "A flood of streamed minute bars: decoded, put together, stored with longer bars",
  async run({ seed, symbols: count, rounds }) {
    const { symbols } = createDemoMarket({ seed, symbols: count });
    const minutes = Math.min(minutesMax, Math.ceil((rounds * barsPerRound) / count));
    const folder = mkdtempSync(join(tmpdir(), "l2t-ingest-"));
    const store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
    try {
      const use = await takeFlood(store, { seed, symbols, minutes });
      const series = store.bars.series({ interval: "1m" });
      const stored = series.reduce((sum, { barCount }) => sum + barCount, 0);
      const longer = store.stats().barCount - stored;
      const { sent, taken, wallMs, cpuMs, startMb, peakMb } = use;
      const perSecond = stored / (wallMs / 1_000);
      const rows: readonly (readonly [string, number])[] = [
        ...([
          ["sent", sent],
          ["taken", taken],
          ["stored", stored],
        ] as const),
        ...([
          ["longer bars beside them", longer],
          ["bars a second", perSecond],
        ] as const),
        ...([
          ["processor time, ms", cpuMs],
          ["by the clock, ms", wallMs],
        ] as const),
        ...([
          ["RSS before, MB", startMb],
          ["RSS at most, MB", peakMb],
        ] as const),
      ];
      return {
        tables: [
          {
            title: `${symbols.length} symbols, ${minutes} minutes, over a real socket`,
            heads: ["", ""],
            rows: rows.map(([name, value]) => [name, numberText(value)]),
          },
        ],
        figures: [
          { id: "ingest.bars-per-second", value: perSecond, unit: "bars/s" },
          { id: "ingest.bars-lost", value: sent - stored, unit: "bars" },
          { id: "ingest.peak-growth", value: peakMb - startMb, unit: "MB" },
        ],
        notes: ["Massive's frames of 200 bars, its stream class, and the store of a live market"],
      };
    } finally {
      store.close();
      rmSync(folder, { recursive: true });
    }
  },
};
