import { Failure } from "../../../base/failure.ts";
import type { LocalDate } from "../../../domain/local-date.ts";
import type { OptionChain, OptionQuote } from "../../../domain/option-contract.ts";
import type { Provenance } from "../../../domain/provenance.ts";
import type { ChainQuery, Sourced } from "../../../ports/market-data.ts";
import { inChainOrder } from "../in-chain-order.ts";
import type { VendorHttp, VendorResponse } from "../vendor-http.ts";
import { type ChainWindow, planWindows, splitWindow } from "./chain-windows.ts";
import { chainQuery, chainSchema, readChain } from "./option-chain.ts";
import { provenanceOf } from "./provenance.ts";
import { delayedMs } from "./quotes.ts";
import { toSchwabSymbol } from "./symbols.ts";
import { isUnknownSymbol, readBody } from "./wire.ts";

/** One side of one expiry of an index is some hundred kilobytes. */
const chainBytesMax = 24 * 2 ** 20;
const freshMs = 15_000;

interface Part {
  readonly window: ChainWindow;
  readonly chain: OptionChain;
  readonly isDelayed: boolean;
  readonly receivedTsMs: number;
}

/**
 * The chain of the expiries that are asked for, window by window. A window that Schwab finds too
 * big is halved: at the dates, then into calls and puts.
 */
export async function askChain(
  http: VendorHttp,
  query: ChainQuery,
  nowMs: number,
): Promise<Sourced<OptionChain>> {
  const windows = planWindows(query.expiries);
  const parts: Part[] = [];
  // Each split leaves fewer expiries or sides, so this ends.
  for (let window = windows.shift(); window !== undefined; window = windows.shift()) {
    const part = await askWindow(http, query, window);
    if (part === "too big") windows.unshift(...smaller(query.underlying, window));
    else if (part !== null) parts.push(part);
  }
  return { value: joined(query.underlying, parts), provenance: origin(parts, nowMs) };
}

/** Null where Schwab does not know the symbol. */
async function askWindow(
  http: VendorHttp,
  { underlying, lane, signal }: ChainQuery,
  window: ChainWindow,
): Promise<Part | "too big" | null> {
  const { expiries, side } = window;
  const fromDate = expiries[0] as LocalDate;
  const toDate = expiries.at(-1) as LocalDate;
  const response = await http.request({
    path: "/marketdata/v1/chains",
    query: chainQuery(toSchwabSymbol(underlying), { fromDate, toDate, side }),
    endpoint: "chain",
    bytesMax: chainBytesMax,
    freshMs,
    handsOver: (answer) => isUnknownSymbol(answer) || isTooBig(answer),
    ...{ lane, signal },
  });
  if (isTooBig(response)) return "too big";
  if (isUnknownSymbol(response)) return null;
  const wire = readBody(chainSchema, response, `chains ${underlying}`);
  const { receivedTsMs } = response;
  return { window, chain: readChain(wire), isDelayed: wire.isDelayed, receivedTsMs };
}

/** Schwab's gateway cannot hold the answer: 502 protocol.http.TooBigBody. */
function isTooBig(answer: VendorResponse): boolean {
  return answer.status === 502 && answer.text().includes("TooBigBody");
}

function smaller(underlying: string, window: ChainWindow): readonly ChainWindow[] {
  const windows = splitWindow(window);
  if (windows !== null) return windows;
  const text = `Schwab cannot send the ${window.side.toLowerCase()}s of "${underlying}"`;
  throw new Failure("provider.unavailable", `${text} of one expiry: they are too many`);
}

function joined(underlying: string, parts: readonly Part[]): OptionChain {
  const newest = parts.at(-1)?.chain;
  const contracts = parts.flatMap(contractsOf);
  return {
    underlying,
    underlyingPrice: newest?.underlyingPrice ?? null,
    underlyingTsMs: newest?.underlyingTsMs ?? null,
    interestRatio: newest?.interestRatio ?? null,
    dividendRatio: newest?.dividendRatio ?? null,
    contracts: contracts.sort(inChainOrder),
    isTruncated: parts.some(({ chain }) => chain.isTruncated),
  };
}

/** Of the days between the ends of a window only those that were asked for. */
function contractsOf({ window, chain }: Part): OptionQuote[] {
  const side = { ALL: null, CALL: "call", PUT: "put" }[window.side];
  return chain.contracts.filter(
    ({ expiry, right }) => window.expiries.includes(expiry) && (side === null || side === right),
  );
}

/** As old as its oldest part. */
function origin(parts: readonly Part[], nowMs: number): Provenance {
  const asOfTsMs = Math.min(nowMs, ...parts.map(({ receivedTsMs }) => receivedTsMs));
  return provenanceOf("opra", asOfTsMs, parts.some(({ isDelayed }) => isDelayed) ? delayedMs : 0);
}
