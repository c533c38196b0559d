import { receiptColumns } from "../../../domain/result-table.ts";
import type { ScannerDefinition } from "../../../scanners/define.ts";
import { scanners } from "../../../scanners/registry.ts";
import { filterNames } from "../../../services/scan/select-rows.ts";
import { defineRoute, jsonAnswer } from "../route.ts";

export const scannerList = defineRoute({
  group: "Scanners",
  path: "/api/scanners",
  summary: "Every scanner: its columns, signals, filters, parameters and dialects.",
  params: {},
  answer: (_, { status }) =>
    jsonAnswer(() => ({
      success: true,
      count: scanners.length,
      data: scanners.map(describe),
      receipt_columns: receiptColumns,
      simulated: status.isSimulated,
    })),
});

function describe(definition: ScannerDefinition) {
  const { scanner, title, summary, table, columns, signals, params, dialects } = definition;
  return {
    scanner,
    title,
    summary,
    route: `/api/${table}`,
    filters: filterNames(definition),
    signals,
    columns,
    params,
    dialects: Object.fromEntries(
      Object.entries(dialects).map(([name, dialect]) => [
        name,
        { title: dialect.title, source: dialect.source, warmup_bars: dialect.warmupBars },
      ]),
    ),
  };
}
