import { type ResultColumn, receiptColumns } from "../../../domain/result-table.ts";
import type { Dialect, ScannerDefinition } from "../../../scanners/define.ts";
import { scanners } from "../../../scanners/registry.ts";
import { filterNames } from "../../../services/scan/select-rows.ts";
import {
  flag,
  list,
  mapOf,
  nullable,
  number,
  object,
  text,
  whole,
  word,
} from "../openapi/schema.ts";
import { defineRoute } from "../route.ts";
import { envelope, v1Answer } from "./envelope.ts";

const column = object(
  {
    name: text("key in `values` of a result", "momentum"),
    kind: word("what the cells hold", ["number", "integer", "boolean", "text"], "number"),
    label: text("heading for people", "Momentum"),
    unit: nullable(
      word("how people print it", ["price", "percent", "shares", "bars", "date", "ratio"], "price"),
    ),
    help: text("what it means", "linear regression of price against its middle"),
    is_key: flag("shown in narrow tables", true),
  },
  { title: "Column" },
);

const parameter = object(
  {
    name: text("name of the parameter", "lengthBars"),
    default: number("value where nothing is set", 20),
    min: number("smallest value", 5),
    max: number("largest value", 200),
    is_whole: flag("only whole numbers", true),
    help: text("what it does", "window of bands and channels"),
  },
  { title: "ScannerParameter" },
);

const dialect = object(
  {
    name: text("id of the definition", "thinkorswim"),
    title: text("name of the definition", "thinkorswim TTM_Squeeze"),
    source: text("where it is published", "thinkorswim reference"),
    warmup_bars: whole("with fewer bars the answer is not-warmed-up", 39),
    is_default: flag("used where nothing is set", true),
  },
  { title: "Dialect" },
);

const scanner = object(
  {
    scanner: text("id in addresses and commands", "ttm-squeeze"),
    title: text("name for people", "TTM Squeeze"),
    summary: text("what it finds", "Volatility compression and its release."),
    results: text("address of its results", "/api/v1/scanners/ttm-squeeze/results"),
    filters: list(text("a filter of the results", "signals"), "filters that the results take"),
    signals: mapOf(text("meaning", "the squeeze was released"), "its words, with meanings", {
      fired: "the squeeze was released",
    }),
    columns: list(column, "its own cells, in order"),
    params: list(parameter),
    dialects: list(dialect, "published definitions that it knows"),
  },
  { title: "Scanner" },
);

const response = envelope(list(scanner), {
  receipt_columns: list(column, "what every result says of itself beside its values"),
});

export const scannersV1 = defineRoute({
  group: "Scanners",
  path: "/api/v1/scanners",
  summary: "Every scanner: its dialects, parameters, signals, filters and columns.",
  params: {},
  response,
  answer: (_, { status }) =>
    v1Answer(response, () => ({
      data: scanners.map(describe),
      meta: {
        simulated: status.isSimulated,
        source: null,
        as_of: null,
        receipt_columns: receiptColumns.map(describeColumn),
      },
    })),
});

function describe(definition: ScannerDefinition) {
  const { title, summary, columns, signals, params, dialects } = definition;
  return {
    scanner: definition.scanner,
    title,
    summary,
    results: `/api/v1/scanners/${definition.scanner}/results`,
    filters: filterNames(definition),
    signals,
    columns: columns.map(describeColumn),
    params: Object.entries(params).map(([name, spec]) => {
      const { min, max, help } = spec;
      return { name, default: spec.default, min, max, is_whole: spec.isWhole !== false, help };
    }),
    dialects: Object.entries(dialects).map(describeDialect),
  };
}

function describeColumn({ name, kind, label, unit, help, isKey }: ResultColumn) {
  return { name, kind, label, unit: unit ?? null, help, is_key: isKey === true };
}

function describeDialect([name, dialect]: [string, Dialect<unknown>], index: number) {
  const { title, source, warmupBars } = dialect;
  return { name, title, source, warmup_bars: warmupBars, is_default: index === 0 };
}
