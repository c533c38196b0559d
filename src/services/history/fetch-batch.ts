import { Failure } from "../../base/failure.ts";
import type { Clock } from "../../ports/clock.ts";
import type { MarketData } from "../market-data/market-data.ts";
import { type FetchedBars, type FetchWish, fetchBars } from "./fetch-bars.ts";
import { troubleOf } from "./trouble.ts";

interface BatchTools {
  readonly marketData: Pick<MarketData, "bars" | "splits" | "ability">;
  readonly clock: Pick<Clock, "sleep">;
}

export interface BatchAnswer {
  /** Bars by symbol, for those that have any. */
  readonly fetched: ReadonlyMap<string, FetchedBars>;
  /** Symbols that were asked for and not answered, with why. */
  readonly failed: ReadonlyMap<string, Failure>;
}

/** Pauses before a batch is asked again; the link below has tried several times already. */
const pausesMs: readonly number[] = [5_000, 30_000, 120_000];

/** One bad symbol of 500 is found with 18 calls. */
const halvingsMax = 40;

/**
 * Asks for a batch. Where something in it is bad, halves are asked until what is bad stands alone;
 * where the vendor is out of order, it is asked again after a pause. What is not answered in the
 * end is told by symbol. Throws Failure where asking on is of no use.
 */
export async function fetchBatch(
  tools: BatchTools,
  wish: FetchWish,
  patienceMs = pausesMs,
): Promise<BatchAnswer> {
  const fetched = new Map<string, FetchedBars>();
  const failed = new Map<string, Failure>();
  const open: (readonly string[])[] = [wish.symbols];
  let halvings = 0;
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const answer = await patiently(tools, { ...wish, symbols: part }, patienceMs);
    if (!("failure" in answer)) {
      for (const [symbol, bars] of answer.bars) fetched.set(symbol, bars);
    } else if (answer.kind === "symbol" && part.length > 1 && halvings < halvingsMax) {
      halvings += 1;
      const middle = part.length >>> 1;
      open.push(part.slice(middle), part.slice(0, middle));
    } else {
      for (const symbol of part) failed.set(symbol, answer.failure);
    }
  }
  return { fetched, failed };
}

type Patient =
  | { readonly bars: ReadonlyMap<string, FetchedBars> }
  | { readonly kind: "symbol" | "world"; readonly failure: Failure };

async function patiently(
  { marketData, clock }: BatchTools,
  wish: FetchWish,
  patienceMs: readonly number[],
): Promise<Patient> {
  for (let attempt = 0; ; attempt++) {
    try {
      return { bars: await fetchBars(marketData, wish) };
    } catch (error) {
      const { kind, failure } = troubleOf(error);
      const pauseMs = patienceMs[attempt];
      if (kind === "end") throw failure;
      if (kind === "symbol" || pauseMs === undefined) return { kind, failure };
      await clock.sleep(pauseMs, wish.signal);
      if (wish.signal.aborted) throw new Failure("run.interrupted", "stopped while waiting");
    }
  }
}
