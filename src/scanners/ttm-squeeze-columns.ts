import type { ResultColumn } from "../domain/result-table.ts";

/** Columns of `ttm_squeeze_scanner`: the reference system's, and four that it lacked. */
export const ttmSqueezeColumns: readonly ResultColumn[] = [
  {
    name: "signal",
    kind: "text",
    label: "Signal",
    help: "active: squeeze on; fired: it ended lately; none",
    isKey: true,
  },
  { name: "squeeze_on", kind: "boolean", label: "On", help: "bands inside the normal channels" },
  {
    name: "squeeze_level",
    kind: "text",
    label: "Level",
    help: "none, low, normal, high: inside channels of 2.0, 1.5, 1.0 average ranges",
  },
  {
    name: "squeeze_dots",
    kind: "text",
    label: "Last 10 bars",
    help: "level of each bar, oldest first: 0 none, 1 low, 2 normal, 3 high",
    isKey: true,
  },
  {
    name: "momentum",
    kind: "number",
    label: "Momentum",
    help:
      "end of the regression line of close minus its mid-line, in price units; " +
      "legacy: (close - SMA) / ATR",
    isKey: true,
  },
  { name: "momentum_direction", kind: "text", label: "Side", help: "sign of the momentum" },
  {
    name: "momentum_trend",
    kind: "text",
    label: "Direction",
    help: "rising or falling against the bar before",
    isKey: true,
  },
  {
    name: "squeeze_duration",
    kind: "integer",
    label: "Duration",
    unit: "bars",
    help: "bars that the squeeze has been on; 0 when it is off",
    isKey: true,
  },
  { name: "recent_fire", kind: "boolean", label: "Recent fire", help: "fired lately" },
  { name: "fire_date", kind: "text", label: "Fired on", unit: "date", help: "bar of the fire" },
  {
    name: "fire_direction",
    kind: "text",
    label: "Fire direction",
    help: "sign of the momentum at the fire",
    isKey: true,
  },
  {
    name: "price",
    kind: "number",
    label: "Price",
    unit: "price",
    help: "close of the newest bar",
    isKey: true,
  },
  {
    name: "price_change_pct",
    kind: "number",
    label: "Change %",
    unit: "percent",
    help: "close against the close before",
    isKey: true,
  },
  { name: "bb_upper", kind: "number", label: "Upper band", unit: "price", help: "Bollinger" },
  { name: "bb_lower", kind: "number", label: "Lower band", unit: "price", help: "Bollinger" },
  { name: "kc_upper", kind: "number", label: "Upper channel", unit: "price", help: "Keltner" },
  { name: "kc_lower", kind: "number", label: "Lower channel", unit: "price", help: "Keltner" },
];
