import { Failure } from "../../../base/failure.ts";
import { parseSymbol } from "../../../domain/instrument.ts";
import { type Interval, intervals } from "../../../domain/interval.ts";
import type { Store } from "../../../ports/store.ts";
import { defaultRun } from "../../../scanners/define.ts";
import { scanners } from "../../../scanners/registry.ts";
import { explainSignal } from "../../../services/scan/explain.ts";
import { marketNowMs } from "../../../services/scan/market-clock.ts";
import { parseAsOf } from "../../../services/scan/moment.ts";
import { scanMarket } from "../../../services/scan/scan-market.ts";
import { defineCommand } from "../command.ts";
import type { CliContext } from "../context.ts";
import { writeJson } from "../json.ts";
import { writeLines } from "../output.ts";
import { receiptDocument, receiptLines } from "../receipt-view.ts";
import { unwrapped } from "../scan-choice.ts";
import { requireBars, withStore } from "../store-access.ts";
import { symbolDocument, symbolLines } from "../symbol-view.ts";
import { unknownSymbol } from "../unknown-symbol.ts";

export const explainCommand = defineCommand({
  name: "explain",
  group: "signals",
  summary: "Check a signal by computing it again, or tell all about a symbol",
  details: [
    "A signal of the ledger is computed once more from the stored bars. confirmed: same bars, " +
      "same answer. bars-changed: the bars were corrected since. bars-missing: they are gone. " +
      "For a symbol it prints what every scanner says now, and its latest signals.",
  ],
  arguments: {
    what: { placeholder: "SIGNAL_ID|SYMBOL", help: "id as l2t signals prints it, or a symbol" },
  },
  options: {
    interval: {
      kind: "choice",
      flag: "interval",
      placeholder: "INTERVAL",
      choices: intervals,
      default: "1d",
      help: `for a symbol: length of the bars, ${intervals.join(", ")}`,
    },
    asOf: {
      kind: "text",
      flag: "as-of",
      placeholder: "DATE|TIME",
      help: "for a symbol: judge it as it stood then",
    },
    limit: {
      kind: "integer",
      flag: "limit",
      placeholder: "ROWS",
      min: 1,
      max: 1_000,
      default: 10,
      help: "for a symbol: signals of the ledger to list",
    },
  },
  formats: ["json"],
  examples: [
    { line: "explain AAPL", help: "what every scanner says about it" },
    { line: "explain macd:AAPL:1d:2023-06-30:4f2ac1", help: "one signal with all its numbers" },
  ],
  failures: ["not.found", "store.busy", "store.unavailable", "store.invalid"],
  async run(context, { args, options }) {
    return withStore(context, { isReadOnly: true }, async (store) => {
      if (args.what.includes(":")) return printReceipt(context, store, args.what);
      const symbol = unwrapped(parseSymbol(args.what));
      const asOfTsMs = options.asOf === undefined ? undefined : unwrapped(parseAsOf(options.asOf));
      return printSymbol(context, store, { ...options, symbol, asOfTsMs });
    });
  },
});

async function printReceipt({ out, settings }: CliContext, store: Store, id: string) {
  const explained = explainSignal(store, id);
  if (!explained.ok) throw new Failure("not.found", explained.error);
  if (settings.json) await writeJson(out, receiptDocument(explained.value));
  else await writeLines(out, receiptLines(out, explained.value));
  return 0;
}

async function printSymbol(
  context: CliContext,
  store: Store,
  wish: {
    readonly symbol: string;
    readonly interval: Interval;
    readonly asOfTsMs: number | undefined;
    readonly limit: number;
  },
): Promise<number> {
  const { out, settings, clock } = context;
  const { symbol, interval, asOfTsMs, limit } = wish;
  requireBars(store, context);
  const nowTsMs = marketNowMs(store.metadata, clock);
  const scan = scanMarket(store.bars, {
    runs: scanners.map(defaultRun),
    interval,
    nowTsMs,
    symbols: new Set([symbol]),
    ...(asOfTsMs !== undefined && { asOfTsMs }),
  });
  const records = store.signals.signals({ symbol, limit });
  if (scan.symbolCount === 0) throw unknownSymbol(store, { symbol, interval });
  const facts = { symbol, scan, records, nowTsMs };
  if (settings.json) await writeJson(out, symbolDocument(facts));
  else await writeLines(out, symbolLines(out, facts));
  return 0;
}
