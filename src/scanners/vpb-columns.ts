import type { ResultColumn } from "../domain/result-table.ts";
import { priceColumns } from "./price-columns.ts";

/** Columns of `vpb_scanner`: the reference system's, and what the volume was compared with. */
export const vpbColumns: readonly ResultColumn[] = [
  ...priceColumns,
  { name: "buy_signal", kind: "boolean", label: "Buy", help: "breakout on a volume surge" },
  { name: "sell_signal", kind: "boolean", label: "Sell", help: "breakdown on a volume surge" },
  { name: "volume_surge", kind: "boolean", label: "Surge", help: "volume above its usual" },
  {
    name: "current_volume",
    kind: "integer",
    label: "Volume",
    unit: "shares",
    help: "of the newest bar; empty when the source reported none",
    isKey: true,
  },
  {
    name: "volume_ma30",
    kind: "integer",
    label: "Usual volume",
    unit: "shares",
    help: "what the volume is compared with, whole shares",
  },
  {
    name: "volume_surge_pct",
    kind: "number",
    label: "Volume surge %",
    unit: "percent",
    help: "volume against its usual",
    isKey: true,
  },
  { name: "volume_basis", kind: "text", label: "Compared with", help: "what is usual, in words" },
  {
    name: "highest_high_7",
    kind: "number",
    label: "Highest before",
    unit: "price",
    help: "highest high of the breakoutBars before, 7 by default",
  },
  {
    name: "lowest_low_7",
    kind: "number",
    label: "Lowest before",
    unit: "price",
    help: "lowest low of the breakoutBars before, 7 by default",
  },
  {
    name: "breakout_distance_pct",
    kind: "number",
    label: "Above high %",
    unit: "percent",
    help: "close against the highest high before",
  },
  {
    name: "breakdown_distance_pct",
    kind: "number",
    label: "Above low %",
    unit: "percent",
    help: "close against the lowest low before",
  },
  {
    name: "pattern",
    kind: "text",
    label: "Pattern",
    help: "bullish_breakout, bearish_breakdown or none",
    isKey: true,
  },
];
