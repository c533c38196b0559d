import { formatLocalDate } from "../../../domain/local-date.ts";
import { newYorkDate } from "../../../domain/new-york.ts";
import type { WatchlistRow } from "../../../ports/cache-store.ts";
import { numberParam, symbolsParam } from "../list-params.ts";
import { instant, list, nullable, number, object, text, whole } from "../openapi/schema.ts";
import { wholeParam } from "../params.ts";
import { defineRoute, type RouteContext } from "../route.ts";
import { compareKeys, cursorParam, type Key, pageOf } from "./cursor.ts";
import { ageSeconds, isoText, pageEnvelope, v1Answer } from "./envelope.ts";
import { symbolField } from "./fields.ts";
import { originFields, originMeta, originOf } from "./origin.ts";
import { storedQuotes } from "./stored-quotes.ts";

const move = object(
  {
    symbol: symbolField,
    price: number("newest trade before the bell, USD", 191.2),
    change_pct: number("its distance to the close of the session before, in percent", 1.9),
    previous_close: nullable(number("that close, USD", 187.6)),
    at: instant("when the trade was"),
    data_age_seconds: nullable(whole("time since then", 12)),
    volume: nullable(number("shares traded before the bell", 820_000)),
    volume_pct: nullable(number("the same in percent of an average day's shares", 1.6)),
    average_volume: nullable(number("shares of an average day", 51_000_000)),
    ...originFields,
  },
  { title: "PremarketMove" },
);

const response = pageEnvelope(list(move), {
  count: whole("moves on this page", 1),
  total: whole("moves on all pages", 40),
  date: nullable(text("the day whose premarket it is; null without moves", "2024-06-28")),
  measured_at: instant("the moment that ages are measured to"),
  min_change_pct: number("smaller moves, up or down, are left out", 0),
});

export const premarketV1 = defineRoute({
  group: "Bars and quotes",
  path: "/api/v1/premarket",
  summary: "Moves before the opening bell of the newest day that has any, largest first.",
  params: {
    symbols: symbolsParam({ help: "only these symbols" }),
    min_change_pct: numberParam({
      min: 0,
      max: 1_000_000,
      help: "only moves of as many percent, up or down; left out: all",
    }),
    limit: wholeParam({ default: 100, min: 1, max: 10_000, help: "moves at most" }),
    cursor: cursorParam(2),
  },
  response,
  answer: ({ params }, context) => {
    const { version, read } = storedQuotes(context);
    return v1Answer(response, () => premarketBody(read(), params, context), {
      version: `premarket-${version}-${context.status.isSimulated}`,
    });
  },
});

interface Wanted {
  readonly symbols: readonly string[] | null;
  readonly min_change_pct: number | null;
  readonly limit: number;
  readonly cursor: Key | null;
}

function premarketBody(all: readonly WatchlistRow[], wanted: Wanted, context: RouteContext) {
  const { nowTsMs } = context;
  const { isSimulated } = context.status;
  const { limit, cursor } = wanted;
  const symbols = wanted.symbols && new Set(wanted.symbols);
  const minimum = wanted.min_change_pct ?? 0;
  const rows = newestDay(all.flatMap((row) => moveOf(row) ?? []))
    .filter(({ row }) => symbols === null || symbols.has(row.symbol))
    .filter(({ changePct }) => Math.abs(changePct) >= minimum)
    .toSorted((a, b) => compareMoves(a, keyOf(b)));
  const page = pageOf(rows, { after: cursor, limit, keyOf, compare: compareMoves });
  return {
    data: page.rows.map((one) => rowOf(one, { nowTsMs, isSimulated })),
    meta: {
      ...originMeta(rows, {
        ...{ isSimulated, table: "watchlist" },
        provenanceOf: ({ row }) => row.provenance,
        tsMsOf: ({ tsMs }) => tsMs,
      }),
      next_cursor: page.nextCursor,
      count: page.rows.length,
      total: rows.length,
      date: dateText(rows),
      measured_at: isoText(nowTsMs),
      min_change_pct: minimum,
    },
  };
}

interface Move {
  readonly row: WatchlistRow;
  readonly price: number;
  readonly changePct: number;
  readonly tsMs: number;
}

function moveOf(row: WatchlistRow): Move | null {
  const { premarketPrice: price, premarketChangePct: changePct, premarketTsMs: tsMs } = row;
  if (typeof price !== "number" || typeof changePct !== "number") return null;
  return typeof tsMs === "number" ? { row, price, changePct, tsMs } : null;
}

/** Rows of symbols that did not trade since keep the moves of the day before. */
function newestDay(moves: readonly Move[]): readonly Move[] {
  const dates = moves.map(({ tsMs }) => newYorkDate(tsMs));
  const newest = dates.reduce((date, one) => Math.max(date, one), Number.NEGATIVE_INFINITY);
  return moves.filter((_, index) => dates[index] === newest);
}

function dateText([first]: readonly Move[]): string | null {
  return first === undefined ? null : formatLocalDate(newYorkDate(first.tsMs));
}

function keyOf({ changePct, row }: Move): Key {
  return [Math.abs(changePct), row.symbol];
}

function compareMoves(move: Move, key: Key): number {
  return compareKeys(keyOf(move), key, [-1, 1]);
}

function rowOf(
  { row, price, changePct, tsMs }: Move,
  facts: { readonly nowTsMs: number; readonly isSimulated: boolean },
) {
  return {
    symbol: row.symbol,
    price,
    change_pct: changePct,
    previous_close: row.previousClose ?? null,
    at: isoText(tsMs),
    data_age_seconds: ageSeconds(tsMs, facts.nowTsMs),
    volume: row.premarketVolume ?? null,
    volume_pct: row.premarketVolumePct ?? null,
    average_volume: row.averageVolume ?? null,
    ...originOf(row.provenance, facts.isSimulated),
    // After the bell the provenance is that of a newer quote.
    as_of: isoText(tsMs),
  };
}
