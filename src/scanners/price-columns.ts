import type { ResultColumn } from "../domain/result-table.ts";

/** Price and change of the newest bar, as several scanners report them. */
export const priceColumns: readonly ResultColumn[] = [
  {
    name: "price",
    kind: "number",
    label: "Price",
    unit: "price",
    help: "close of the newest bar",
    isKey: true,
  },
  {
    name: "price_change",
    kind: "number",
    label: "Change",
    unit: "price",
    help: "close minus the close before",
  },
  {
    name: "price_change_pct",
    kind: "number",
    label: "Change %",
    unit: "percent",
    help: "change in percent of the close before",
    isKey: true,
  },
];
