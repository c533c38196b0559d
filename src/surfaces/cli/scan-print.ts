import { Failure } from "../../base/failure.ts";
import { formatLocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { Store } from "../../ports/store.ts";
import { marketNowMs } from "../../services/scan/market-clock.ts";
import type { SessionFilter } from "../../services/scan/read-series.ts";
import type { ScanRequest } from "../../services/scan/scan-market.ts";
import type { CliContext } from "./context.ts";
import { counted, formatDuration } from "./format.ts";
import { writeLines } from "./output.ts";
import { writeScanCsv, writeScanJson } from "./scan-document.ts";
import { isWriteFailure, type RowChoice, runScan, type ScanOutcome } from "./scan-run.ts";
import { findingsLines } from "./scan-view.ts";
import { readSparklines } from "./sparklines.ts";
import { requireBars, withStore } from "./store-access.ts";

export interface ScanPlan extends RowChoice {
  /** Id of the scanner, or "all". */
  readonly scanner: string;
  readonly session: SessionFilter;
  readonly isSaving: boolean;
  /** Sentences about scanners that were left out. */
  readonly leftOut: readonly string[];
}

type RequestAt = (nowTsMs: number) => ScanRequest;

/** Scans and prints; a store that cannot be written is scanned all the same, with a warning. */
export async function printScan(
  context: CliContext,
  requestAt: RequestAt,
  plan: ScanPlan,
): Promise<number> {
  for (const text of plan.leftOut) await warn(context, `${text}: left out`);
  const attempt = (isSaving: boolean) =>
    withStore(context, { isReadOnly: !isSaving }, (store) =>
      scanAndPrint(context, store, requestAt, { ...plan, isSaving }),
    );
  if (!plan.isSaving) return attempt(false);
  try {
    return await attempt(true);
  } catch (error) {
    if (!isWriteFailure(error)) throw error;
    await warn(context, `nothing is saved, the answer stands: ${error.message}`);
    return attempt(false);
  }
}

async function scanAndPrint(
  context: CliContext,
  store: Store,
  requestAt: RequestAt,
  plan: ScanPlan,
): Promise<number> {
  const { out, settings, clock } = context;
  requireBars(store, context);
  const request = requestAt(marketNowMs(store.metadata, clock));
  const startedMs = clock.nowMs();
  const outcome = runScan(store, request, plan);
  const elapsedMs = clock.nowMs() - startedMs;
  await checkCoverage(context, store, request, outcome);
  const facts = { scanner: plan.scanner, filter: plan.filter, nowTsMs: request.nowTsMs };
  if (settings.json) await writeScanJson(out, outcome, facts);
  else if (settings.csv) await writeScanCsv(out, outcome, facts);
  else await printTables(context, store, { outcome, plan, elapsedMs });
  return 0;
}

async function printTables(
  { out, settings }: CliContext,
  store: Store,
  scan: { readonly outcome: ScanOutcome; readonly plan: ScanPlan; readonly elapsedMs: number },
): Promise<void> {
  const { outcome, plan, elapsedMs } = scan;
  const { filter, session } = plan;
  const sparklines = readSparklines(store, out, { outcome, session });
  for (const findings of outcome.findings) {
    await writeLines(out, [...findingsLines(out, findings, { outcome, filter, sparklines }), ""]);
  }
  if (settings.isQuiet) return;
  const { signalsAdded } = outcome;
  const saved = signalsAdded === null ? "" : `, ${counted(signalsAdded, "new signal")} saved`;
  const example = outcome.findings.find(({ rows }) => rows.length > 0)?.rows[0]?.["symbol"];
  const next = example === undefined ? "" : `; receipts: l2t explain ${example}`;
  await writeLines(out, [out.paint.dim(`scanned in ${formatDuration(elapsedMs)}${saved}${next}`)]);
}

/** Symbols and intervals that the store does not have are said, not passed over. */
async function checkCoverage(
  context: CliContext,
  store: Store,
  request: ScanRequest,
  { coverage }: ScanOutcome,
): Promise<void> {
  const { symbols, interval } = request;
  const series = store.bars.series();
  const known = new Set(series.map(({ symbol }) => symbol));
  const unknown = [...(symbols ?? [])].filter((symbol) => !known.has(symbol));
  if (symbols !== undefined && unknown.length === symbols.size) {
    throw new Failure("not.found", `the store has no bars of ${namesOf(unknown)}`);
  }
  if (unknown.length > 0) await warn(context, `the store has no bars of ${namesOf(unknown)}`);
  if (coverage.symbolCount > 0) return;
  const oldestTsMs = Math.min(...series.map(({ firstTsMs }) => firstTsMs));
  if (oldestTsMs > (request.asOfTsMs ?? Number.POSITIVE_INFINITY)) {
    const oldest = formatLocalDate(newYorkDate(oldestTsMs));
    throw new Failure("not.found", `the bars begin on ${oldest}; give --as-of a later date`);
  }
  const held = [...new Set(series.map((info) => info.interval))].join(", ");
  throw new Failure("not.found", `no ${interval} bars can be made from what is there: ${held}`);
}

const namesShownMax = 5;

function namesOf(symbols: readonly string[]): string {
  const shown = symbols.slice(0, namesShownMax).map((symbol) => `"${symbol}"`);
  const more = symbols.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

async function warn({ err }: CliContext, text: string): Promise<void> {
  await err.write(`${err.paint.yellow("l2t:")} ${text}\n`);
}
