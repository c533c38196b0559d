/**
 * A live 5m bar of every symbol, followed by the three scanner services: what the screens cost,
 * how much they leave to be judged, and how long it takes until signals are stored.
 */
import type { MomentBars } from "../src/ports/bar-store.ts";
import type { ScannerDefinition } from "../src/scanners/define.ts";
import { scanners } from "../src/scanners/registry.ts";
import { IntervalState, mark } from "../src/services/live-scan/interval-state.ts";
import { openTimes } from "../testing/live-market.ts";
import type { BenchCase, Figure } from "./define.ts";
import { numberText } from "./harness/print.ts";
import { type LiveRun, momentOf, runLive } from "./live-scan/live-run.ts";
import { type MadeMarket, makeMarket } from "./market/made-market.ts";

/** Moments that come live; the first one meets code that is not compiled yet. */
const momentsMax = 6;
/** 5m and all longer ones. */
const intervalCount = 7;
const followed = scanners.filter(({ screen }) => screen !== undefined);

export const liveScanBench: BenchCase = {
  name: "live-scan",
  title: "A live bar of every symbol: screens, judgement, signals stored",
  async run({ seed, symbols, bars, rounds }) {
    const moments = Math.min(momentsMax, rounds + 1);
    const barsPerSymbol = Math.max(bars, 260) + moments;
    const market = makeMarket({ seed, symbols, barsPerSymbol });
    const steps = followed.map((definition) => stepOf(definition, market));
    Bun.gc(true);
    const runs = await runLive(market, followed, moments);
    return {
      tables: [
        {
          title: `${symbols} symbols, one 5m bar; ms by the clock`,
          heads: ["scanner", "step", "judged %", "to signals", "all rows", "warm-up", "bytes"],
          rows: runs.map((run, at) => {
            const { ms, judgedPct } = steps[at] as Step;
            const last = medianOf(run);
            return [
              run.scanner,
              ...[ms, judgedPct, last.judgeMs, last.finishMs, run.warmUpMs].map(numberText),
              numberText(run.stateBytes / symbols / intervalCount),
            ];
          }),
        },
      ],
      figures: runs.flatMap((run, at) => figuresOf(run, steps[at] as Step, symbols)),
      notes: runs.map((run) => {
        const { signalsAdded, refreshed } = medianOf(run);
        const found = `${signalsAdded} new signals, ${refreshed} rows stand as one`;
        return `${run.scanner}: ${found}; ${run.statusText}`;
      }),
    };
  },
};

interface Step {
  readonly ms: number;
  readonly judgedPct: number;
}

/** The screen alone, over all bars of the market; the last moments count. */
function stepOf({ screen }: ScannerDefinition, market: MadeMarket): Step {
  if (screen === undefined) throw new Error("a scanner that is followed has a screen");
  const { symbols, barsPerSymbol, series } = market;
  const state = new IntervalState("5m", screen);
  for (const [id, symbol] of symbols.entries()) {
    const source = { provider: "bench", feed: "made", isSimulated: true };
    const key = { symbol, interval: "5m", adjustment: "split", source } as const;
    state.add({ ...key, id, barCount: 0, firstTsMs: 0, lastTsMs: 0 }, symbol);
  }
  const seriesId = Float64Array.from(series, (_, id) => id);
  const times = openTimes("5m", barsPerSymbol, "regular");
  const taken: number[] = [];
  let judged = 0;
  for (let index = 0; index < barsPerSymbol; index++) {
    const bars = momentOf(market, index, times[index] as number);
    const rows: MomentBars = { ...bars, length: symbols.length, seriesId };
    state.unsetAll(mark.judge);
    const startMs = performance.now();
    state.take(rows, true, (id) => id);
    taken.push(performance.now() - startMs);
    if (index >= barsPerSymbol - momentsMax) judged += state.slotsWith(mark.judge).length;
  }
  const last = taken.slice(-momentsMax).sort((a, b) => a - b);
  const ms = last[last.length >> 1] as number;
  return { ms, judgedPct: (100 * judged) / (momentsMax * symbols.length) };
}

/** The moment of middling length, the first one aside. */
function medianOf({ times }: LiveRun): LiveRun["times"][number] {
  const later = times.slice(1).toSorted((a, b) => a.finishMs - b.finishMs);
  return later[later.length >> 1] as LiveRun["times"][number];
}

function figuresOf(run: LiveRun, step: Step, symbols: number): readonly Figure[] {
  const { judgeMs, finishMs } = medianOf(run);
  const id = (name: string) => `live-scan.${run.scanner}-${name}`;
  return [
    { id: id("step"), value: step.ms, unit: "ms" },
    { id: id("judged"), value: step.judgedPct, unit: "% of bars" },
    // Without a new signal nothing is told before all rows are up to date.
    { id: id("to-signals"), value: Math.min(judgeMs, finishMs), unit: "ms" },
    { id: id("all-rows"), value: finishMs, unit: "ms" },
    {
      id: id("state"),
      value: run.stateBytes / symbols / intervalCount,
      unit: "bytes a symbol and interval",
    },
  ];
}
