import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { barCloseTsMs } from "../../src/domain/bar-time.ts";
import { type Bars, barAt } from "../../src/domain/bars.ts";
import { defaultRun, type ScannerDefinition, type ScannerRun } from "../../src/scanners/define.ts";
import { allocateSlab, type ScannerScreen, type ScreenAnswer } from "../../src/scanners/screen.ts";
import { momentAsOf } from "../../src/services/scan/moment.ts";
import { scanSeries } from "../../src/services/scan/scan-series.ts";
import { flatPrices, randomWalk, type WalkOptions, walks } from "../prices.ts";
import { dailyBars, seriesOf } from "../scanner-input.ts";

/** How many bars were answered how, and how many of them had a new signal. */
export interface ScreenTally {
  readonly answers: [nothing: number, persists: number, judge: number];
  newSignals: number;
}

/** What every screen promises, on made-up prices of every kind. */
export function checkScreen(definition: ScannerDefinition): void {
  const { screen } = definition;
  if (screen === undefined) throw new Error(`${definition.scanner} has a screen`);
  const run = defaultRun(definition);

  describe(`screen of ${definition.scanner}`, () => {
    test("never misses a signal, whatever the prices and wherever it begins to read", () => {
      const start = fc.record({
        walk: walks({ bars: 900 }),
        fromRatio: fc.double({ min: 0, max: 1, noNaN: true }),
      });
      fc.assert(
        fc.property(start, ({ walk, fromRatio }) => {
          expectNoMiss(run, dailyBars(oddWalk(walk)), fromRatio);
        }),
        { numRuns: 250, seed: 11 },
      );
    });

    test("never misses a signal on ordinary prices, and leaves most bars out", () => {
      const tally = emptyTally();
      for (let seed = 0; seed < 12; seed++) {
        const bars = dailyBars(randomWalk({ seed, bars: 800, tick: 0.01, moveRatio: 0.015 }));
        for (const fromRatio of [0, 0.37]) expectNoMiss(run, bars, fromRatio, tally);
      }
      expect(tally.newSignals).toBeGreaterThan(20);
      const [nothing, persists, judge] = tally.answers;
      expect(judge / (nothing + persists + judge)).toBeLessThan(0.3);
    });

    test("a squeeze, a breakout or a cross after long standstill is seen", () => {
      for (const flatBars of [0, 30, 270, 600]) {
        const flat = flatPrices(flatBars, 10, 1_000);
        const walk = randomWalk({ seed: flatBars, bars: 600, level: 10 });
        expectNoMiss(run, dailyBars(joined(flat, joined(walk, flat))), 0);
      }
    });

    test("has nothing to say about a market that never moves", () => {
      const bars = dailyBars(flatPrices(700, 12.34, 1_000));
      const answers = screenAnswers(screen, bars, 0).slice(1 + screen.warmupBars);
      expect(new Set(answers)).toEqual(new Set([0]));
    });

    test("keeps the states of neighbours in a slab apart", () => {
      const [one, other] = [3, 4].map((seed) => dailyBars(randomWalk({ seed, bars: 400 })));
      const slab = allocateSlab(2 * screen.stateLength);
      const both = (bars: Bars, slot: number, i: number) =>
        screen.step(slab, slot * screen.stateLength, barAt(bars, i));
      const answers: [ScreenAnswer[], ScreenAnswer[]] = [[], []];
      for (let i = 0; i < 400; i++) {
        answers[0].push(both(one as Bars, 0, i));
        answers[1].push(both(other as Bars, 1, i));
      }
      expect(answers[0]).toEqual(screenAnswers(screen, one as Bars, 0));
      expect(answers[1]).toEqual(screenAnswers(screen, other as Bars, 0));
    });
  });
}

export function emptyTally(): ScreenTally {
  return { answers: [0, 0, 0], newSignals: 0 };
}

/** Reads what the screen wants before `fromRatio` of the bars, then holds it to its promise. */
export function expectNoMiss(
  run: ScannerRun,
  bars: Bars,
  fromRatio: number,
  tally = emptyTally(),
): void {
  const screen = run.definition.screen as ScannerScreen;
  const from = Math.floor(fromRatio * bars.length);
  const readFrom = Math.max(0, from - screen.warmupBars);
  const answers = screenAnswers(screen, bars, readFrom);
  const seen = new Set<string>();
  let before = from === 0 ? null : signalAt(run, bars, from - 1);
  if (before !== null) seen.add(before);
  for (let i = from; i < bars.length; i++) {
    const now = signalAt(run, bars, i);
    const answer = answers[i - readFrom] as ScreenAnswer;
    tally.answers[answer]++;
    if (now !== null && now !== before) {
      tally.newSignals++;
      expect(`bar ${i} of ${from}..${bars.length}: ${now}, answer ${answer}`).toEndWith("answer 2");
    }
    if (now !== null || before !== null) expect(answer).toBeGreaterThanOrEqual(1);
    before = now;
  }
}

function screenAnswers(screen: ScannerScreen, bars: Bars, from: number): ScreenAnswer[] {
  const slab = allocateSlab(screen.stateLength);
  return Array.from({ length: bars.length - from }, (_, i) =>
    screen.step(slab, 0, barAt(bars, from + i)),
  );
}

const scratch = new Float64Array(20_000);

/** Word, direction and onset of the signal at a bar, as a rescan finds it when the bar closes. */
function signalAt(run: ScannerRun, bars: Bars, at: number): string | null {
  const known = { ...bars, length: at + 1 };
  const closeTsMs = barCloseTsMs(bars.openTsMs[at] as number, bars.interval);
  const moment = momentAsOf(closeTsMs, bars.interval);
  const info = seriesOf(known, "TEST");
  // Intraday bars of extended hours count as the newest ones there are, so nothing is stale.
  const fresh = { ...moment, expectedTsMs: bars.openTsMs[at] as number };
  const { result } = scanSeries(run, { info, bars: known, moment: fresh, scratch });
  if (result.status !== "signal") return null;
  return `${result.signal} ${result.direction} ${result.onsetTsMs}`;
}

/** Volumes that are missing now and then, on top of the walk's own oddities. */
function oddWalk(walk: WalkOptions) {
  const prices = randomWalk(walk);
  for (let i = 0; i < prices.volume.length; i += 5) prices.volume[i] = Number.NaN;
  return prices;
}

function joined<T extends Record<"open" | "high" | "low" | "close" | "volume", Float64Array>>(
  first: T,
  second: T,
): Record<"open" | "high" | "low" | "close" | "volume", Float64Array> {
  const join = (name: "open" | "high" | "low" | "close" | "volume") =>
    Float64Array.from([...first[name], ...second[name]]);
  return {
    open: join("open"),
    high: join("high"),
    low: join("low"),
    close: join("close"),
    volume: join("volume"),
  };
}
