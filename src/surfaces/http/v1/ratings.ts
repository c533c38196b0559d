import { ratingActions } from "../../../domain/research.ts";
import { instant, list, nullable, number, object, text, whole, word } from "../openapi/schema.ts";
import { momentParam, symbolParam, wholeParam } from "../params.ts";
import { defineRoute } from "../route.ts";
import { cursorParam } from "./cursor.ts";
import { ageSeconds, isoText, pageEnvelope, v1Answer } from "./envelope.ts";
import { symbolField } from "./fields.ts";
import { originFields, originMeta, originOf } from "./origin.ts";
import { researchPage } from "./research-page.ts";

const rating = object(
  {
    symbol: symbolField,
    at: instant("when the analyst acted, as far as the provider says"),
    firm: text("who", "Example Securities"),
    action: word("what they did", ratingActions, "upgrade"),
    from_grade: nullable(text("the grade before, in the firm's words", "Hold")),
    to_grade: nullable(text("the grade from then on", "Buy")),
    target: nullable(number("price target, USD", 220)),
    prior_target: nullable(number("the target before, USD", 190)),
    data_age_seconds: nullable(whole("time since then", 86_400)),
    ...originFields,
  },
  { title: "Rating" },
);

const response = pageEnvelope(list(rating), { count: whole("ratings on this page", 1) });

export const ratingsV1 = defineRoute({
  group: "Research",
  path: "/api/v1/ratings",
  summary: "What analysts did, newest first, with their targets.",
  params: {
    symbol: symbolParam({ help: "only this symbol" }),
    since: momentParam({ help: "at or after this moment; left out: all that are kept" }),
    limit: wholeParam({ default: 100, min: 1, max: 1_000, help: "ratings at most" }),
    cursor: cursorParam(4),
  },
  response,
  answer: ({ params }, { store, status, nowTsMs }) => {
    const { isSimulated } = status;
    const { symbol, since, limit, cursor } = params;
    return v1Answer(response, () => {
      const { rows, nextCursor } = researchPage((wanted) => store.research.ratings(wanted), {
        ...{ symbol, limit, cursor, sinceTsMs: since ?? 0 },
        keyOf: (row) => [row.tsMs, row.symbol, row.firm, row.action],
      });
      return {
        data: rows.map((row) => ({
          symbol: row.symbol,
          at: isoText(row.tsMs),
          firm: row.firm,
          action: row.action,
          from_grade: row.fromGrade,
          to_grade: row.toGrade,
          target: row.target,
          prior_target: row.priorTarget,
          data_age_seconds: ageSeconds(row.tsMs, nowTsMs),
          ...originOf(row, isSimulated),
        })),
        meta: {
          ...originMeta(rows, {
            ...{ isSimulated, table: "ratings" },
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
