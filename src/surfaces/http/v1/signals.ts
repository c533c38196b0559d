import { Failure } from "../../../base/failure.ts";
import { intervals } from "../../../domain/interval.ts";
import { sourceText } from "../../../domain/result-table.ts";
import type { SignalRecord } from "../../../domain/signal.ts";
import type { Store } from "../../../ports/store.ts";
import { scanners } from "../../../scanners/registry.ts";
import { list, whole } from "../openapi/schema.ts";
import {
  momentParam,
  optionalWordParam,
  type ParamValues,
  symbolParam,
  wholeParam,
} from "../params.ts";
import { defineRoute, type RouteContext } from "../route.ts";
import { cursorParam, cursorText } from "./cursor.ts";
import { isoOrNull, newestOf, pageEnvelope, v1Answer } from "./envelope.ts";
import { signalOf, signalSchema } from "./signal-fields.ts";

const response = pageEnvelope(list(signalSchema), {
  count: whole("signals on this page", 1),
});

const params = {
  symbol: symbolParam({ help: "only this symbol" }),
  scanner: optionalWordParam({
    words: scanners.map(({ scanner }) => scanner),
    help: "only this scanner",
  }),
  interval: optionalWordParam({ words: intervals, help: "only this bar length" }),
  direction: optionalWordParam({
    words: ["bullish", "bearish", "neutral"],
    help: "only those that point this way",
  }),
  since: momentParam({ help: "found at or after this moment" }),
  until: momentParam({ help: "found before this moment" }),
  limit: wholeParam({ default: 100, min: 1, max: 1_000, help: "signals at most" }),
  cursor: cursorParam(1),
} as const;

export const signalsV1 = defineRoute({
  group: "Signals",
  path: "/api/v1/signals",
  summary: "The ledger of signals, newest onset first: every signal ever found, with its receipt.",
  params,
  response,
  answer: ({ params }, context) => {
    const { store, status } = context;
    const version = context.v1.hot.of({
      name: "signals",
      newestEventId: store.events.newestId(),
      // The ledger only grows, and entries never change.
      version: () => String(store.signals.countSignals()),
    });
    return v1Answer(response, () => signalsBody(params, context), {
      version: `signals-${version}-${status.isSimulated}`,
    });
  },
});

type Wanted = ParamValues<typeof params>;

function signalsBody(wanted: Wanted, { store, status }: RouteContext) {
  const { limit } = wanted;
  // One more than asked for tells whether there is a next page.
  const found = store.signals.signals({ ...filterOf(wanted, store), limit: limit + 1 });
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(signalOf),
    meta: {
      simulated: status.isSimulated || shown.some(({ source }) => source.isSimulated),
      source: sourcesOf(shown),
      as_of: isoOrNull(newestOf(shown.map(({ detectedTsMs }) => detectedTsMs))),
      next_cursor: found.length > limit && last !== undefined ? cursorText([last.id]) : null,
      count: shown.length,
    },
  };
}

function filterOf(wanted: Wanted, store: Store) {
  const { symbol, scanner, interval, direction, since, until, cursor } = wanted;
  return {
    ...(symbol && { symbol }),
    ...(scanner && { scanner }),
    ...(interval && { interval }),
    ...(direction && { direction }),
    ...(since !== null && { detectedFromTsMs: since }),
    ...(until !== null && { detectedUntilTsMs: until }),
    ...(cursor && { afterId: knownId(cursor[0], store) }),
  };
}

/** A cursor of another ledger must not look like the end of this one. */
function knownId(id: unknown, store: Store): string {
  if (typeof id === "string" && store.signals.signals({ id, limit: 1 }).length === 1) return id;
  throw new Failure("usage.invalid", "cursor is not of this ledger; begin anew without it");
}

function sourcesOf(records: readonly SignalRecord[]): string | null {
  return [...new Set(records.map(({ source }) => sourceText(source)))].join(", ") || null;
}
