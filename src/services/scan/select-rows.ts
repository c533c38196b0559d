import { err, ok, type Result } from "../../base/result.ts";
import { type ResultRow, resultRow } from "../../domain/result-table.ts";
import type { ScanResult } from "../../domain/signal.ts";
import type { ScannerDefinition } from "../../scanners/define.ts";
import { signalId } from "./signal-record.ts";

/** Filters that every scanner has. Only `all` lists anything that is not a signal. */
const commonFilters: Readonly<Record<string, (row: ResultRow) => boolean>> = {
  signals: (row) => row["status"] === "signal",
  bullish: (row) => row["status"] === "signal" && row["direction"] === "bullish",
  bearish: (row) => row["status"] === "signal" && row["direction"] === "bearish",
  all: () => true,
};

export const defaultFilter = "signals";

export function filterNames(definition: ScannerDefinition): readonly string[] {
  return [...Object.keys(commonFilters), ...Object.keys(definition.filters ?? {})];
}

/** Rows of one scanner's results: filtered, in the scanner's order for that filter, cut. */
export function selectRows(
  definition: ScannerDefinition,
  rows: readonly ResultRow[],
  choice: { readonly filter: string; readonly limit: number },
): Result<readonly ResultRow[]> {
  const { filter, limit } = choice;
  const test = commonFilters[filter] ?? definition.filters?.[filter];
  if (test === undefined) {
    const offered = filterNames(definition).join(", ");
    return err(`"${filter}" is not a filter of ${definition.scanner}; use one of ${offered}`);
  }
  const order = definition.orders[filter] ?? definition.orders.default;
  const selected = rows.filter(test).sort(order);
  return ok(limit > 0 ? selected.slice(0, limit) : selected);
}

export function rowsOf(
  results: readonly ScanResult[],
  scanner: string,
  scannedTsMs: number,
): readonly ResultRow[] {
  return results
    .filter((result) => result.scanner === scanner)
    .map((result) => {
      const id = result.status === "signal" ? signalId(result) : null;
      return resultRow(result, { signalId: id, scannedTsMs });
    });
}
