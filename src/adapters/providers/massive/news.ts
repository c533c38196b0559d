import type { NewsItem } from "../../../domain/research.ts";
import type { NewsQuery, Sourced } from "../../../ports/market-data.ts";
import { plainText } from "../plain-text.ts";
import { type MassiveContext, massiveProvenance } from "./calls.ts";
import { pagesOf } from "./pages.ts";
import { fromMassiveSymbol, toMassiveSymbol } from "./symbols.ts";
import { type NewsArticle, newsArticle, readRows } from "./wire.ts";

/** The most articles of one page: two days of the whole market. */
const pageArticles = 1_000;
const pageBytesMax = 8 * 1_048_576;
/** Older ones than these are left: pages come newest first. */
const pagesMax = 10;
/** More symbols than these cost more requests than the news of all of them do. */
const symbolsMax = 3;

/** Articles of many publishers (massive.com/docs/rest/stocks/news), newest first. */
export async function readNews(
  context: MassiveContext,
  query: NewsQuery,
): Promise<Sourced<readonly NewsItem[]>> {
  const wanted = new Set(query.symbols.filter((symbol) => toMassiveSymbol(symbol) !== null));
  const items = new Map<string, NewsItem>();
  const lists = wanted.size > symbolsMax ? [undefined] : [...wanted].map(toMassiveSymbol);
  for (const ticker of lists) {
    for await (const article of readArticles(context, query, ticker ?? undefined)) {
      const item = newsItemOf(article);
      if (item === null || item.tsMs < query.fromTsMs) continue;
      if (item.symbols.some((symbol) => wanted.has(symbol))) items.set(item.id, item);
    }
  }
  const value = [...items.values()].sort((a, b) => b.tsMs - a.tsMs);
  const asOfTsMs = value[0]?.tsMs ?? context.clock.nowMs();
  return { value, provenance: massiveProvenance("news", { delayMs: 0, asOfTsMs }) };
}

async function* readArticles(
  context: MassiveContext,
  query: NewsQuery,
  ticker: string | undefined,
): AsyncGenerator<NewsArticle> {
  const first = {
    path: "/v2/reference/news",
    query: {
      ...{ ticker, "published_utc.gte": new Date(query.fromTsMs).toISOString() },
      ...{ order: "desc", sort: "published_utc", limit: pageArticles },
    },
  };
  const pages = pagesOf(context, "news", {
    ...{ first, endpoint: "news", bytesMax: pageBytesMax, asking: query },
  });
  let pageCount = 0;
  for await (const page of pages) {
    yield* readRows(newsArticle, page.results, "news");
    if (++pageCount === pagesMax) return;
  }
}

/** Null without a headline, a time or an address. */
function newsItemOf(article: NewsArticle): NewsItem | null {
  const tsMs = Date.parse(article.published_utc);
  const headline = plainText(article.title);
  const summary = plainText(article.description ?? "");
  const url = article.article_url ?? "";
  if (Number.isNaN(tsMs) || headline === "" || !/^https?:\/\//.test(url)) return null;
  const symbols = article.tickers.flatMap((ticker) => fromMassiveSymbol(ticker) ?? []);
  return {
    ...{ id: article.id, tsMs, headline, url },
    summary: summary === "" ? null : summary,
    publisher: plainText(article.publisher?.name ?? "") || "Massive",
    symbols: [...new Set(symbols)],
  };
}
