import { describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  barOf,
  type FeedHours,
  LiveMarketPair,
  type MadeMoment,
  makeSeries,
  momentsOf,
} from "../../../testing/live-market.ts";
import { randomSource } from "../../../testing/prices.ts";
import type { Interval } from "../../domain/interval.ts";
import type { Store } from "../../ports/store.ts";
import { scanners } from "../../scanners/registry.ts";

const intervals: readonly Interval[] = ["1h", "5m", "1d"];
const bars = 340;
const symbolCount = 7;
const liveMoments = 60;
const ledgerMax = 1_000_000;

// A second each; many times that while the machine is busy.
setDefaultTimeout(120_000);

interface Story {
  readonly scanner: string;
  readonly seed: number;
  readonly hours: FeedHours;
}

/** Lets a market live with everything that can happen to it, and to its scanner. */
async function live({ scanner, seed, hours }: Story): Promise<number> {
  const definition = scanners.find((one) => one.scanner === scanner);
  if (definition === undefined) throw new Error(`${scanner} is registered`);
  const random = randomSource(seed);
  const chance = (ratio: number) => random() < ratio;
  const pair = new LiveMarketPair(definition);
  const market = Array.from({ length: symbolCount }, (_, at) => {
    const made = { seed: seed * 100 + at, intervals, bars };
    const symbol = `S${at}`;
    // The first symbol has two series, raw and adjusted, which do not always go equally far.
    const own = makeSeries(symbol, at === 1 ? "raw" : "split", made);
    return at === 0 ? [own, makeSeries(symbol, "raw", made)] : [own];
  }).flat();
  const moments = momentsOf(intervals, bars, hours);
  const split = moments.length - liveMoments;
  const past = moments.slice(0, split);
  for (const series of market) {
    // One symbol comes new to the market.
    if (series.symbol === "S6") continue;
    for (const interval of intervals) {
      const own = past.filter((moment) => moment.interval === interval);
      pair.fill(series, interval, own);
    }
  }
  let nowTsMs = past.at(-1)?.closeTsMs as number;
  pair.setNow(nowTsMs);
  await pair.service.start();
  await pair.bus.deliver();
  for (const interval of intervals) pair.scanReference(interval, nowTsMs);
  await pair.service.idle();
  const late: { moment: MadeMoment; at: number }[] = [];
  for (const moment of moments.slice(split)) {
    nowTsMs = Math.max(nowTsMs, moment.closeTsMs);
    const rows = market.flatMap((series, at) => {
      if (chance(0.1)) {
        if (chance(0.4)) late.push({ moment, at });
        return [];
      }
      return { series, bar: barOf(series, moment) };
    });
    pair.append(moment, rows, nowTsMs);
    if (chance(0.3)) await pair.bus.deliver(1 + Math.floor(random() * 4));
    if (late.length > 0 && chance(0.15)) {
      await pair.bus.deliver();
      const one = late.shift() as { moment: MadeMoment; at: number };
      const series = market[one.at] as (typeof market)[number];
      pair.append(one.moment, [{ series, bar: barOf(series, one.moment) }], nowTsMs);
      await pair.bus.deliver();
    }
    if (chance(0.08)) {
      await pair.bus.deliver();
      const series = market[Math.floor(random() * 6)] as (typeof market)[number];
      const own = past.filter(({ interval }) => interval === moment.interval);
      const wrong = own[own.length - 1 - Math.floor(random() * 60)] as MadeMoment;
      const bar = barOf(series, wrong);
      const close = bar.close * (0.97 + 0.06 * random());
      const [high, low] = [Math.max(bar.high, close), Math.min(bar.low, close)];
      pair.correct(series, moment.interval, { ...bar, high, low, close }, nowTsMs);
      await pair.bus.deliver();
    }
    if (chance(0.08)) await pair.restart({ isKilled: chance(0.5) });
    if (chance(0.05)) pair.service.levers.trim();
    if (chance(0.05)) pair.service.levers[chance(0.5) ? "shrink" : "restore"]();
    if (chance(0.03)) while (pair.live.bars.tidy({ seriesMax: 3 }));
  }
  await pair.bus.deliver();
  expect(pair.notices).toEqual([]);
  const [ours, theirs] = [ledgerOf(pair.live), ledgerOf(pair.reference)];
  expect(ours).toEqual(theirs);
  const told = pair.live.events.after(0, { topics: ["signal"], limit: ledgerMax });
  const toldIds = told.map(({ topic, payload }) => (topic === "signal" ? payload.id : topic));
  expect(toldIds.length).toBe(new Set(toldIds).size);
  expect(toldIds.length).toBeGreaterThan(0);
  const rows = rowsOf(pair.live, scanner);
  expect(rows).toEqual(rowsOf(pair.reference, scanner));
  await pair.remove();
  return ours.length;
}

/**
 * Longer bars are scanned when one has closed. A symbol of which the raw series is ahead for a
 * day or two in between, and then the adjusted one again, is not looked at on those days.
 */
function ledgerOf(store: Store) {
  return store.signals
    .signals({ limit: ledgerMax })
    .filter(({ symbol, interval }) => symbol !== "S0" || followed.includes(interval))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Rows that say signal. Those made of shorter bars are scanned when a longer one has closed. */
const followed: readonly unknown[] = intervals;

function rowsOf(store: Store, scanner: string) {
  return store.signals
    .latest(scanner)
    .filter((row) => row["status"] === "signal")
    .filter((row) => row["symbol"] !== "S0" || followed.includes(row["interval"]))
    .map((row) => {
      if (followed.includes(row["interval"])) return row;
      return { ...row, data_age_seconds: null, scanned_at: null };
    });
}

describe.each(["ttm-squeeze", "vpb", "macd"])("the ledger of a live %s", (scanner) => {
  test.each([
    ["regular", 1],
    ["closing", 2],
    ["extended", 3],
  ] as const)("equals that of scans after every bar (%s hours, seed %i)", async (hours, seed) => {
    const seeds = Number(process.env["L2T_TEST_SEEDS"] ?? 1);
    let signals = 0;
    for (let more = 0; more < seeds; more++) {
      signals += await live({ scanner, seed: seed + 1_000 * more, hours });
    }
    expect(signals).toBeGreaterThan(10);
  });
});
