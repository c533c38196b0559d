import { afterEach, beforeEach, expect, test } from "bun:test";
import { LiveMarketPair, makeSeries, momentsOf } from "../../../testing/live-market.ts";
import { vpb } from "../../scanners/vpb.ts";
import { PlainScans } from "./plain-scans.ts";

const intervals = ["1d"] as const;
const moments = momentsOf(intervals, 320, "regular");
const series = Array.from({ length: 40 }, (_, at) =>
  makeSeries(`S${at}`, "split", { seed: 300 + at, intervals, bars: 320 }),
);

const days = { interval: "1d" } as const;

let pair: LiveMarketPair;
let notices: string[];
beforeEach(() => {
  pair = new LiveMarketPair(vpb);
  notices = [];
});
afterEach(() => pair.remove());

function scans(): PlainScans {
  const { live: store, bus, clock } = pair;
  const onNotice = (text: string) => void notices.push(text);
  return new PlainScans({
    ...{ definition: vpb, store, bus, clock, onNotice },
    partSeries: () => 7,
  });
}

const ids = (store: LiveMarketPair["live"]) =>
  store.signals
    .signals({ limit: 10_000 })
    .map(({ id }) => id)
    .filter((id) => id.includes(":1d:"))
    .sort();

function fill(count: number): number {
  const nowTsMs = moments[count - 1]?.closeTsMs as number;
  for (const one of series) pair.fill(one, "1d", moments.slice(0, count));
  pair.setNow(nowTsMs);
  pair.scanReference("1d", nowTsMs);
  return nowTsMs;
}

test("the market is scanned at a start, and anew when stored bars have changed", async () => {
  fill(300);
  const plain = scans();
  plain.start();
  await plain.idle();
  await plain.stop();
  expect(ids(pair.live)).toEqual(ids(pair.reference));
  expect(ids(pair.live).length).toBeGreaterThan(0);

  fill(310);
  const again = scans();
  again.start();
  await again.idle();
  fill(320);
  await pair.bus.publish("bars.changed", { interval: "1d", symbols: null, reason: "import" });
  await pair.bus.deliver();
  await again.stop();
  expect(pair.live.signals.latest("vpb", days)).toEqual(pair.reference.signals.latest("vpb", days));
  expect(notices).toEqual([]);
});

test("bars of minutes are no reason for a scan of everything", async () => {
  const nowTsMs = fill(300);
  const plain = scans();
  plain.start();
  await plain.idle();
  await plain.stop();
  const finished = () => pair.live.events.after(0, { topics: ["scan.finished"], limit: 99 }).length;
  const before = finished();
  const again = scans();
  again.start();
  await again.idle();
  const bar = { adjustment: "split", openTsMs: nowTsMs, marketTsMs: nowTsMs, barCount: 1 } as const;
  await pair.bus.publish("bars.closed", { ...bar, interval: "5m" });
  await pair.bus.deliver();
  await again.stop();
  expect(finished() - before).toBe(before);
});
