import { utcText } from "../../domain/result-table.ts";
import type { ScanResult } from "../../domain/signal.ts";
import type { Store } from "../../ports/store.ts";
import { defaultDialect, type ScannerDefinition } from "../../scanners/define.ts";
import type { MarketScan } from "./scan-market.ts";

/**
 * Keeps a scan: signals of every dialect go to the ledger, once each; the latest tables hold the
 * default dialects only, so that one symbol never has two states. Returns the new signals' count.
 */
export function saveScan(
  store: Store,
  scan: MarketScan,
  facts: { readonly definitions: readonly ScannerDefinition[]; readonly scannedTsMs: number },
): { readonly signalsAdded: number } {
  const dialects = new Map(facts.definitions.map((d) => [d.scanner, defaultDialect(d)]));
  const results = scan.results.filter((result) => dialects.get(result.scanner) === result.dialect);
  const { scannedTsMs } = facts;
  return store.bars.transaction(() => {
    const saved = store.signals.save({ results, signals: scan.signals, scannedTsMs });
    for (const { scanner } of facts.definitions) {
      const own = results.filter((result) => result.scanner === scanner);
      if (own.length > 0) setScanMetadata(store, scanner, { results: own, scannedTsMs });
    }
    return saved;
  });
}

/** Words the reference system keeps its counts under in `cache_metadata`. */
const metadataNames: Readonly<Record<string, { prefix: string; time: string }>> = {
  "ttm-squeeze": { prefix: "ttm", time: "ttm_last_scan" },
  vpb: { prefix: "vpb", time: "vpb_last_scan" },
  macd: { prefix: "macd", time: "macd_scanner_last_update" },
};

function setScanMetadata(
  store: Store,
  scanner: string,
  scan: { readonly results: readonly ScanResult[]; readonly scannedTsMs: number },
): void {
  const fallback = scanner.replaceAll("-", "_");
  const { prefix, time } = metadataNames[scanner] ?? {
    prefix: fallback,
    time: `${fallback}_last_scan`,
  };
  const signals = scan.results.filter((result) => result.status === "signal");
  const count = (test: (result: ScanResult) => boolean) => String(signals.filter(test).length);
  const isTtm = prefix === "ttm";
  const suffix = isTtm ? "fires" : "count";
  const facts: Record<string, string> = {
    [time]: utcText(scan.scannedTsMs),
    [`${prefix}_bullish_${suffix}`]: count((result) => result.direction === "bullish"),
    [`${prefix}_bearish_${suffix}`]: count((result) => result.direction === "bearish"),
  };
  if (isTtm) {
    facts["ttm_active_count"] = count((result) => result.signal === "active");
    facts["ttm_fired_count"] = count((result) => result.signal === "fired");
  }
  for (const [key, value] of Object.entries(facts)) store.metadata.setMetadata(key, value);
}
