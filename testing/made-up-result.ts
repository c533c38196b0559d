import type { ScanResult } from "../src/domain/signal.ts";

/** A bullish squeeze of 28 June 2024, as a scan reports it, with some of it changed. */
export function madeUpResult(changes: Partial<ScanResult> = {}): ScanResult {
  const barTsMs = Date.UTC(2024, 5, 28, 4);
  return {
    scanner: "ttm-squeeze",
    dialect: "thinkorswim",
    params: "{}",
    symbol: "AAA",
    interval: "1d",
    adjustment: "split",
    source: { provider: "csv", feed: "made-up", isSimulated: false },
    status: "signal",
    signal: "fired",
    direction: "bullish",
    barTsMs,
    barState: "closed",
    dataAgeMs: 0,
    barCount: 60,
    onsetTsMs: barTsMs,
    values: { signal: "fired", price: 10, fire_direction: "bullish", squeeze_dots: "2220" },
    why: "squeeze fired bullish",
    ...changes,
  };
}
