import { Failure } from "../../../base/failure.ts";
import type { OptionTrade } from "../../../domain/option-contract.ts";
import type { Sourced, TradeQuery } from "../../../ports/market-data.ts";
import { isPrice } from "../figures.ts";
import { type MassiveContext, massiveProvenance } from "./calls.ts";
import { pagesOf } from "./pages.ts";
import { knownUntilTsMs, planDelayMs } from "./plan.ts";
import { toMassiveContract } from "./symbols.ts";
import { nanosecondsToMs, unreadable } from "./wire.ts";

/** The most prints of one page. */
const rowsMax = 50_000;
const pageBytesMax = 24 * 1_048_576;
/** Prints of so many contracts are told at once at most. */
export const tradeContractsMax = 1;

/** Prints of one contract after the other (massive.com/docs/rest/options/trades-quotes/trades). */
export async function* readOptionTrades(
  context: MassiveContext,
  query: TradeQuery,
): AsyncGenerator<Sourced<readonly OptionTrade[]>> {
  const knownTsMs = knownUntilTsMs(context.plan, context.clock.nowMs());
  const untilTsMs = Math.min(query.untilTsMs, knownTsMs);
  if (query.fromTsMs >= untilTsMs) return;
  for (const occ of new Set(query.contracts)) {
    const ticker = toMassiveContract(occ);
    if (ticker !== null) yield* readContract(context, { ...query, untilTsMs }, { occ, ticker });
  }
}

async function* readContract(
  context: MassiveContext,
  query: TradeQuery,
  { occ, ticker }: { readonly occ: string; readonly ticker: string },
): AsyncGenerator<Sourced<readonly OptionTrade[]>> {
  const first = {
    path: `/v3/trades/${encodeURIComponent(ticker)}`,
    query: {
      "timestamp.gte": nanoseconds(query.fromTsMs),
      "timestamp.lt": nanoseconds(query.untilTsMs),
      ...{ order: "asc", sort: "timestamp", limit: rowsMax },
    },
  };
  let newestTsMs = Number.NEGATIVE_INFINITY;
  const pages = pagesOf(context, "option trades", {
    ...{ first, endpoint: "option-trades", bytesMax: pageBytesMax, asking: query },
  });
  for await (const page of pages) {
    const value = readPrints(occ, page.results).filter(
      ({ tsMs }) => tsMs >= query.fromTsMs && tsMs < query.untilTsMs,
    );
    const [oldest] = value;
    if (oldest === undefined) continue;
    if (oldest.tsMs < newestTsMs) throw backwards(occ);
    newestTsMs = value.at(-1)?.tsMs ?? newestTsMs;
    const facts = { delayMs: planDelayMs(context.plan), asOfTsMs: page.receivedTsMs };
    yield { value, provenance: massiveProvenance("opra", facts) };
  }
}

interface VendorPrint {
  readonly price?: unknown;
  readonly size?: unknown;
  readonly sip_timestamp?: unknown;
  readonly exchange?: unknown;
  readonly conditions?: unknown;
}

/** Prints in order of time; equal times keep the order in which they came. */
function readPrints(occ: string, rows: readonly unknown[]): OptionTrade[] {
  const trades = rows.flatMap((row) => readPrint(occ, row) ?? []);
  if (rows.length > 0 && trades.length === 0) throw unreadable("option trades", rows.length);
  return trades.sort((a, b) => a.tsMs - b.tsMs);
}

/** Exchanges and conditions are Massive's numbers: /v3/reference/exchanges and /conditions. */
function readPrint(occ: string, row: unknown): OptionTrade | null {
  if (typeof row !== "object" || row === null) return null;
  const { price, size, sip_timestamp, exchange, conditions } = row as VendorPrint;
  const tsMs = nanosecondsToMs(sip_timestamp);
  if (tsMs === null || !isPrice(price) || !isPrice(size)) return null;
  const codes = Array.isArray(conditions)
    ? conditions.filter((code) => Number.isInteger(code))
    : [];
  return {
    ...{ occ, tsMs, price, size, bid: null, ask: null },
    exchange: typeof exchange === "number" ? String(exchange) : null,
    condition: codes.length === 0 ? null : codes.join(" "),
  };
}

/** Written out: the number would lose its last digits. */
function nanoseconds(tsMs: number): string {
  return `${tsMs}000000`;
}

function backwards(occ: string): Failure {
  return new Failure(
    "provider.bad-payload",
    `Massive's next page of trades of "${occ}" goes back in time`,
  );
}
