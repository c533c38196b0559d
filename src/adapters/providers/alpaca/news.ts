import * as v from "valibot";
import type { NewsItem } from "../../../domain/research.ts";
import type { NewsQuery, Sourced } from "../../../ports/market-data.ts";
import { plainText } from "../plain-text.ts";
import { stockBatch } from "./bars.ts";
import type { AlpacaContext } from "./calls.ts";
import { pagesOf } from "./pages.ts";
import { alpacaBatches, fromAlpacaSymbol } from "./symbols.ts";
import { timestampMs } from "./timestamp.ts";
import { type NewsArticle, newsArticle, newsPage, readBody, readRows } from "./wire.ts";

/** The most articles of one page. */
const pageArticles = 50;
const pageBytesMax = 2 * 1_048_576;
/** Older ones than these are left: pages come newest first. */
const pagesMax = 20;

/** Benzinga's news (docs.alpaca.markets/reference/news-3), newest first. */
export async function readNews(
  context: AlpacaContext,
  query: NewsQuery,
): Promise<Sourced<readonly NewsItem[]>> {
  const items = new Map<string, NewsItem>();
  for (const batch of alpacaBatches(query.symbols, stockBatch)) {
    let pageCount = 0;
    const pages = pagesOf("news", async (pageToken) => {
      const response = await context.calls.get("data", {
        path: "/v1beta1/news",
        query: {
          symbols: batch.join(","),
          start: new Date(query.fromTsMs).toISOString(),
          sort: "desc",
          limit: pageArticles,
          include_content: false,
          page_token: pageToken,
        },
        endpoint: "news",
        bytesMax: pageBytesMax,
        asking: query,
      });
      return readBody(newsPage, response, "news");
    });
    for await (const page of pages) {
      for (const item of readArticles(page.news)) {
        if (item.tsMs >= query.fromTsMs) items.set(item.id, item);
      }
      if (++pageCount === pagesMax) break;
    }
  }
  const value = [...items.values()].sort((a, b) => b.tsMs - a.tsMs);
  return { value, provenance: newsProvenance(value[0]?.tsMs ?? context.clock.nowMs()) };
}

export function newsProvenance(asOfTsMs: number) {
  return { provider: "alpaca", feed: "benzinga", isSimulated: false, delayMs: 0, asOfTsMs };
}

/** An article of a frame; null where something is missing. */
export function readArticle(row: unknown): NewsItem | null {
  const parsed = v.safeParse(newsArticle, row);
  return parsed.success ? newsItemOf(parsed.output) : null;
}

/** Articles of a page; those without a headline, a time or an address are left out. */
function readArticles(rows: readonly unknown[]): NewsItem[] {
  return readRows(newsArticle, rows, "news").flatMap((article) => {
    const item = newsItemOf(article);
    return item === null ? [] : [item];
  });
}

function newsItemOf(article: NewsArticle): NewsItem | null {
  const tsMs = timestampMs(article.created_at);
  const headline = plainText(article.headline);
  const summary = plainText(article.summary ?? "");
  const url = article.url ?? "";
  if (Number.isNaN(tsMs) || headline === "" || !/^https?:\/\//.test(url)) return null;
  return {
    id: String(article.id),
    tsMs,
    headline,
    summary: summary === "" ? null : summary,
    url,
    publisher: article.source ?? "benzinga",
    symbols: article.symbols.flatMap((symbol) => fromAlpacaSymbol(symbol) ?? []),
  };
}
