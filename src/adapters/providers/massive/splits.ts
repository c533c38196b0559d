import { addDays, formatLocalDate, parseLocalDate } from "../../../domain/local-date.ts";
import type { SymbolSplit } from "../../../domain/research.ts";
import type { DateQuery, Sourced } from "../../../ports/market-data.ts";
import { type MassiveContext, massiveProvenance } from "./calls.ts";
import { pagesOf } from "./pages.ts";
import { fromMassiveSymbol, toMassiveSymbol } from "./symbols.ts";
import { readRows, split as splitSchema } from "./wire.ts";

const pageSplits = 1_000;
/**
 * One split may stand there twice, as it was announced and as it came (SHOP on 22 and 29 June
 * 2022, polygon-io/issues#311); so many days lie between the two at most, and the later counts.
 */
const twiceDays = 14;
/** More symbols than these cost more requests than the splits of all of them do. */
const symbolsMax = 3;

/** Splits by ex-date (massive.com/docs/rest/stocks/corporate-actions/splits). */
export async function readSplits(
  context: MassiveContext,
  query: DateQuery & { readonly symbols: readonly string[] | null },
): Promise<Sourced<readonly SymbolSplit[]>> {
  const wanted = query.symbols === null ? null : new Set(query.symbols);
  const isNamed = wanted !== null && wanted.size <= symbolsMax;
  const tickers = isNamed ? [...wanted].flatMap((symbol) => toMassiveSymbol(symbol) ?? []) : [];
  const found: SymbolSplit[] = [];
  for (const ticker of isNamed ? tickers : [undefined]) {
    for await (const split of readRange(context, query, ticker)) {
      if (wanted === null || wanted.has(split.symbol)) found.push(split);
    }
  }
  const value = merged(found).filter(
    ({ exDate }) => exDate >= query.fromDate && exDate <= query.toDate,
  );
  const facts = { delayMs: 0, asOfTsMs: context.clock.nowMs() };
  return { value, provenance: massiveProvenance("splits", facts) };
}

/** The days around the range are asked for as well, for the twins of what is inside. */
async function* readRange(
  context: MassiveContext,
  query: DateQuery,
  ticker: string | undefined,
): AsyncGenerator<SymbolSplit> {
  const first = {
    path: "/v3/reference/splits",
    query: {
      ticker,
      "execution_date.gte": formatLocalDate(addDays(query.fromDate, -twiceDays)),
      "execution_date.lte": formatLocalDate(addDays(query.toDate, twiceDays)),
      ...{ order: "asc", sort: "execution_date", limit: pageSplits },
    },
  };
  const pages = pagesOf(context, "splits", { first, endpoint: "splits", asking: query });
  for await (const page of pages) {
    for (const row of readRows(splitSchema, page.results, "splits")) {
      const symbol = fromMassiveSymbol(row.ticker);
      const exDate = parseLocalDate(row.execution_date);
      const ratio = row.split_to / row.split_from;
      const isSplit = ratio > 0 && Number.isFinite(ratio) && ratio !== 1;
      if (symbol !== null && exDate.ok && isSplit) yield { symbol, exDate: exDate.value, ratio };
    }
  }
}

/** Of splits of one symbol and ratio that follow closely the last one stays; in order of dates. */
function merged(splits: readonly SymbolSplit[]): SymbolSplit[] {
  const kept: SymbolSplit[] = [];
  const newest = new Map<string, SymbolSplit>();
  for (const split of [...splits].sort((a, b) => b.exDate - a.exDate)) {
    const later = newest.get(split.symbol);
    const isTwin =
      later !== undefined &&
      (later.exDate === split.exDate ||
        (later.ratio === split.ratio && later.exDate - split.exDate <= twiceDays));
    if (isTwin) continue;
    newest.set(split.symbol, split);
    kept.push(split);
  }
  return kept.reverse();
}
