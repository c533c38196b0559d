import { Failure } from "../../../base/failure.ts";
import { sourceText } from "../../../domain/result-table.ts";
import { explainSignal } from "../../../services/scan/explain.ts";
import { nullable, object, text, word } from "../openapi/schema.ts";
import { quoted, textParam, wordParam } from "../params.ts";
import { defineRoute } from "../route.ts";
import { envelope, isoText, v1Answer } from "./envelope.ts";
import { signalOf, signalSchema } from "./signal-fields.ts";

const verdicts = ["confirmed", "bars-changed", "differs", "bars-missing"] as const;

const check = object(
  {
    verdict: word(
      "confirmed: same bars, same verdict; bars-changed: stored bars differ from those read " +
        "then; bars-missing: they are no longer stored; differs: same bars, another verdict, a bug",
      verdicts,
      "confirmed",
    ),
    why: nullable(
      text("the numbers as computed now; null without bars", "squeeze fired bullish after 8 bars"),
    ),
  },
  { title: "SignalCheck" },
);

const response = envelope(signalSchema, {
  check: nullable(check),
});

export const signalV1 = defineRoute({
  group: "Signals",
  path: "/api/v1/signals/{id}",
  summary: "One signal with its receipt, and on request the same computation done again.",
  pathParams: {
    id: { ...textParam({ lengthMax: 160, help: "id of the signal" }), isRequired: true },
  },
  params: {
    check: wordParam({
      words: ["yes", "no"],
      default: "no",
      help: "yes: compute it again from the stored bars and say whether it holds",
    }),
  },
  response,
  answer: ({ params, pathParams }, { store, status }) => {
    const id = pathParams.id ?? "";
    const [record] = store.signals.signals({ id, limit: 1 });
    if (record === undefined) {
      const text = `there is no signal ${quoted(id)}; list them with /api/v1/signals`;
      throw new Failure("not.found", text);
    }
    return v1Answer(response, () => ({
      data: signalOf(record),
      meta: {
        simulated: status.isSimulated || record.source.isSimulated,
        source: sourceText(record.source),
        as_of: isoText(record.detectedTsMs),
        check: params.check === "yes" ? checked(store, id) : null,
      },
    }));
  },
});

function checked(store: Parameters<typeof explainSignal>[0], id: string) {
  const explained = explainSignal(store, id);
  // The entry is there, so it can only be its scanner or a parameter that is no more.
  if (!explained.ok) throw new Failure("not.found", explained.error);
  const { verdict, recomputed } = explained.value;
  return { verdict, why: recomputed?.why ?? null };
}
