/** From a bar that closes for the whole market to its signals: in the store, and at a client. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalBus } from "../src/adapters/bus/local/local-bus.ts";
import { systemClock } from "../src/adapters/host/system-clock.ts";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import { scanners } from "../src/scanners/registry.ts";
import type { BenchCase, BenchReport, Table } from "./define.ts";
import { LiveMarket } from "./latency/live-market.ts";
import {
  barEveryMs,
  liveThrough,
  type Timing,
  type Timings,
  warmUpBars,
} from "./latency/live-through.ts";
import { type Quantiles, quantilesOf } from "./latency/quantiles.ts";
import { RunningServices } from "./latency/running-services.ts";

const readyMsMax = 120_000;

export const latencyBench: BenchCase = {
  name: "latency",
  title: "From a closed bar to its signals, scanners and API in processes of their own",
  async run({ seed, symbols, minutes }) {
    const live = warmUpBars + (60_000 * minutes) / barEveryMs;
    const market = new LiveMarket({ seed, symbols, live });
    const folder = mkdtempSync(join(tmpdir(), "l2t-latency-"));
    const store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: scanners });
    const wakePath = join(folder, "bus.wake");
    const bus = new LocalBus({ events: store.events, clock: systemClock, wakePath });
    const services = new RunningServices(folder);
    try {
      market.fill(store);
      const url = await services.start(readyMsMax);
      return report(await liveThrough(market, { store, bus, url }), { symbols });
    } finally {
      await services.stop();
      await bus.close();
      store.close();
      rmSync(folder, { recursive: true });
    }
  },
};

function report(
  { plain, crowded, crowdedCount }: Timings,
  { symbols }: { readonly symbols: number },
): BenchReport {
  const [stored, client] = [quantilesOf(plain.stored), quantilesOf(plain.client)];
  const all = [plain, crowded];
  const count = (what: "stored" | "client") =>
    all.reduce((sum, timing) => sum + timing[what].length, 0);
  const figures = [
    { id: "latency.stored-signal-p99", value: stored.p99, unit: "ms" },
    { id: "latency.client-p99", value: client.p99, unit: "ms" },
    { id: "latency.crowded-client-p99", value: quantilesOf(crowded.client).p99, unit: "ms" },
    { id: "latency.not-at-client", value: count("stored") - count("client"), unit: "signals" },
  ];
  const notes = [
    "from the moment at which the bars are handed to the store; a signal counts as stored when " +
      "another process has been woken and has read it",
    `${warmUpBars} bars before the count let the code get compiled; one comes every ` +
      `${barEveryMs / 1_000} s`,
    `at ${crowdedCount} moments bars of 15 minutes and more close with those of 5`,
  ];
  const tables = [
    table(`${symbols} symbols close a bar of 5 minutes together; ms`, plain),
    table(`${symbols} symbols close bars of 5 minutes and longer ones together; ms`, crowded),
  ];
  return { tables, figures, notes };
}

function table(title: string, { append, stored, client }: Timing): Table {
  const rows = [
    row("bars and event stored", quantilesOf(append)),
    row("signal stored and told", quantilesOf(stored)),
    row("signal at a client of the stream", quantilesOf(client)),
  ];
  return { title, heads: ["", "count", "p50", "p99", "max"], rows };
}

function row(name: string, { count, p50, p99, max }: Quantiles): readonly string[] {
  return [name, String(count), ...[p50, p99, max].map((value) => value.toFixed(1))];
}
