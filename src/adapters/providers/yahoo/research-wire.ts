import * as v from "valibot";
import type { NewsItem, Rating, RatingAction } from "../../../domain/research.ts";
import { positiveOrNull } from "../figures.ts";
import { plainText } from "../plain-text.ts";
import { fromYahooSymbol } from "./symbols.ts";
import { fittingRows, readValue, secondMs } from "./wire.ts";

const actions: ReadonlyMap<string, RatingAction> = new Map([
  ["up", "upgrade"],
  ["down", "downgrade"],
  ["init", "initiate"],
  ["reit", "reiterate"],
  ["main", "maintain"],
]);

const text = v.nullish(v.string());

const grade = v.object({
  epochGradeDate: v.number(),
  firm: v.string(),
  action: v.string(),
  fromGrade: text,
  toGrade: text,
  /** Since 2025; 0 where there is none. */
  currentPriceTarget: v.nullish(v.number()),
  priorPriceTarget: v.nullish(v.number()),
});

const summary = v.object({
  quoteSummary: v.object({
    result: v.nullish(
      v.array(
        v.object({
          upgradeDowngradeHistory: v.nullish(v.object({ history: v.array(v.unknown()) })),
        }),
      ),
    ),
  }),
});

const story = v.object({
  uuid: v.pipe(v.string(), v.nonEmpty()),
  title: v.string(),
  publisher: v.nullish(v.string()),
  link: v.pipe(v.string(), v.url(), v.startsWith("http")),
  providerPublishTime: v.number(),
  relatedTickers: v.nullish(v.array(v.string())),
});

const searchAnswer = v.object({ news: v.optional(v.nullable(v.array(v.unknown())), []) });

/** Ratings of module `upgradeDowngradeHistory`, newest first. */
export function readRatings(json: unknown, symbol: string): Rating[] {
  const [found] = readValue(summary, json, "ratings").quoteSummary.result ?? [];
  const rows = fittingRows(grade, found?.upgradeDowngradeHistory?.history ?? []);
  const ratings = rows.flatMap((row): Rating[] => {
    const action = actions.get(row.action);
    if (action === undefined || row.firm === "") return [];
    return [
      {
        symbol,
        tsMs: row.epochGradeDate * secondMs,
        firm: row.firm,
        action,
        fromGrade: row.fromGrade || null,
        toGrade: row.toGrade || null,
        target: positiveOrNull(row.currentPriceTarget),
        priorTarget: positiveOrNull(row.priorPriceTarget),
      },
    ];
  });
  return ratings.toSorted((a, b) => b.tsMs - a.tsMs);
}

/**
 * Stories of `GET /v1/finance/search` that Yahoo tags with symbols. The search itself goes by
 * words: what it finds without a tag may be about anything.
 */
export function readNews(json: unknown): NewsItem[] {
  const rows = fittingRows(story, readValue(searchAnswer, json, "a search").news ?? []);
  return rows.flatMap((row): NewsItem[] => {
    const symbols = (row.relatedTickers ?? []).map(fromYahooSymbol).filter((name) => name !== null);
    const headline = plainText(row.title);
    if (symbols.length === 0 || headline === "") return [];
    return [
      {
        id: row.uuid,
        tsMs: row.providerPublishTime * secondMs,
        headline,
        summary: null,
        url: row.link,
        publisher: plainText(row.publisher ?? ""),
        symbols: [...new Set(symbols)],
      },
    ];
  });
}
