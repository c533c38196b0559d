import type { ScannerDefinition } from "../../../scanners/define.ts";
import { findScanner, scanners } from "../../../scanners/registry.ts";
import { filterNames } from "../../../services/scan/select-rows.ts";
import { defineCommand } from "../command.ts";
import { writeJson } from "../json.ts";
import { type Output, writeLines } from "../output.ts";
import { unwrapped } from "../scan-choice.ts";
import { definitionLines, wrapText } from "../text.ts";

const widthMax = 100;

export const scannersCommand = defineCommand({
  name: "scanners",
  group: "signals",
  summary: "List the scanners with their dialects and parameters",
  arguments: {
    scanner: {
      placeholder: "SCANNER",
      help: "everything about one of them",
      isOptional: true,
      choices: scanners.map(({ scanner }) => scanner),
    },
  },
  options: {},
  formats: ["json"],
  examples: [
    { line: "scanners", help: "an overview" },
    { line: "scanners ttm-squeeze", help: "its dialects, parameters, filters and columns" },
  ],
  failures: [],
  async run({ out, settings }, { args }) {
    const one = args.scanner === undefined ? null : unwrapped(findScanner(args.scanner));
    const shown = one === null ? scanners : [one];
    if (settings.json) await writeJson(out, { scanners: shown.map(scannerDocument) });
    else if (one === null) await writeLines(out, overviewLines(out));
    else await writeLines(out, scannerLines(out, one));
    return 0;
  },
});

function overviewLines(output: Output): string[] {
  const { paint } = output;
  const lines = scanners.flatMap((definition) => {
    const [first = "", ...others] = Object.keys(definition.dialects);
    const also = others.length === 0 ? "" : `; also ${others.join(", ")}`;
    return [
      `${paint.bold(paint.cyan(definition.scanner))}  ${definition.title}`,
      ...wrapText(definition.summary, widthOf(output) - 2).map((line) => `  ${line}`),
      paint.dim(`  dialect ${first}${also}`),
      "",
    ];
  });
  return [...lines, paint.dim("l2t scanners SCANNER tells everything about one of them.")];
}

function scannerLines(output: Output, definition: ScannerDefinition): string[] {
  const { paint } = output;
  const width = widthOf(output);
  const section = (title: string, entries: readonly (readonly [string, string])[]) => [
    "",
    paint.bold(title),
    ...definitionLines(entries, { width }),
  ];
  const dialects = Object.entries(definition.dialects).map(([name, dialect], index) => {
    const standing = index === 0 ? " (default)" : "";
    const facts = `${dialect.title}; needs ${dialect.warmupBars} bars. ${dialect.source}`;
    return [`${name}${standing}`, facts] as const;
  });
  const params = Object.entries(definition.params).map(([name, spec]) => {
    const range = `${spec.min} to ${spec.max}, default ${spec.default}`;
    return [name, `${spec.help} (${range})`] as const;
  });
  const columns = definition.columns.map(({ name, help, unit }) => {
    return [name, unit === undefined ? help : `${help} (${unit})`] as const;
  });
  return [
    `${paint.bold(definition.title)}  ${definition.scanner}`,
    ...wrapText(definition.summary, width),
    ...section("Signals", Object.entries(definition.signals)),
    ...section("Dialects", dialects),
    ...section("Parameters", params),
    ...section("Filters", [["--filter", filterNames(definition).join(", ")]]),
    ...section("Columns", columns),
  ];
}

function scannerDocument(definition: ScannerDefinition): Record<string, unknown> {
  const { scanner, title, summary, table, signals, params, dialects, columns } = definition;
  return {
    ...{ scanner, title, summary, table, signals },
    dialects: Object.entries(dialects).map(([name, dialect], index) => ({
      name,
      title: dialect.title,
      source: dialect.source,
      warmup_bars: dialect.warmupBars,
      is_default: index === 0,
    })),
    params,
    filters: filterNames(definition),
    columns: columns.map(({ name, kind, unit = null, help }) => ({ name, kind, unit, help })),
  };
}

function widthOf(output: Output): number {
  return Math.min(output.columns, widthMax);
}
