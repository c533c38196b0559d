import { Failure } from "../../base/failure.ts";
import type { ResultRow } from "../../domain/result-table.ts";
import type { ScanResult, ScanStatus } from "../../domain/signal.ts";
import type { Store } from "../../ports/store.ts";
import type { ScannerDefinition, ScannerRun } from "../../scanners/define.ts";
import { scanAndSave } from "../../services/scan/save-scan.ts";
import { type ScanCoverage, type ScanRequest, scanEach } from "../../services/scan/scan-market.ts";
import { rowsOf, selectRows } from "../../services/scan/select-rows.ts";
import { unwrapped } from "./scan-choice.ts";

/** What one scanner found, cut to what was asked for. */
export interface ScannerFindings {
  readonly run: ScannerRun;
  readonly definition: ScannerDefinition;
  /** The rows to show, in order. */
  readonly rows: readonly ResultRow[];
  /** Rows that the filter lets through, shown or not. */
  readonly total: number;
  /** The scanner's word for the verdict by symbol, for the rows to show. */
  readonly words: ReadonlyMap<string, Pick<ScanResult, "signal" | "direction">>;
  /** How many symbols have which status. */
  readonly statusCounts: Readonly<Record<ScanStatus, number>>;
}

export interface ScanOutcome {
  readonly coverage: ScanCoverage;
  readonly findings: readonly ScannerFindings[];
  /** The newest bar that was looked at, and its age; NaN without bars. */
  readonly newestBarTsMs: number;
  readonly dataAgeMs: number;
  /** null when it was not saved. */
  readonly signalsAdded: number | null;
}

export interface RowChoice {
  readonly filter: string;
  readonly limit: number;
}

/** Scans, saves when asked to, and selects the rows. Throws Failure store.busy and others. */
export function runScan(
  store: Store,
  request: ScanRequest,
  choice: RowChoice & { readonly isSaving: boolean },
): ScanOutcome {
  const collector = new Collector(choice);
  const visit = (result: ScanResult) => collector.add(result);
  const definitions = request.runs.map((run) => run.definition);
  const { symbols, priceMin, volumeMin, nowTsMs } = request;
  const isPartial = [symbols, priceMin, volumeMin].some((limit) => limit !== undefined);
  const facts = { definitions, scannedTsMs: nowTsMs, visit, isPartial };
  const saved = choice.isSaving ? scanAndSave(store, request, facts) : null;
  const coverage = saved ?? scanEach(store.bars, request, visit);
  const findings = request.runs.map((run) => collector.findings(run, request.nowTsMs));
  const { newestBarTsMs, dataAgeMs } = collector;
  const signalsAdded = saved?.signalsAdded ?? null;
  return { coverage, findings, newestBarTsMs, dataAgeMs, signalsAdded };
}

/** Whether a scan that could not be saved can still be answered. */
export function isWriteFailure(error: unknown): error is Failure {
  return (
    error instanceof Failure && (error.code === "store.busy" || error.code === "store.unavailable")
  );
}

/** Keeps the results that may be shown: of a whole market most are no signals. */
class Collector {
  newestBarTsMs = Number.NaN;
  dataAgeMs = Number.NaN;
  readonly #choice: RowChoice;
  readonly #kept = new Map<string, ScanResult[]>();
  readonly #counts = new Map<string, Record<ScanStatus, number>>();

  constructor(choice: RowChoice) {
    this.#choice = choice;
  }

  add(result: ScanResult): void {
    const { scanner, status } = result;
    if (!(result.barTsMs <= this.newestBarTsMs) && !Number.isNaN(result.barTsMs)) {
      this.newestBarTsMs = result.barTsMs;
      this.dataAgeMs = result.dataAgeMs;
    }
    const counts = this.#counts.get(scanner) ?? noCounts();
    counts[status]++;
    this.#counts.set(scanner, counts);
    // Every filter but "all" lists signals only.
    if (status !== "signal" && this.#choice.filter !== "all") return;
    const kept = this.#kept.get(scanner);
    if (kept) kept.push(result);
    else this.#kept.set(scanner, [result]);
  }

  findings(run: ScannerRun, scannedTsMs: number): ScannerFindings {
    const { definition } = run;
    const { filter, limit } = this.#choice;
    const results = this.#kept.get(definition.scanner) ?? [];
    const rows = rowsOf(results, definition.scanner, scannedTsMs);
    const selected = unwrapped(selectRows(definition, rows, { filter, limit: 0 }));
    return {
      run,
      definition,
      rows: limit > 0 ? selected.slice(0, limit) : selected,
      total: selected.length,
      words: new Map(results.map((result) => [result.symbol, result])),
      statusCounts: this.#counts.get(definition.scanner) ?? noCounts(),
    };
  }
}

function noCounts(): Record<ScanStatus, number> {
  return { signal: 0, none: 0, "not-warmed-up": 0, stale: 0, "no-data": 0 };
}
