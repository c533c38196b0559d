import { dayMs } from "../../../domain/local-date.ts";
import { type OptionTrade, parseOcc } from "../../../domain/option-contract.ts";
import type { Sourced, TradeQuery } from "../../../ports/market-data.ts";
import { inOrder } from "../in-order.ts";
import { parallelMax, type TradierContext, tradierProvenance } from "./calls.ts";
import { askTimeSales } from "./time-sales.ts";
import { easternTsMs, readPositive, unreadable } from "./wire.ts";

/** Single prints are kept for so long. */
const tickDays = 5;

/**
 * Prints of single contracts: the time and sales without an interval, of a live account only. They
 * carry neither exchange nor bid and ask; the stream's do.
 */
export async function* readOptionTrades(
  context: TradierContext,
  query: TradeQuery,
): AsyncGenerator<Sourced<readonly OptionTrade[]>> {
  const nowMs = context.clock.nowMs();
  const fromTsMs = Math.max(query.fromTsMs, nowMs - tickDays * dayMs);
  const untilTsMs = Math.min(query.untilTsMs, nowMs);
  if (fromTsMs >= untilTsMs) return;
  const contracts = [...new Set(query.contracts)].filter((occ) => parseOcc(occ).ok);
  const read = async (occ: string, signal: AbortSignal) => {
    const question = { symbol: occ, interval: "tick", session: "all" } as const;
    const range = { fromTsMs, untilTsMs };
    const answer = await askTimeSales(context, { ...question, ...range }, { ...query, signal });
    const trades = readPrints(occ, answer.rows).filter(
      ({ tsMs }) => tsMs >= fromTsMs && tsMs < untilTsMs,
    );
    return { value: trades, provenance: tradierProvenance(context, "opra", answer.receivedTsMs) };
  };
  for await (const answer of inOrder(contracts, parallelMax, query.signal, read)) {
    if (answer.value.length > 0) yield answer;
  }
}

interface VendorPrint {
  readonly time?: unknown;
  readonly price?: unknown;
  readonly volume?: unknown;
}

/** Prints in order of time; equal times keep the order in which they came. */
function readPrints(occ: string, rows: readonly unknown[]): OptionTrade[] {
  const trades = rows.flatMap((row) => {
    if (typeof row !== "object" || row === null) return [];
    const { time, price, volume } = row as VendorPrint;
    const tsMs = easternTsMs(time);
    const [told, size] = [readPositive(price), readPositive(volume)];
    if (tsMs === null || told === null || size === null) return [];
    const unknown = { exchange: null, condition: null, bid: null, ask: null };
    return [{ occ, tsMs, price: told, size, ...unknown }];
  });
  if (rows.length > 0 && trades.length === 0) throw unreadable("prints", rows.length);
  return trades.sort((a, b) => a.tsMs - b.tsMs);
}
