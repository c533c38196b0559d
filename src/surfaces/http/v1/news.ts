import { instant, list, nullable, object, text, whole } from "../openapi/schema.ts";
import { momentParam, symbolParam, wholeParam } from "../params.ts";
import { defineRoute } from "../route.ts";
import { cursorParam } from "./cursor.ts";
import { ageSeconds, isoText, pageEnvelope, v1Answer } from "./envelope.ts";
import { symbolField } from "./fields.ts";
import { originFields, originMeta, originOf } from "./origin.ts";
import { researchPage } from "./research-page.ts";

const item = object(
  {
    id: text("the provider's own", "40123456"),
    at: instant("when it was published"),
    headline: text("plain text", "Example Corp. raises its outlook"),
    summary: nullable(text("plain text; null where the provider gives none", "The company ...")),
    url: text("the article", "https://news.example/40123456"),
    publisher: text("who wrote it", "Example Wire"),
    symbols: list(symbolField, "tickers that the provider tags it with"),
    data_age_seconds: nullable(whole("time since it was published", 900)),
    ...originFields,
  },
  { title: "NewsItem" },
);

const response = pageEnvelope(list(item), { count: whole("items on this page", 1) });

export const newsV1 = defineRoute({
  group: "Research",
  path: "/api/v1/news",
  summary: "News, newest first, all or of one symbol.",
  params: {
    symbol: symbolParam({ help: "only what is tagged with this symbol" }),
    since: momentParam({ help: "at or after this moment; left out: all that is kept" }),
    limit: wholeParam({ default: 100, min: 1, max: 1_000, help: "items at most" }),
    cursor: cursorParam(3),
  },
  response,
  answer: ({ params }, { store, status, nowTsMs }) => {
    const { isSimulated } = status;
    const { symbol, since, limit, cursor } = params;
    return v1Answer(response, () => {
      const { rows, nextCursor } = researchPage((wanted) => store.research.news(wanted), {
        ...{ symbol, limit, cursor, sinceTsMs: since ?? 0 },
        keyOf: (row) => [row.tsMs, row.provider, row.id],
      });
      return {
        data: rows.map((row) => ({
          id: row.id,
          at: isoText(row.tsMs),
          headline: row.headline,
          summary: row.summary,
          url: row.url,
          publisher: row.publisher,
          symbols: row.symbols,
          data_age_seconds: ageSeconds(row.tsMs, nowTsMs),
          ...originOf(row, isSimulated),
        })),
        meta: {
          ...originMeta(rows, {
            ...{ isSimulated, table: "news" },
            provenanceOf: (row) => row,
            tsMsOf: ({ asOfTsMs }) => asOfTsMs,
          }),
          next_cursor: nextCursor,
          count: rows.length,
        },
      };
    });
  },
});
