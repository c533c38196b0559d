import { describe, expect, test } from "bun:test";
import type { Capability, MarketDataProvider } from "../../src/ports/market-data.ts";
import { capabilities } from "../../src/ports/market-data.ts";
import {
  checkCalendar,
  checkNews,
  checkProvenance,
  checkQuote,
  checkRatings,
  checkSplits,
  checkUniverse,
} from "./provider-answer-checks.ts";
import { askFirst, asking, barCount, codeOf, gather, opened } from "./provider-asking.ts";
import { checkChunks, checkMarketDay, checkSplit } from "./provider-bar-checks.ts";
import type { ProviderCases, ProviderHarness } from "./provider-harness.ts";
import { checkChain, checkTrades } from "./provider-option-checks.ts";

/** For what does not depend on the time. */
const anyTsMs = Date.UTC(2025, 0, 15, 15);

const methods = {
  bars: ["bars"],
  "market-day": ["marketDay"],
  quotes: ["quotes"],
  chain: ["chain", "expirations"],
  "option-trades": ["optionTrades"],
  ratings: ["ratings"],
  news: ["news"],
  splits: ["splits"],
  universe: ["universe"],
  calendar: ["calendar"],
  stream: ["openStream"],
} as const satisfies Record<Capability, readonly (keyof MarketDataProvider)[]>;

/**
 * What every market-data provider keeps to, whatever the vendor. The harness says what to ask
 * for; see provider-harness.ts. Works inside of a `describeShared` as well.
 */
export function describeProvider(name: string, harness: ProviderHarness): void {
  describe(`${name} as a market-data provider`, () => {
    describeAbilities(harness);
    describeBars(harness);
    describePrices(harness);
    describeOptions(harness);
    describeResearch(harness);
    describeReference(harness);
    describeTrouble(harness);
  });
}

function describeAbilities({ open, cases, uncovered = {} }: ProviderHarness): void {
  test("it has the methods of its abilities, and no other", async () => {
    await opened(open, anyTsMs, async (provider) => {
      const abilities = provider.abilities();
      for (const capability of capabilities) {
        for (const method of methods[capability]) {
          const hasMethod = provider[method] !== undefined;
          expect(hasMethod, `${method} is ${capability}`).toBe(abilities[capability] !== undefined);
        }
      }
    });
  });

  test("its abilities make sense, and each of them is checked here", async () => {
    await opened(open, anyTsMs, async (provider) => {
      for (const capability of capabilities) {
        const ability = provider.abilities()[capability];
        if (!ability) continue;
        expect(ability.feed).not.toBe("");
        expect(ability.delayMs).toBeGreaterThanOrEqual(0);
        expect(ability.symbolsMax).toBeGreaterThan(0);
        if (capability === "bars") {
          expect(ability.intervals?.length, "bars name their lengths").toBeGreaterThan(0);
          expect(ability.adjustments?.length, "bars name their states").toBeGreaterThan(0);
        }
        // Streams are checked frame by frame in their own tests.
        const hasCase = (cases[capability as keyof ProviderCases]?.length ?? 0) > 0;
        const isCovered = capability === "stream" || hasCase || uncovered[capability];
        expect(isCovered, `${capability} has a case, or a reason to have none`).toBeTruthy();
      }
    });
  });

  test("it has a name for programs and one for people", async () => {
    await opened(open, anyTsMs, async (provider) => {
      expect(provider.id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(provider.title).not.toBe("");
      expect(provider.status().state).toBe("ok");
    });
  });
}

function describeBars({ open, cases, isSimulated }: ProviderHarness): void {
  for (const asked of cases.bars ?? []) {
    test(`bars of ${asked.name} are sound`, async () => {
      await opened(open, asked.nowTsMs, async (provider) => {
        const { interval, fromTsMs, untilTsMs, unknownSymbol, split } = asked;
        const symbols = unknownSymbol ? [...asked.symbols, unknownSymbol] : asked.symbols;
        const { session = "regular", adjustment = "split" } = asked;
        expect(provider.abilities().bars?.intervals).toContain(interval);
        const query = { symbols, interval, fromTsMs, untilTsMs, session, adjustment };
        const chunks = await gather(provider.bars?.({ ...query, ...asking() }));
        checkChunks(chunks, { ...query, symbols: asked.symbols }, asked.nowTsMs);
        for (const { provenance } of chunks) {
          checkProvenance(provenance, provider, "bars", isSimulated);
        }
        expect(barCount(chunks)).toBeGreaterThanOrEqual(asked.barsMin ?? 1);
        if (split) checkSplit(chunks, split);
      });
    });
  }

  for (const asked of cases["market-day"] ?? []) {
    test("the bars of a whole market day are sound", async () => {
      await opened(open, asked.nowTsMs, async (provider) => {
        const { date, closedDate, adjustment = "split" } = asked;
        const day = await provider.marketDay?.(date, { adjustment, ...asking() });
        if (!day) throw new Error("the market day came empty");
        checkProvenance(day.provenance, provider, "market-day", isSimulated);
        checkMarketDay(day.value, date);
        expect(day.value.adjustment).toBe(adjustment);
        expect(day.value.symbols.length).toBeGreaterThanOrEqual(asked.symbolsMin);
        if (closedDate === undefined) return;
        expect(await provider.marketDay?.(closedDate, { adjustment, ...asking() })).toBeNull();
      });
    });
  }
}

function describePrices({ open, cases, isSimulated }: ProviderHarness): void {
  for (const asked of cases.quotes ?? []) {
    const shown = new Date(asked.nowTsMs).toISOString();
    test(`quotes at ${shown} are sound, without symbols that nobody knows`, async () => {
      await opened(open, asked.nowTsMs, async (provider) => {
        const symbols = asked.unknownSymbol
          ? [...asked.symbols, asked.unknownSymbol]
          : asked.symbols;
        const answer = await provider.quotes?.(symbols, asking());
        if (!answer) throw new Error("no quotes came");
        checkProvenance(answer.provenance, provider, "quotes", isSimulated);
        for (const quote of answer.value) checkQuote(quote, asked.nowTsMs);
        const found = answer.value.map(({ symbol }) => symbol);
        expect([...found].sort()).toEqual([...asked.symbols].sort());
      });
    });
  }
}

function describeOptions({ open, cases, isSimulated }: ProviderHarness): void {
  for (const asked of cases.chain ?? []) {
    test(`the chain of ${asked.underlying} is sound`, async () => {
      await opened(open, asked.nowTsMs, async (provider) => {
        const { underlying, expiries, unknownUnderlying } = asked;
        const listed = (await provider.expirations?.(underlying, asking())) ?? [];
        expect(listed, "expiries rise").toEqual([...new Set(listed)].sort((a, b) => a - b));
        const chain = await provider.chain?.({ underlying, expiries, ...asking() });
        if (!chain) throw new Error("no chain came");
        checkProvenance(chain.provenance, provider, "chain", isSimulated);
        checkChain(chain.value, asked);
        if (unknownUnderlying === undefined) return;
        expect(await provider.expirations?.(unknownUnderlying, asking())).toEqual([]);
      });
    });
  }

  for (const asked of cases["option-trades"] ?? []) {
    test(`option trades of ${named(asked.contracts)} are sound`, async () => {
      await opened(open, asked.nowTsMs, async (provider) => {
        const { contracts, fromTsMs, untilTsMs } = asked;
        const query = { contracts, fromTsMs, untilTsMs, ...asking() };
        const answers = await gather(provider.optionTrades?.(query));
        for (const { provenance } of answers) {
          checkProvenance(provenance, provider, "option-trades", isSimulated);
        }
        checkTrades(
          answers.flatMap(({ value }) => value),
          asked,
        );
      });
    });
  }
}

function describeResearch({ open, cases, isSimulated }: ProviderHarness): void {
  for (const asked of cases.ratings ?? []) {
    test(`ratings of ${asked.symbol} are sound`, async () => {
      await opened(open, asked.nowTsMs, async (provider) => {
        const answer = await provider.ratings?.(asked.symbol, asking());
        if (!answer) throw new Error("no ratings came");
        checkProvenance(answer.provenance, provider, "ratings", isSimulated);
        checkRatings(answer.value, asked);
        if (asked.unknownSymbol === undefined) return;
        expect((await provider.ratings?.(asked.unknownSymbol, asking()))?.value).toEqual([]);
      });
    });
  }

  for (const asked of cases.news ?? []) {
    test(`news of ${named(asked.symbols)} are sound`, async () => {
      await opened(open, asked.nowTsMs, async (provider) => {
        const { symbols, fromTsMs } = asked;
        const answer = await provider.news?.({ symbols, fromTsMs, ...asking() });
        if (!answer) throw new Error("no news came");
        checkProvenance(answer.provenance, provider, "news", isSimulated);
        checkNews(answer.value, asked);
      });
    });
  }
}

function describeReference({ open, cases, isSimulated }: ProviderHarness): void {
  for (const asked of cases.splits ?? []) {
    test(`splits of ${named(asked.symbols)} are sound`, async () => {
      await opened(open, asked.nowTsMs, async (provider) => {
        const { symbols, fromDate, toDate } = asked;
        const answer = await provider.splits?.({ symbols, fromDate, toDate, ...asking() });
        if (!answer) throw new Error("no splits came");
        checkProvenance(answer.provenance, provider, "splits", isSimulated);
        checkSplits(answer.value, asked);
      });
    });
  }

  for (const asked of cases.universe ?? []) {
    test("the universe is sound", async () => {
      await opened(open, asked.nowTsMs, async (provider) => {
        const answer = await provider.universe?.(asking());
        if (!answer) throw new Error("no universe came");
        checkProvenance(answer.provenance, provider, "universe", isSimulated);
        checkUniverse(answer.value, asked.listingsMin);
      });
    });
  }

  for (const asked of cases.calendar ?? []) {
    test("the announced sessions agree with the calendar", async () => {
      await opened(open, asked.nowTsMs, async (provider) => {
        const { fromDate, toDate } = asked;
        const answer = await provider.calendar?.({ fromDate, toDate, ...asking() });
        if (!answer) throw new Error("no calendar came");
        checkProvenance(answer.provenance, provider, "calendar", isSimulated);
        checkCalendar(answer.value, asked);
      });
    });
  }
}

function describeTrouble({ open, cases, faults = [], stuck }: ProviderHarness): void {
  for (const capability of capabilities) {
    if (capability === "stream" || (cases[capability]?.length ?? 0) === 0) continue;
    test(`${capability}: nothing is asked after an abort`, async () => {
      await opened(open, cases[capability]?.[0]?.nowTsMs ?? 0, async (provider) => {
        const ended = { lane: "click", signal: AbortSignal.abort() } as const;
        expect(await codeOf(askFirst(provider, cases, capability, ended))).toBe("run.interrupted");
      });
    });
  }

  if (stuck) {
    test("an abort ends the wait for a silent vendor", async () => {
      const { provider, asked, dispose } = await stuck.open();
      const abort = new AbortController();
      const code = codeOf(stuck.ask(provider, { lane: "click", signal: abort.signal }));
      await asked;
      abort.abort();
      expect(await code).toBe("run.interrupted");
      await dispose();
    });
  }

  for (const fault of faults) {
    test(`${fault.name} is ${fault.code}`, async () => {
      const { provider, dispose } = await fault.open();
      expect(await codeOf(fault.ask(provider, asking()))).toBe(fault.code);
      await dispose();
    });
  }
}

/** A few of the names, for the title of a test. */
function named(names: readonly string[] | null): string {
  if (names === null) return "all symbols";
  return names.length > 4 ? `${names.length} symbols` : names.join(" ");
}
