import { Failure } from "../../../base/failure.ts";
import { parseSymbol } from "../../../domain/instrument.ts";
import { lanes } from "../../../ports/market-data.ts";
import type { BudgetRow, RequestLine } from "../../../ports/provider-ledger.ts";
import type { Store } from "../../../ports/store.ts";
import { type SpentRow, spentOf } from "../../../services/market-data/spent.ts";
import { marketNowMs } from "../../../services/scan/market-clock.ts";
import { defineCommand } from "../command.ts";
import type { CliContext } from "../context.ts";
import { formatCount, formatSpan } from "../format.ts";
import {
  freshnessOf,
  type WatchedFreshness,
  watchedFreshness,
  watchedLines,
} from "../freshness-view.ts";
import { writeJson } from "../json.ts";
import { writeLines } from "../output.ts";
import { withServedStore } from "../store-access.ts";
import { printTable } from "../table.ts";
import { printable } from "../text.ts";

const hourMs = 3_600_000;
const troublesShown = 5;

export const providersCommand = defineCommand({
  name: "providers",
  group: "data",
  summary: "Show what each market-data vendor serves, and what is left of its budget",
  details: [
    "State, what it serves and why, calls of this hour and the last 24 by who waited for them " +
      "(click, live, watchlist, backfill), what its limit leaves, what was skipped for want of " +
      "room, what went wrong last, and the oldest data of the watched symbols. With --symbol: " +
      "how fresh everything about one symbol is, and who told it.",
    "The figures are those that the market-data-worker wrote down; without one they are old.",
  ],
  arguments: {},
  options: {
    symbol: {
      kind: "text",
      flag: "symbol",
      placeholder: "SYMBOL",
      help: "how fresh each kind of data of this symbol is",
    },
  },
  formats: ["json"],
  examples: [
    { line: "providers", help: "who serves what" },
    { line: "providers --symbol NVDA", help: "how old its quote, its chain, its ratings are" },
  ],
  failures: ["usage.invalid", "store.busy", "store.unavailable", "store.invalid"],
  async run(context, { options }) {
    await withServedStore(context, async (store) => {
      if (options.symbol === undefined) await showProviders(context, store);
      else await showFreshness(context, store, options.symbol);
    });
    return 0;
  },
});

async function showProviders({ out, settings, clock }: CliContext, store: Store): Promise<void> {
  const nowMs = clock.nowMs();
  const budgets = store.providers.budgets();
  const hour = spentOf(store.providers.usage(nowMs - hourMs));
  const day = spentOf(store.providers.usage(nowMs - 24 * hourMs));
  const troubles = store.providers.troubles(troublesShown);
  const watched = watchedFreshness(store);
  if (settings.json) {
    const rows = budgets.map((row) => documentOf(row, { hour, day }));
    return await writeJson(out, {
      providers: rows,
      troubles: troubles.map(troubleDocument),
      watched: watched.map(watchedDocument),
    });
  }
  if (budgets.length === 0) {
    return await writeLines(out, [
      "No vendor has been asked yet.",
      "Live data without a key: l2t up --provider yahoo; keys are set in the environment.",
    ]);
  }
  const lines = printTable(
    out,
    columns,
    budgets.map((row) => cellsOf(row, { hour, day, nowMs })),
  );
  await writeLines(out, [
    ...lines.lines,
    ...serveLines(budgets, day),
    ...watchedLines(watched, marketNowMs(store.metadata, clock)),
    ...troubleLines(troubles, nowMs),
  ]);
}

const columns = [
  { heading: "Provider", align: "left", rank: 9 },
  { heading: "State", align: "left", rank: 9 },
  { heading: "Calls", unit: "this hour", align: "right", rank: 8 },
  { heading: "Calls", unit: "24 h", align: "right", rank: 6 },
  { heading: "Left", unit: "of limit", align: "right", rank: 7 },
  { heading: "Skipped", unit: "24 h", align: "right", rank: 5 },
  { heading: "Failed", unit: "24 h", align: "right", rank: 5 },
  { heading: "Login ends", align: "left", rank: 4 },
  { heading: "Seen", align: "left", rank: 3 },
] as const;

interface Spent {
  readonly hour: ReadonlyMap<string, SpentRow>;
  readonly day: ReadonlyMap<string, SpentRow>;
}

function cellsOf(row: BudgetRow, { hour, day, nowMs }: Spent & { readonly nowMs: number }) {
  const { provider, title, status, limit, windowMs, left, updatedTsMs } = row;
  const [inHour, inDay] = [hour.get(provider), day.get(provider)];
  const window = windowMs === 60_000 ? "min" : formatSpan(windowMs);
  const ends = status.loginEndsTsMs;
  return [
    title,
    status.state,
    formatCount(inHour?.calls ?? 0),
    formatCount(inDay?.calls ?? 0),
    limit === 0 ? "no limit" : `${formatCount(left)} of ${formatCount(limit)}/${window}`,
    formatCount(inDay?.skipped ?? 0),
    formatCount(inDay?.failed ?? 0),
    ends === null ? "" : ends > nowMs ? `in ${formatSpan(ends - nowMs)}` : "it has ended",
    `${formatSpan(nowMs - updatedTsMs)} ago`,
  ];
}

/** "Alpaca: bars, quotes"; what is not the first choice says why it serves all the same. */
function serveLines(budgets: readonly BudgetRow[], day: Spent["day"]): readonly string[] {
  const lines = budgets.flatMap(({ provider, title, serves, status }) => {
    const names = serves.map(({ capability }) => capability).join(", ") || "nothing";
    const reasons = serves
      .filter(({ why }) => why !== firstChoice)
      .map(({ capability, why }) => `  ${capability}: ${printable(why)}`);
    const trouble = status.text === "" ? [] : [`  ${printable(status.text)}`];
    return [`${title} serves ${names}`, ...trouble, ...reasons, ...laneLines(day.get(provider))];
  });
  return ["", ...lines];
}

const firstChoice = "first choice";

/** "  24 h: live 310 calls; backfill 12 calls, 4 skipped". */
function laneLines(spent: SpentRow | undefined): readonly string[] {
  const parts = lanes.flatMap((lane) => {
    const calls = spent?.callsByLane[lane];
    if (calls === undefined) return [];
    const skipped = spent?.skippedByLane[lane] ?? 0;
    const end = skipped === 0 ? "" : `, ${formatCount(skipped)} skipped`;
    return [`${lane} ${formatCount(calls)} calls${end}`];
  });
  return parts.length === 0 ? [] : [`  24 h: ${parts.join("; ")}`];
}

function troubleLines(troubles: readonly RequestLine[], nowMs: number): readonly string[] {
  if (troubles.length === 0) return [];
  const lines = troubles.map(({ tsMs, provider, endpoint, outcome, reason }) => {
    const ago = `${formatSpan(nowMs - tsMs)} ago`;
    return `  ${ago}  ${provider} ${endpoint}, ${outcome}: ${printable(reason ?? "")}`;
  });
  return ["", "Last troubles", ...lines];
}

async function showFreshness(
  { out, settings, clock }: CliContext,
  store: Store,
  text: string,
): Promise<void> {
  const symbol = parseSymbol(text);
  if (!symbol.ok) throw new Failure("usage.invalid", symbol.error);
  const rows = freshnessOf(store, symbol.value);
  if (settings.json) {
    const data = rows.map(({ fetchedTsMs, asOfTsMs, capability, provider }) => ({
      ...{ capability, provider },
      ...{ fetched_at: isoText(fetchedTsMs), as_of: isoText(asOfTsMs) },
    }));
    return await writeJson(out, { symbol: symbol.value, data });
  }
  if (rows.length === 0) {
    return await writeLines(out, [`Nothing is known of ${symbol.value}; is it watched?`]);
  }
  const nowMs = marketNowMs(store.metadata, clock);
  const cells = rows.map(({ capability, provider, fetchedTsMs, asOfTsMs }) => [
    capability,
    provider,
    `${formatSpan(nowMs - asOfTsMs)} ago`,
    `${formatSpan(nowMs - fetchedTsMs)} ago`,
  ]);
  await writeLines(out, printTable(out, freshnessColumns, cells).lines);
}

const freshnessColumns = [
  { heading: "Data", align: "left", rank: 9 },
  { heading: "Provider", align: "left", rank: 9 },
  { heading: "Speaks of", align: "left", rank: 9 },
  { heading: "Fetched", align: "left", rank: 8 },
] as const;

function documentOf(row: BudgetRow, { hour, day }: Spent) {
  const { provider, title, limit, windowMs, left, status, serves, updatedTsMs } = row;
  return {
    ...{ provider, title, state: status.state, text: status.text, serves, limit },
    ...{ window_seconds: windowMs / 1_000, left },
    login_ends_at: status.loginEndsTsMs === null ? null : isoText(status.loginEndsTsMs),
    last_hour: hour.get(provider) ?? null,
    last_day: day.get(provider) ?? null,
    updated_at: isoText(updatedTsMs),
  };
}

function watchedDocument({ capability, symbolCount, missingCount, oldest }: WatchedFreshness) {
  return {
    ...{ capability, symbol_count: symbolCount, missing_count: missingCount },
    oldest: { symbol: oldest.symbol, provider: oldest.provider, as_of: isoText(oldest.asOfTsMs) },
  };
}

function troubleDocument({ tsMs, elapsedMs, ...line }: RequestLine) {
  return { at: isoText(tsMs), ...line, elapsed_ms: elapsedMs };
}

function isoText(tsMs: number): string {
  return new Date(tsMs).toISOString();
}
