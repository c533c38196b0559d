import { beforeEach, expect, test } from "bun:test";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import type { Failure } from "../../../base/failure.ts";
import type { Lane } from "../../../ports/market-data.ts";
import type { VendorLimits } from "../vendor-http.ts";
import { RequestLimiter } from "./request-limiter.ts";

const limits: VendorLimits = {
  ...{ limit: 60, windowMs: 60_000, burst: 3, parallelMax: 100 },
  pauseMs: { first: 5_000, max: 12_000 },
};
const never = new AbortController().signal;
let clock: FakeClock;
let gone: string[];

beforeEach(() => {
  clock = new FakeClock();
  gone = [];
});

interface Asked {
  readonly release: () => void;
  readonly urgency: { lane: Lane };
}

function ask(limiter: RequestLimiter, name: string, lane: Lane, signal = never): Asked {
  const urgency = { lane };
  const place = limiter.ask(urgency, signal);
  place.granted.then(
    () => gone.push(name),
    (error: Failure) => gone.push(`${name}: ${error.code}, ${error.message}`),
  );
  return { release: place.release, urgency };
}

test("the more urgent lane goes first, and each lane in its order", async () => {
  const limiter = new RequestLimiter({ ...limits, burst: 1 }, clock);
  ask(limiter, "first", "live");
  ask(limiter, "backfill", "backfill");
  ask(limiter, "watchlist", "watchlist");
  ask(limiter, "live 1", "live");
  ask(limiter, "live 2", "live");
  ask(limiter, "click", "click");
  await clock.advance(10_000);
  expect(gone).toEqual(["first", "click", "live 1", "live 2", "watchlist", "backfill"]);
});

test("back-fill leaves the last third of the bucket to the others", async () => {
  const limiter = new RequestLimiter(limits, clock);
  for (const name of ["a", "b", "c"]) ask(limiter, name, "backfill");
  await clock.advance(0);
  expect(gone).toEqual(["a", "b"]);
  ask(limiter, "click", "click");
  await clock.advance(0);
  expect(gone).toEqual(["a", "b", "click"]);
});

test("no more are under way than allowed at a time", async () => {
  const limiter = new RequestLimiter({ ...limits, parallelMax: 2 }, clock);
  const [first] = ["a", "b", "c"].map((name) => ask(limiter, name, "live"));
  await clock.advance(30_000);
  expect(gone).toEqual(["a", "b"]);
  first?.release();
  first?.release();
  ask(limiter, "d", "live");
  await clock.advance(10_000);
  expect(gone).toEqual(["a", "b", "c"]);
});

test("a request that somebody more urgent joins moves ahead", async () => {
  const limiter = new RequestLimiter({ ...limits, burst: 1 }, clock);
  ask(limiter, "first", "live");
  ask(limiter, "live", "live");
  const { urgency } = ask(limiter, "joined", "backfill");
  limiter.hurry(urgency, "click");
  limiter.hurry(urgency, "watchlist");
  await clock.advance(5_000);
  expect(gone).toEqual(["first", "joined", "live"]);
});

test("a request that is called off leaves the queue", async () => {
  const limiter = new RequestLimiter({ ...limits, burst: 1 }, clock);
  const stop = new AbortController();
  ask(limiter, "first", "live");
  ask(limiter, "second", "live", stop.signal);
  stop.abort();
  await clock.advance(5_000);
  expect(gone).toEqual(["first", "second: run.interrupted, called off in the queue"]);
  expect(clock.sleeperCount).toBe(0);
});

test("a queue that is full refuses and names its lane", async () => {
  const limiter = new RequestLimiter({ ...limits, parallelMax: 1 }, clock);
  for (let i = 0; i < 202; i++) ask(limiter, String(i), "click");
  await clock.advance(0);
  const text = '201: provider.rate-limited, 200 requests of lane "click" wait already';
  expect(gone.toSorted()).toEqual(["0", text]);
  ask(limiter, "live", "live");
  await clock.advance(0);
  expect(gone).toHaveLength(2);
});

test("a click waits 20 s for a place and no longer", async () => {
  const limiter = new RequestLimiter({ ...limits, parallelMax: 1 }, clock);
  ask(limiter, "first", "live");
  ask(limiter, "click", "click");
  await clock.advance(19_999);
  expect(gone).toEqual(["first"]);
  await clock.advance(1);
  expect(gone[1]).toContain('no room for lane "click" within 20 s');
  expect(clock.sleeperCount).toBe(0);
});

test("a pause holds everybody, and one goes after it", async () => {
  const limiter = new RequestLimiter(limits, clock);
  limiter.pause(null, limiter.pauses);
  for (const name of ["a", "b", "c"]) ask(limiter, name, "live");
  expect(limiter.budget().left).toBe(0);
  await clock.advance(4_999);
  expect(gone).toEqual([]);
  await clock.advance(1);
  expect(gone).toEqual(["a"]);
  await clock.advance(1_000);
  expect(gone).toEqual(["a", "b"]);
});

test("pauses double up to the longest, and begin anew after a success", async () => {
  const limiter = new RequestLimiter(limits, clock);
  const pausesMs: number[] = [];
  const pause = async () => {
    limiter.pause(null, limiter.pauses);
    const untilTsMs = limiter.pausedUntil() as number;
    pausesMs.push(untilTsMs - clock.nowMs());
    await clock.advance(untilTsMs - clock.nowMs());
  };
  await pause();
  await pause();
  await pause();
  limiter.wentWell(limiter.pauses);
  await pause();
  expect(pausesMs).toEqual([5_000, 10_000, 12_000, 5_000]);
});

test("answers to requests from before a pause neither lengthen nor end it", async () => {
  const limiter = new RequestLimiter(limits, clock);
  const { pauses } = limiter;
  limiter.pause(null, pauses);
  limiter.pause(null, pauses);
  limiter.wentWell(pauses);
  expect(limiter.pausedUntil()).toBe(clock.nowMs() + 5_000);
  await clock.advance(5_000);
  limiter.pause(null, limiter.pauses);
  expect(limiter.pausedUntil()).toBe(clock.nowMs() + 10_000);
});

test("whoever would wait too long for the end of a pause is refused at once", async () => {
  const limiter = new RequestLimiter(limits, clock);
  const wide = new RequestLimiter({ ...limits, burst: 1 }, clock);
  ask(wide, "first", "click");
  ask(wide, "waiting", "click");
  wide.pause(clock.nowMs() + 45_000, wide.pauses);
  limiter.pause(clock.nowMs() + 45_000, limiter.pauses);
  ask(limiter, "click", "click");
  ask(limiter, "live", "live");
  await clock.advance(0);
  expect(gone).toEqual([
    "first",
    "waiting: provider.rate-limited, asked for a pause until 12:00:45 UTC",
    "click: provider.rate-limited, asked for a pause until 12:00:45 UTC",
  ]);
  await clock.advance(45_000);
  expect(gone.at(-1)).toBe("live");
});

test("a pause that names a year is obeyed for a day", () => {
  const limiter = new RequestLimiter(limits, clock);
  limiter.pause(clock.nowMs() + 365 * 86_400_000, limiter.pauses);
  expect(limiter.pausedUntil()).toBe(clock.nowMs() + 86_400_000);
});

test("the headers of an answer set the rate and what is left", async () => {
  const readLimit = (headers: Headers) => ({
    limit: Number(headers.get("x-limit")),
    left: Number(headers.get("x-left")),
    resetTsMs: clock.nowMs() + 15_000,
  });
  const limiter = new RequestLimiter({ ...limits, readLimit }, clock);
  limiter.learn(new Headers({ "x-limit": "200", "x-left": "1" }));
  expect(limiter.budget()).toEqual({ limit: 200, windowMs: 60_000, left: 1 });
  ask(limiter, "a", "live");
  ask(limiter, "b", "live");
  await clock.advance(14_999);
  expect(gone).toEqual(["a"]);
  await clock.advance(1);
  expect(gone).toEqual(["a", "b"]);
});

test("a click is told at once when the limit comes back too late for it", async () => {
  const readLimit = () => ({ left: 0, resetTsMs: clock.nowMs() + 50_000 });
  const limiter = new RequestLimiter({ ...limits, readLimit }, clock);
  limiter.learn(new Headers());
  ask(limiter, "click", "click");
  await clock.advance(0);
  expect(gone).toEqual(["click: provider.rate-limited, the limit is used up until 12:00:50 UTC"]);
});

test("no timer is left when nobody waits", async () => {
  const limiter = new RequestLimiter(limits, clock);
  for (let i = 0; i < 10; i++) ask(limiter, String(i), "live");
  await clock.advance(0);
  expect(clock.sleeperCount).toBe(1);
  await clock.advance(20_000);
  expect(gone).toHaveLength(10);
  expect(clock.sleeperCount).toBe(0);
});
