import { Failure } from "../../../base/failure.ts";
import { intervals } from "../../../domain/interval.ts";
import type { Store } from "../../../ports/store.ts";
import { type ImportRequest, importBars } from "../../../services/import/import-bars.ts";
import { defineCommand } from "../command.ts";
import type { CliContext } from "../context.ts";
import { formatCount } from "../format.ts";
import { importDocument, importLines } from "../import-view.ts";
import { writeJson } from "../json.ts";
import { writeLines } from "../output.ts";
import { Progress } from "../progress.ts";

export const importCommand = defineCommand({
  name: "import",
  group: "start",
  summary: "Read bars from CSV files into the store",
  details: [
    "The files have a header with symbol, date or time, open, high, low, close and volume in any " +
      "order and common spellings, and may be gzipped. Memory stays bounded whatever their size.",
    "It may be repeated, and stopped and run again: what is in the store already is not written " +
      "twice. Odd rows, as real markets print them, are kept and counted. Rows that cannot be " +
      "read go to a file in the data directory, each with its line number and the reason, and " +
      "cost nothing else: the exit code stays 0. A file that holds nothing usable gives 65, and " +
      "the other files of a folder are imported all the same.",
  ],
  arguments: {
    source: { placeholder: "FILE|DIR|-", help: "a CSV file, a folder of them, or standard input" },
  },
  options: {
    interval: {
      kind: "choice",
      flag: "interval",
      placeholder: "INTERVAL",
      choices: intervals,
      default: "1d",
      help: `length of the bars: ${intervals.join(", ")}`,
    },
    adjusted: {
      kind: "switch",
      flag: "adjusted",
      help: "prices are restated for splits (assumed)",
    },
    raw: { kind: "switch", flag: "raw", help: "prices are as printed on their day" },
    timezone: {
      kind: "text",
      flag: "timezone",
      placeholder: "ZONE",
      help: "IANA zone of times that do not tell theirs, such as UTC (New York without it)",
    },
    force: { kind: "switch", flag: "force", help: "read files again that were imported before" },
  },
  formats: ["json"],
  finishesOnStop: true,
  examples: [
    { line: "import bars.csv.gz --interval 1d", help: "daily bars, adjusted for splits" },
    { line: "import minutes/ --interval 1m --raw", help: "all CSV files of a folder" },
    { line: "import - --interval 5m --timezone UTC < bars.csv", help: "from another program" },
  ],
  failures: ["input.missing", "input.invalid", "store.busy", "store.unavailable", "store.invalid"],
  async run(context, { args, options }) {
    const { settings, program, clock } = context;
    if (options.adjusted && options.raw) {
      throw new Failure("usage.invalid", "--adjusted and --raw exclude each other; give one");
    }
    const files = await program.findInput(args.source);
    const rejects = await program.openRejects(settings.dataDir, clock.nowMs());
    const store = await program.openStore({ dataDir: settings.dataDir, isReadOnly: false });
    try {
      refuseSimulated(store, settings.dataDir);
      return await runImport(context, {
        store,
        files,
        rejects,
        clock,
        signal: context.signal,
        options: {
          interval: options.interval,
          isForced: options.force,
          ...(options.raw && { adjustment: "raw" as const }),
          ...(options.adjusted && { adjustment: "split" as const }),
          ...(options.timezone !== undefined && { timezone: options.timezone }),
        },
      });
    } finally {
      store.close();
    }
  },
});

/** Real bars beside made-up ones of the same symbol would make signals that nobody can trust. */
function refuseSimulated(store: Store, dataDir: string): void {
  if (!store.stats().isSimulated) return;
  const text = `the store in "${dataDir}" holds a simulated market, which never mixes with others`;
  throw new Failure("usage.invalid", `${text}; name another --data-dir`);
}

async function runImport(context: CliContext, request: ImportRequest): Promise<number> {
  const { out, err, settings, clock } = context;
  const isQuiet = settings.isQuiet;
  const progress = new Progress({ output: err, clock, isQuiet });
  try {
    const report = await importBars({
      ...request,
      onProgress: (standing) => progress.show(() => describe(standing)),
    });
    progress.clear();
    if (settings.json) await writeJson(out, importDocument(report));
    else await writeLines(out, importLines(out, report));
    for (const { failure } of report.failures) {
      await err.write(`${err.paint.bold(err.paint.red("l2t:"))} ${failure.message}\n`);
    }
    return report.failures[0]?.failure.policy.exit ?? 0;
  } finally {
    progress.clear();
  }
}

type ImportStanding = Parameters<NonNullable<ImportRequest["onProgress"]>>[0];

function describe(standing: ImportStanding) {
  const { storedBytesRead, storedBytesTotal, rowCount, rowsPerSecond, rowsRejected } = standing;
  const place = standing.fileCount > 1 ? `${standing.fileNumber}/${standing.fileCount} ` : "";
  const rejected = rowsRejected > 0 ? `, ${formatCount(rowsRejected)} rejected` : "";
  const rate = `${formatCount(rowsPerSecond)}/s`;
  return {
    label: `${place}${standing.label.split("/").at(-1)}`,
    doneRatio: storedBytesTotal ? Math.min(storedBytesRead / storedBytesTotal, 1) : null,
    facts: `${formatCount(rowCount)} rows, ${rate}${rejected}`,
  };
}
