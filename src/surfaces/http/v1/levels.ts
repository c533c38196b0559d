import type { OptionLevels } from "../../../ports/option-store.ts";
import { instant, list, nullable, text, whole } from "../openapi/schema.ts";
import { symbolParam } from "../params.ts";
import { defineRoute } from "../route.ts";
import { hasher } from "../runtime.ts";
import { envelope, isoText, v1Answer } from "./envelope.ts";
import { levelsOf, levelsSchema } from "./level-fields.ts";
import { originMeta } from "./origin.ts";

const response = envelope(list(levelsSchema), {
  count: whole("underlyings", 60),
  measured_at: instant("the moment that ages are measured to"),
  reason: nullable(text("why there are none; null where there are some", "no chain yet")),
});

export const levelsV1 = defineRoute({
  group: "Options",
  path: "/api/v1/levels",
  summary: "Levels and exposures of option chains; with symbol also every strike, for a heatmap.",
  params: {
    symbol: symbolParam({ help: "only this underlying, with its strikes" }),
  },
  response,
  answer: ({ params: { symbol } }, { store, status, nowTsMs }) => {
    const { isSimulated } = status;
    const rows = symbol === null ? store.options.levels() : one(store.options.levelsOf(symbol));
    const facts = { nowTsMs, isSimulated };
    return v1Answer(
      response,
      () => ({
        data: rows.map((row) => {
          const strikes = symbol === null ? null : store.options.strikes(symbol);
          return levelsOf(row, { ...facts, strikes });
        }),
        meta: {
          ...originMeta(rows, {
            ...{ isSimulated, table: "option_levels" },
            provenanceOf: (row) => row,
            tsMsOf: ({ asOfTsMs }) => asOfTsMs,
          }),
          count: rows.length,
          measured_at: isoText(nowTsMs),
          reason: rows.length > 0 ? null : reasonOf(symbol),
        },
      }),
      { version: `levels-${versionOf(rows)}-${isSimulated}` },
    );
  },
});

function one(row: OptionLevels | null): readonly OptionLevels[] {
  return row === null ? [] : [row];
}

function reasonOf(symbol: string | null): string {
  const whose = symbol === null ? "No option chain" : `No option chain of ${symbol}`;
  return (
    `${whose} has been looked at, so there is nothing to compute levels from. Chains of watched ` +
    "underlyings are looked at in the session, where a provider has options."
  );
}

/** Levels and strikes are replaced in one transaction, and the levels carry its moment. */
function versionOf(rows: readonly OptionLevels[]): string {
  return hasher("sha1").update(JSON.stringify(rows)).digest("base64url");
}
