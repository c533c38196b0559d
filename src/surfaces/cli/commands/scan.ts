import { intervals } from "../../../domain/interval.ts";
import { parseAsOf } from "../../../services/scan/moment.ts";
import type { ScanRequest } from "../../../services/scan/scan-market.ts";
import { defaultFilter } from "../../../services/scan/select-rows.ts";
import { defineCommand } from "../command.ts";
import { chooseRuns, scannerWords, unwrapped } from "../scan-choice.ts";
import { printScan } from "../scan-print.ts";
import { readSymbols } from "../symbols.ts";

const everything = Number.MAX_SAFE_INTEGER;

export const scanCommand = defineCommand({
  name: "scan",
  group: "signals",
  summary: "Find signals in the bars of the store",
  details: [
    "Without a date it judges the newest bars there are and says how old they are; with --as-of " +
      "it judges the market as it stood then and sees no later bar. Symbols without a bar for " +
      "the newest session are stale: nothing is claimed about them.",
    "What it finds is saved, for explain, the API and the page. With `all`, scanners that do not " +
      "have the filter, dialect or parameter asked for are left out. A limit counts per scanner.",
  ],
  arguments: {
    scanner: {
      placeholder: "SCANNER",
      help: "which one, all of them without it",
      isOptional: true,
      choices: scannerWords,
    },
  },
  options: {
    asOf: {
      kind: "text",
      flag: "as-of",
      placeholder: "DATE|TIME",
      help: "judge the market as of the end of that day, or of that moment (2023-06-30T18:00:00Z)",
    },
    interval: {
      kind: "choice",
      flag: "interval",
      placeholder: "INTERVAL",
      choices: intervals,
      default: "1d",
      help: `length of the bars, ${intervals.join(", ")}; put together from shorter ones`,
    },
    symbols: {
      kind: "list",
      flag: "symbols",
      placeholder: "A,B|@FILE",
      help: "only these, or those listed in a file",
    },
    filter: {
      kind: "text",
      flag: "filter",
      placeholder: "FILTER",
      default: defaultFilter,
      help: "signals, bullish, bearish, all (non-signals too), or one of the scanner's own",
    },
    dialect: {
      kind: "text",
      flag: "dialect",
      placeholder: "NAME",
      help: "published definition to compute; see: l2t scanners",
    },
    params: {
      kind: "list",
      flag: "param",
      placeholder: "NAME=VALUE",
      help: "parameter of the scanner; see: l2t scanners",
    },
    limit: {
      kind: "integer",
      flag: "limit",
      placeholder: "ROWS",
      min: 0,
      max: everything,
      default: 20,
      help: "rows to print for each scanner; 0 prints all",
    },
    priceMin: {
      kind: "number",
      flag: "min-price",
      placeholder: "PRICE",
      min: 0,
      max: everything,
      help: "leave out symbols whose last close is lower",
    },
    volumeMin: {
      kind: "number",
      flag: "min-volume",
      placeholder: "SHARES",
      min: 0,
      max: everything,
      help: "leave out symbols whose last bar has less volume, or an unknown one",
    },
    session: {
      kind: "choice",
      flag: "session",
      choices: ["regular", "all"],
      default: "regular",
      help: "hours of intraday bars that count",
    },
    noSave: { kind: "switch", flag: "no-save", help: "leave the store as it is" },
  },
  formats: ["json", "csv"],
  examples: [
    { line: "scan", help: "all scanners on the newest bars" },
    { line: "scan ttm-squeeze --filter fired", help: "squeezes that let go lately" },
    { line: "scan all --as-of 2023-06-30 --json", help: "the market as it stood, for programs" },
    { line: "scan vpb --min-price 5 --min-volume 1e6", help: "liquid names only" },
    { line: "scan macd --symbols AAPL,MSFT --filter all", help: "where two symbols stand" },
  ],
  failures: ["not.found", "input.missing", "store.busy", "store.unavailable", "store.invalid"],
  async run(context, { args, options }) {
    const scanner = args.scanner ?? "all";
    const { filter, dialect, params, limit } = options;
    const choice = chooseRuns({ scanner, filter, dialect, params });
    const symbols = readSymbols(options.symbols);
    const { interval, session, priceMin, volumeMin } = options;
    const asOfTsMs = options.asOf === undefined ? undefined : unwrapped(parseAsOf(options.asOf));
    const request = (nowTsMs: number): ScanRequest => ({
      runs: choice.runs,
      interval,
      session,
      nowTsMs,
      ...(asOfTsMs !== undefined && { asOfTsMs }),
      ...(symbols && { symbols }),
      ...(priceMin !== undefined && { priceMin }),
      ...(volumeMin !== undefined && { volumeMin }),
    });
    return printScan(context, request, {
      ...{ scanner, filter, limit, session },
      leftOut: choice.leftOut,
      isSaving: !options.noSave,
    });
  },
});
