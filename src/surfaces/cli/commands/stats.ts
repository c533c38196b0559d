import { type Interval, intervals } from "../../../domain/interval.ts";
import { barTimeText, sourceText } from "../../../domain/result-table.ts";
import type { Store } from "../../../ports/store.ts";
import { defineCommand } from "../command.ts";
import { formatBytes, formatCount } from "../format.ts";
import { writeJson } from "../json.ts";
import { type Output, writeLines } from "../output.ts";
import { simulatedLabel } from "../simulated-label.ts";
import { withStore } from "../store-access.ts";
import { printTable } from "../table.ts";
import { definitionLines } from "../text.ts";

export const statsCommand = defineCommand({
  name: "stats",
  group: "data",
  summary: "Show what the store holds and how large it is",
  arguments: {},
  options: {},
  formats: ["json"],
  examples: [{ line: "stats", help: "bars, series, sources, signals, bytes" }],
  failures: ["not.found", "store.busy", "store.unavailable", "store.invalid"],
  async run(context) {
    const { out, settings } = context;
    return withStore(context, { isReadOnly: true }, async (store) => {
      const facts = gatherFacts(store);
      if (settings.json) await writeJson(out, statsDocument(facts));
      else await writeLines(out, statsLines(out, facts));
      return 0;
    });
  },
});

interface IntervalFacts {
  readonly interval: Interval;
  readonly adjustment: string;
  readonly source: string;
  readonly isSimulated: boolean;
  seriesCount: number;
  barCount: number;
  firstTsMs: number;
  lastTsMs: number;
}

type StoreFacts = ReturnType<typeof gatherFacts>;

function gatherFacts(store: Store) {
  const groups = new Map<string, IntervalFacts>();
  const symbols = new Set<string>();
  for (const info of store.bars.series()) {
    symbols.add(info.symbol);
    const { interval, adjustment } = info;
    const source = sourceText(info.source);
    const key = [interval, adjustment, source].join("|");
    const group = groups.get(key) ?? {
      ...{ interval, adjustment, source, isSimulated: info.source.isSimulated },
      ...{ seriesCount: 0, barCount: 0, firstTsMs: Infinity, lastTsMs: -Infinity },
    };
    groups.set(key, group);
    group.seriesCount++;
    group.barCount += info.barCount;
    group.firstTsMs = Math.min(group.firstTsMs, info.firstTsMs);
    group.lastTsMs = Math.max(group.lastTsMs, info.lastTsMs);
  }
  const order = (group: IntervalFacts) => intervals.indexOf(group.interval);
  const series = [...groups.values()].sort((a, b) => order(a) - order(b));
  const imports = store.imports.imports(importsShown);
  return { stats: store.stats(), symbolCount: symbols.size, series, imports };
}

const importsShown = 5;

function statsLines(output: Output, facts: StoreFacts): string[] {
  const { paint } = output;
  const { stats, series, symbolCount } = facts;
  const label = stats.isSimulated ? ` ${simulatedLabel(output)}` : "";
  const perBar = stats.barCount > 0 ? (stats.barBytes / stats.barCount).toFixed(2) : "–";
  const lines = [
    `${paint.bold(stats.path)}${label}`,
    ...definitionLines(
      [
        ["on disk", `${formatBytes(stats.bytes)}, schema version ${stats.schemaVersion}`],
        ["symbols", formatCount(symbolCount)],
        ["bars", `${formatCount(stats.barCount)}, ${perBar} bytes each (48 in memory)`],
        ["signals", `${formatCount(stats.rowCounts["signals"] ?? 0)} in the ledger`],
      ],
      { width: 100 },
    ),
  ];
  if (series.length > 0) lines.push("", ...seriesLines(output, series));
  lines.push("", ...tableLines(output, stats.rowCounts));
  return lines;
}

function seriesLines(output: Output, series: readonly IntervalFacts[]): string[] {
  const columns = [
    { heading: "Interval", align: "left", rank: 9 },
    { heading: "Prices", align: "left", rank: 9 },
    { heading: "Series", align: "right", rank: 9 },
    { heading: "Bars", align: "right", rank: 9 },
    { heading: "First", align: "left", rank: 8 },
    { heading: "Last", align: "left", rank: 9 },
    { heading: "Source", align: "left", rank: 7 },
  ] as const;
  const rows = series.map((group) => [
    group.interval,
    group.adjustment === "split" ? "adjusted" : "raw",
    formatCount(group.seriesCount),
    formatCount(group.barCount),
    barTimeText(group.firstTsMs, group) ?? "",
    barTimeText(group.lastTsMs, group) ?? "",
    group.source,
  ]);
  return [...printTable(output, columns, rows).lines];
}

function tableLines(output: Output, rowCounts: Readonly<Record<string, number>>): string[] {
  const columns = [
    { heading: "Table", align: "left", rank: 9 },
    { heading: "Rows", align: "right", rank: 9 },
  ] as const;
  const rows = Object.entries(rowCounts).map(([name, count]) => [name, formatCount(count)]);
  return [...printTable(output, columns, rows).lines];
}

function statsDocument({ stats, series, symbolCount, imports }: StoreFacts) {
  return {
    path: stats.path,
    bytes: stats.bytes,
    schema_version: stats.schemaVersion,
    simulated: stats.isSimulated,
    symbols: symbolCount,
    bars: stats.barCount,
    bar_bytes: stats.barBytes,
    bytes_per_bar: stats.barCount > 0 ? stats.barBytes / stats.barCount : null,
    signals: stats.rowCounts["signals"] ?? 0,
    series: series.map((group) => ({
      interval: group.interval,
      adjustment: group.adjustment,
      source: group.source,
      simulated: group.isSimulated,
      series: group.seriesCount,
      bars: group.barCount,
      first: barTimeText(group.firstTsMs, group),
      last: barTimeText(group.lastTsMs, group),
    })),
    imports: imports.map((progress) => ({
      file: progress.fileName,
      complete: progress.isComplete,
      rows: progress.rowsDone,
      rows_rejected: progress.rowsRejected,
      updated_at: new Date(progress.updatedTsMs).toISOString(),
    })),
    rows: stats.rowCounts,
  };
}
