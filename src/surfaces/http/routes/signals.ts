import { intervals } from "../../../domain/interval.ts";
import { ledgerRow } from "../../../domain/ledger-row.ts";
import { sourceText, utcText } from "../../../domain/result-table.ts";
import type { SignalRecord } from "../../../domain/signal.ts";
import { scanners } from "../../../scanners/registry.ts";
import { momentParam, optionalWordParam, symbolParam, textParam, wholeParam } from "../params.ts";
import { defineRoute, jsonAnswer } from "../route.ts";

const limitMax = 5_000;

export const signals = defineRoute({
  group: "Signals",
  path: "/api/signals",
  summary: "The ledger of signals, newest first: every signal ever found, with its receipt.",
  params: {
    symbol: symbolParam({ help: "only this symbol" }),
    scanner: optionalWordParam({
      words: scanners.map(({ scanner }) => scanner),
      help: "only this scanner",
    }),
    interval: optionalWordParam({ words: intervals, help: "only this bar length" }),
    id: textParam({ lengthMax: 160, help: "only this signal" }),
    since: momentParam({ help: "detected at or after this moment" }),
    until: momentParam({ help: "detected before this moment" }),
    limit: wholeParam({ default: 50, min: 1, max: limitMax, help: "signals at most" }),
  },
  answer: ({ params }, { store, status }) =>
    jsonAnswer(() => {
      const { symbol, scanner, interval, id, since, until, limit } = params;
      const found = store.signals.signals({
        ...(symbol && { symbol }),
        ...(scanner && { scanner }),
        ...(interval && { interval }),
        ...(id && { id }),
        ...(since !== null && { detectedFromTsMs: since }),
        ...(until !== null && { detectedUntilTsMs: until }),
        limit,
      });
      const newest = found.reduce((tsMs, { detectedTsMs }) => Math.max(tsMs, detectedTsMs), 0);
      return {
        success: true,
        count: found.length,
        data: found.map(signalRow),
        as_of: newest === 0 ? null : utcText(newest),
        source: [...new Set(found.map((record) => sourceText(record.source)))].join(", ") || null,
        simulated: status.isSimulated || found.some((record) => record.source.isSimulated),
      };
    }),
});

/** The entry as everywhere, with the parameters as an object and the row's cells. */
function signalRow(record: SignalRecord) {
  const params = JSON.parse(record.params) as unknown;
  return { ...ledgerRow(record), params, values: record.values };
}
