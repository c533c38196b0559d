import { Failure } from "../../../base/failure.ts";
import { type OptionTrade, parseOcc } from "../../../domain/option-contract.ts";
import type { Sourced, TradeQuery } from "../../../ports/market-data.ts";
import { isPrice } from "../figures.ts";
import { inParts } from "../symbol-batches.ts";
import type { AlpacaContext } from "./calls.ts";
import { pagesOf } from "./pages.ts";
import { consolidatedUntilTsMs, historyDelayMs } from "./plan.ts";
import { timestampMs } from "./timestamp.ts";
import { readBody, tradesPage, unreadable } from "./wire.ts";

/** The most contracts of one request. */
export const tradeContractsMax = 100;
const rowsMax = 10_000;
const pageBytesMax = 8 * 1_048_576;

/**
 * Prints of option contracts since February 2024 (docs.alpaca.markets/reference/optiontrades). They
 * are OPRA's on every plan; the free one has them 15 minutes late.
 */
export async function* readOptionTrades(
  context: AlpacaContext,
  query: TradeQuery,
): AsyncGenerator<Sourced<readonly OptionTrade[]>> {
  const contracts = [...new Set(query.contracts)].filter((occ) => parseOcc(occ).ok);
  const nowMs = context.clock.nowMs();
  const untilTsMs = Math.min(query.untilTsMs, consolidatedUntilTsMs(context.plan, nowMs));
  if (query.fromTsMs >= untilTsMs) return;
  for (const batch of inParts(contracts, tradeContractsMax)) {
    yield* readBatch(context, { ...query, contracts: batch, untilTsMs });
  }
}

async function* readBatch(
  context: AlpacaContext,
  query: TradeQuery,
): AsyncGenerator<Sourced<readonly OptionTrade[]>> {
  const newest = new Map<string, number>();
  let receivedTsMs = 0;
  const pages = pagesOf("option trades", async (pageToken) => {
    const response = await context.calls.get("data", {
      path: "/v1beta1/options/trades",
      query: {
        symbols: query.contracts.join(","),
        start: new Date(query.fromTsMs).toISOString(),
        end: new Date(query.untilTsMs - 1).toISOString(),
        limit: rowsMax,
        sort: "asc",
        page_token: pageToken,
      },
      endpoint: "option-trades",
      bytesMax: pageBytesMax,
      asking: query,
    });
    receivedTsMs = response.receivedTsMs;
    return readBody(tradesPage, response, "option trades");
  });
  for await (const page of pages) {
    const value = readPage(page.trades, query, newest);
    if (value.length === 0) continue;
    const provenance = {
      provider: "alpaca",
      feed: "opra",
      isSimulated: false,
      delayMs: historyDelayMs(context.plan),
      asOfTsMs: receivedTsMs,
    };
    yield { value, provenance };
  }
}

function readPage(
  rowsOf: Readonly<Record<string, readonly unknown[]>>,
  query: TradeQuery,
  newest: Map<string, number>,
): OptionTrade[] {
  const read: OptionTrade[] = [];
  let misfits = 0;
  for (const [name, rows] of Object.entries(rowsOf)) {
    const contract = parseOcc(name);
    if (!contract.ok) continue;
    const { occ } = contract.value;
    const trades: OptionTrade[] = [];
    for (const row of rows) {
      const trade = readOptionTrade(occ, row, timestampMs);
      if (trade === null) misfits++;
      else if (trade.tsMs >= query.fromTsMs && trade.tsMs < query.untilTsMs) trades.push(trade);
    }
    // Equal times keep the order in which they came.
    trades.sort((a, b) => a.tsMs - b.tsMs);
    const [first] = trades;
    if (first && first.tsMs < (newest.get(occ) ?? Number.NEGATIVE_INFINITY)) {
      throw new Failure(
        "provider.bad-payload",
        `Alpaca's next page of trades of "${occ}" goes back in time`,
      );
    }
    newest.set(occ, trades.at(-1)?.tsMs ?? newest.get(occ) ?? Number.NEGATIVE_INFINITY);
    for (const trade of trades) read.push(trade);
  }
  if (read.length === 0 && misfits > 0) throw unreadable("option trades", misfits);
  return read;
}

interface VendorTrade {
  readonly t?: unknown;
  readonly p?: unknown;
  readonly s?: unknown;
  readonly x?: unknown;
  readonly c?: unknown;
}

/** A print of an answer or a frame, which write times differently. Null where a part is missing. */
export function readOptionTrade(
  occ: string,
  row: unknown,
  readTsMs: (value: unknown) => number,
): OptionTrade | null {
  if (typeof row !== "object" || row === null) return null;
  const { t, p, s, x, c } = row as VendorTrade;
  const tsMs = readTsMs(t);
  if (Number.isNaN(tsMs) || !isPrice(p) || !isPrice(s)) return null;
  const exchange = typeof x === "string" && x !== "" ? x : null;
  const condition = typeof c === "string" && c.trim() !== "" ? c : null;
  return { occ, tsMs, price: p, size: s, exchange, condition, bid: null, ask: null };
}
