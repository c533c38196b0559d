import { list, number, object, text, word } from "../openapi/schema.ts";
import { requiredSymbolParam } from "../params.ts";
import { defineRoute } from "../route.ts";
import { envelope, v1Answer } from "./envelope.ts";
import { symbolField } from "./fields.ts";

const level = object(
  {
    kind: word("what stands at the price", ["call-wall", "put-wall", "max-pain"], "call-wall"),
    price: number("strike", 190),
  },
  { title: "OptionLevel" },
);

const levels = object(
  {
    symbol: symbolField,
    status: word(
      "available: computed from a stored option chain; no-chain: there is none to compute from",
      ["available", "no-chain"],
      "no-chain",
    ),
    reason: text("why there are no levels", "no option chain is stored"),
    levels: list(level, "empty unless the status is available"),
  },
  { title: "OptionLevels" },
);

const response = envelope(levels, {});

export const levelsV1 = defineRoute({
  group: "Options",
  path: "/api/v1/levels/{symbol}",
  summary: "Prices at which options of a symbol concentrate, or why none are known.",
  pathParams: { symbol: requiredSymbolParam({ help: "ticker of the underlying" }) },
  params: {},
  response,
  answer: ({ pathParams }, { status }) =>
    v1Answer(response, () => ({
      data: {
        symbol: pathParams.symbol,
        status: "no-chain" as const,
        reason:
          "This version stores no option chains, so there is nothing to compute levels from. " +
          "It does not estimate them.",
        levels: [],
      },
      meta: { simulated: status.isSimulated, source: null, as_of: null },
    })),
});
