import { Failure } from "../../../base/failure.ts";
import type { Adjustment } from "../../../domain/instrument.ts";
import { type Interval, intervals } from "../../../domain/interval.ts";
import { ledgerRow } from "../../../domain/ledger-row.ts";
import type { ResultRow } from "../../../domain/result-table.ts";
import type { SeriesInfo } from "../../../ports/bar-store.ts";
import type { Store } from "../../../ports/store.ts";
import { barsCsv, barsJson, chooseExport, countBars } from "../bar-export.ts";
import { defineCommand } from "../command.ts";
import { csvLine } from "../csv.ts";
import { counted } from "../format.ts";
import { streamFile } from "../output-file.ts";
import { withStore } from "../store-access.ts";
import { readSymbols } from "../symbols.ts";

/** A ledger is read into memory; this many rows take about 500 MB. */
const signalsMax = 500_000;

export const exportCommand = defineCommand({
  name: "export",
  group: "data",
  summary: "Write bars or signals as CSV or JSON",
  details: [
    "Bars as CSV are what import reads: into an empty store they give the same checksum. Numbers " +
      "are written with all their digits; an unknown volume is an empty field.",
  ],
  arguments: {
    what: {
      placeholder: "WHAT",
      help: "bars without it",
      isOptional: true,
      choices: ["bars", "signals"],
    },
  },
  options: {
    symbols: {
      kind: "list",
      flag: "symbols",
      placeholder: "A,B|@FILE",
      help: "only these, or those listed in a file",
    },
    interval: {
      kind: "choice",
      flag: "interval",
      placeholder: "INTERVAL",
      choices: intervals,
      help: `only of bars of one length: ${intervals.join(", ")}`,
    },
    adjusted: { kind: "switch", flag: "adjusted", help: "only prices restated for splits" },
    raw: { kind: "switch", flag: "raw", help: "only prices as printed" },
    out: {
      kind: "text",
      flag: "out",
      short: "o",
      placeholder: "FILE",
      help: "file to write, gzipped when it ends in .gz; standard output without it",
    },
  },
  formats: ["json", "csv"],
  examples: [
    { line: "export bars --out bars.csv.gz", help: "all bars, for another store" },
    { line: "export bars --symbols AAPL --json", help: "one symbol, for a program" },
    { line: "export signals --csv", help: "the ledger" },
  ],
  failures: ["not.found", "output.unavailable", "input.missing", "store.busy", "store.unavailable"],
  async run(context, { args, options }) {
    const { out, err, settings } = context;
    if (options.adjusted && options.raw) {
      throw new Failure("usage.invalid", "--adjusted and --raw exclude each other; give one");
    }
    const symbols = readSymbols(options.symbols);
    const { interval } = options;
    const adjustment = chooseAdjustment(options);
    const kind = { ...(interval && { interval }), ...(adjustment && { adjustment }) };
    return withStore(context, { isReadOnly: true }, async (store) => {
      const { pieces, summary } =
        args.what === "signals"
          ? signalPieces(store, { symbols, interval }, settings)
          : barPieces(store, chooseExport(store, { symbols, ...kind }), settings);
      if (store.stats().isSimulated) {
        await err.write(`${err.paint.yellow("l2t:")} this is simulated data, no real market\n`);
      }
      if (options.out === undefined || options.out === "-") {
        for (const text of pieces) await out.write(text);
      } else {
        await streamFile(options.out, pieces);
        if (!settings.isQuiet) await err.write(`wrote ${summary} to ${options.out}\n`);
      }
      return 0;
    });
  },
});

function chooseAdjustment(options: {
  readonly adjusted: boolean;
  readonly raw: boolean;
}): Adjustment | undefined {
  if (options.raw) return "raw";
  return options.adjusted ? "split" : undefined;
}

interface Export {
  readonly pieces: Iterable<string>;
  /** "1,867,582 bars". */
  readonly summary: string;
}

function barPieces(
  store: Store,
  series: readonly SeriesInfo[],
  { json }: { readonly json: boolean },
): Export {
  const pieces = json ? barsJson(store, series) : barsCsv(store, series);
  return { pieces, summary: counted(countBars(series), "bar") };
}

function signalPieces(
  store: Store,
  wish: LedgerWish,
  { json }: { readonly json: boolean },
): Export {
  const rows = readLedger(store, wish);
  const pieces = [json ? ledgerJson(rows) : ledgerCsv(rows)];
  return { pieces, summary: counted(rows.length, "signal") };
}

interface LedgerWish {
  readonly symbols: ReadonlySet<string> | undefined;
  readonly interval: Interval | undefined;
}

function readLedger(store: Store, wish: LedgerWish): readonly ResultRow[] {
  const { symbols, interval } = wish;
  const total = store.signals.countSignals();
  if (total > signalsMax) {
    const text = `the ledger has ${total} signals, more than the ${signalsMax} of one export`;
    throw new Failure("usage.invalid", `${text}; ask for parts of it with: l2t signals --csv`);
  }
  const records = store.signals.signals({
    limit: signalsMax,
    ...(interval && { interval }),
  });
  const wanted = symbols ? records.filter(({ symbol }) => symbols.has(symbol)) : records;
  return wanted.map(ledgerRow);
}

function ledgerCsv(rows: readonly ResultRow[]): string {
  const [first] = rows;
  if (first === undefined) return "";
  return csvLine(Object.keys(first)) + rows.map((row) => csvLine(Object.values(row))).join("");
}

function ledgerJson(rows: readonly ResultRow[]): string {
  return `${JSON.stringify({ count: rows.length, data: rows })}\n`;
}
