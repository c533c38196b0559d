import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Bar } from "../src/domain/bars.ts";
import { sharedPath } from "./shared.ts";

/** Bars by symbol of a file under ../shared/data whose rows start with symbol and UTC time. */
export function readSharedBars(
  file: string,
  symbols: readonly string[],
): ReadonlyMap<string, readonly Bar[]> {
  const path = sharedPath("data", file);
  if (path === null) throw new Error(`../shared/data/${file} is absent`);
  const bySymbol = new Map<string, Bar[]>(symbols.map((symbol) => [symbol, []]));
  for (const line of gunzipSync(readFileSync(path)).toString("utf8").split("\n")) {
    const [symbol = "", time = "", ...cells] = line.split(",");
    const [open, high, low, close, volume] = cells.map((cell) =>
      cell === "" ? Number.NaN : Number(cell),
    ) as [number, number, number, number, number];
    const bar = { openTsMs: Date.parse(time), open, high, low, close, volume };
    bySymbol.get(symbol)?.push(bar);
  }
  return bySymbol;
}
