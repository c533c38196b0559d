import type { ResultColumn } from "../domain/result-table.ts";
import { priceColumns } from "./price-columns.ts";

/** Columns of `macd_scanner`: the reference system's, and the histogram before. */
export const macdColumns: readonly ResultColumn[] = [
  ...priceColumns,
  { name: "macd", kind: "number", label: "MACD", help: "fast minus slow average", isKey: true },
  { name: "signal", kind: "number", label: "Signal line", help: "average of the MACD line" },
  {
    name: "histogram",
    kind: "number",
    label: "Histogram",
    help: "MACD minus signal line",
    isKey: true,
  },
  { name: "previous_histogram", kind: "number", label: "Before", help: "histogram a bar earlier" },
  { name: "bullish_cross", kind: "boolean", label: "Bullish cross", help: "rose above 0" },
  { name: "bearish_cross", kind: "boolean", label: "Bearish cross", help: "fell below 0" },
  {
    name: "trend",
    kind: "text",
    label: "Trend",
    help: "bullish while the histogram is above 0, else bearish",
    isKey: true,
  },
];
