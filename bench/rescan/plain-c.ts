import type { Result } from "../../src/base/result.ts";
import { ok } from "../../src/base/result.ts";
import { compileC } from "../harness/c-library.ts";
import type { MadeMarket } from "../market/made-market.ts";
import { cellCount } from "./cells.ts";

/** A way to run the three scanners in C: fills the cells of every symbol. */
export interface CScan {
  readonly cells: Float64Array;
  run(): void;
}

const scanFunction = {
  args: ["ptr", "ptr", "ptr", "ptr", "i64", "i64", "ptr", "ptr"],
  returns: "void",
} as const;
const countFunction = { args: [], returns: "i64" } as const;

/** Plain C, single thread, written for this race: bench/c. */
export function plainC(
  market: MadeMarket,
): Result<{ readonly series: CScan; readonly verdicts: CScan }> {
  const library = compileC(["full-series.c", "verdicts.c"], {
    full_series: scanFunction,
    full_series_columns: countFunction,
    verdicts: scanFunction,
  });
  if (!library.ok) return library;
  const { full_series, full_series_columns, verdicts } = library.value.symbols;
  return ok({
    series: cScan(market, full_series, Number(full_series_columns())),
    verdicts: cScan(market, verdicts, 1),
  });
}

/** TA-Lib, where its headers and library are installed (ta-lib since 0.6, ta_lib before). */
export function talibC(market: MadeMarket): Result<CScan> {
  const functions = { talib_series: scanFunction, talib_columns: countFunction };
  const newer = compileC(["talib-series.c"], functions, ["ta-lib"]);
  const library = newer.ok ? newer : compileC(["talib-series.c"], functions, ["ta_lib"]);
  if (!library.ok) return library;
  const { talib_series, talib_columns } = library.value.symbols;
  return ok(cScan(market, talib_series, Number(talib_columns())));
}

type CFunction = (...args: [...Float64Array[], number, number, Float64Array, Float64Array]) => void;

function cScan(market: MadeMarket, scan: unknown, columnCount: number): CScan {
  const { high, low, close, volume, barsPerSymbol } = market;
  const symbols = market.symbols.length;
  const cells = new Float64Array(symbols * cellCount);
  const scratch = new Float64Array(columnCount * barsPerSymbol);
  const call = scan as CFunction;
  return {
    cells,
    run: () => call(high, low, close, volume, symbols, barsPerSymbol, scratch, cells),
  };
}
