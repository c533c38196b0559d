import { Failure } from "../../src/base/failure.ts";
import type { Asking, BarChunk, MarketDataProvider } from "../../src/ports/market-data.ts";
import type { OpenedProvider, ProviderCases, ProviderHarness } from "./provider-harness.ts";

/** Asks the first case of a capability. */
export async function askFirst(
  provider: MarketDataProvider,
  cases: ProviderCases,
  capability: keyof ProviderCases,
  asking: Asking,
): Promise<unknown> {
  const bars = cases.bars?.[0];
  const day = cases["market-day"]?.[0];
  const chain = cases.chain?.[0];
  const trades = cases["option-trades"]?.[0];
  const news = cases.news?.[0];
  const splits = cases.splits?.[0];
  const dates = cases.calendar?.[0];
  const state = { session: "regular", adjustment: "split" } as const;
  const asks: Record<keyof ProviderCases, () => unknown> = {
    bars: () => gather(provider.bars?.({ ...state, ...bars!, ...asking })),
    "market-day": () => provider.marketDay?.(day!.date, { adjustment: "split", ...day, ...asking }),
    quotes: () => provider.quotes?.(cases.quotes![0]!.symbols, asking),
    chain: () => provider.chain?.({ ...chain!, ...asking }),
    "option-trades": () => gather(provider.optionTrades?.({ ...trades!, ...asking })),
    ratings: () => provider.ratings?.(cases.ratings![0]!.symbol, asking),
    news: () => provider.news?.({ ...news!, ...asking }),
    splits: () => provider.splits?.({ ...splits!, ...asking }),
    universe: () => provider.universe?.(asking),
    calendar: () => provider.calendar?.({ ...dates!, ...asking }),
  };
  return asks[capability]();
}

/** Works with a provider and ends it. */
export async function opened(
  open: ProviderHarness["open"],
  nowTsMs: number,
  work: (provider: MarketDataProvider) => Promise<void>,
): Promise<void> {
  const { provider, dispose }: OpenedProvider = await open(nowTsMs);
  let isSound = false;
  try {
    await work(provider);
    isSound = true;
  } finally {
    // What the vendor says of strange questions comes after what the check says.
    if (isSound) await dispose();
    else await dispose().catch((error: unknown) => console.error(error));
  }
}

export function asking(): Asking {
  return { lane: "click", signal: new AbortController().signal };
}

export async function gather<T>(answers: AsyncIterable<T> | undefined): Promise<T[]> {
  const all: T[] = [];
  for await (const answer of answers ?? []) all.push(answer);
  return all;
}

export function barCount(chunks: readonly BarChunk[]): number {
  return chunks.reduce((count, { bars }) => count + bars.length, 0);
}

/** The code of the failure that comes instead of an answer. */
export async function codeOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
    return "an answer";
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
}
