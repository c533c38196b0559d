import { type Bar, type Bars, barAt } from "../../src/domain/bars.ts";
import type { Interval } from "../../src/domain/interval.ts";
import type { Store } from "../../src/ports/store.ts";
import { settledStretch } from "../../src/services/history/stretch.ts";
import { keptIntraday, type WorkerMarket } from "./worker-market.ts";

/** Sessions that a live market asks for, and those that are checked: see app/compose-live.ts. */
const sessions = { days: 520, intraday: 11 } as const;
/** Faults that are told by name. */
const namedMax = 12;
const columns = ["openTsMs", "open", "high", "low", "close", "volume"] as const;

export interface StoreFindings {
  /** One sentence each; empty when the store is what it has to be. */
  readonly faults: readonly string[];
  readonly barCount: number;
}

/**
 * Holds a store against the simulator when all is done: every bar once, bit for bit, nothing
 * else, longer bars as they add up, no gap left and no event twice. History is what had settled
 * at `historyTsMs`.
 */
export function checkWholeStore(
  store: Store,
  market: WorkerMarket,
  historyTsMs: number,
): StoreFindings {
  const faults = new Faults();
  let barCount = 0;
  const since = (interval: Interval) => {
    const count = interval === "1d" ? sessions.days : sessions.intraday;
    return settledStretch(count, historyTsMs).fromTsMs;
  };
  for (const symbol of market.symbols) {
    for (const interval of [...keptIntraday, "1d"] as const) {
      const stored = store.bars.read({ symbol, interval, adjustment: "split" });
      const wanted = market.bars(symbol, interval, since(interval));
      barCount += stored.length;
      compare(stored, wanted, (text) => faults.add(`${symbol} ${interval}: ${text}`));
    }
  }
  const wanted = new Set(market.symbols);
  for (const { symbol, interval } of store.bars.series()) {
    if (!wanted.has(symbol)) faults.add(`nobody watches ${symbol}, and it has ${interval} bars`);
  }
  for (const { interval, reason, fromTsMs, untilTsMs } of store.coverage.gaps()) {
    const stretch = `${timeText(fromTsMs)} to ${timeText(untilTsMs)}`;
    faults.add(`a gap of ${interval} is left: ${stretch} (${reason})`);
  }
  checkCommon(store, market, faults);
  return { faults: faults.texts(), barCount };
}

/** What holds at any moment, right after a kill too. */
export function checkTornStore(store: Store, market: WorkerMarket): readonly string[] {
  const faults = new Faults();
  checkCommon(store, market, faults);
  return faults.texts();
}

function checkCommon(store: Store, market: WorkerMarket, faults: Faults): void {
  for (const damage of store.findDamage({ isDeep: false })) faults.add(`damage: ${damage}`);
  checkCoverage(store, market, faults);
  const moments = new Map<string, number>();
  for (let id = 0; ; ) {
    const events = store.events.after(id, { topics: ["bars.closed"], limit: 500 });
    for (const event of events) {
      id = event.id;
      if (event.topic !== "bars.closed") continue;
      const { interval, openTsMs } = event.payload;
      const name = `${interval} ${timeText(openTsMs)}`;
      moments.set(name, (moments.get(name) ?? 0) + 1);
    }
    if (events.length === 0) break;
  }
  for (const [name, count] of moments) {
    if (count > 1) faults.add(`${count} events tell that ${name} closed`);
  }
}

/** Whatever counts as complete is stored, bit for bit. */
function checkCoverage(store: Store, market: WorkerMarket, faults: Faults): void {
  for (const interval of ["1m", "1d"] as const) {
    const key = { interval, adjustment: "split" } as const;
    for (const { symbol, fromTsMs, untilTsMs } of store.coverage.coverage(key)) {
      if (untilTsMs <= fromTsMs) continue;
      const within = ({ openTsMs }: Bar) => openTsMs >= fromTsMs && openTsMs < untilTsMs;
      const wanted = rowsOf(market.bars(symbol, interval, fromTsMs)).filter(within);
      const stored = rowsOf(store.bars.read({ symbol, ...key })).filter(within);
      const fault = differenceOf(stored, wanted);
      if (fault !== null) faults.add(`${symbol} ${interval} counts as complete: ${fault}`);
    }
  }
}

function compare(stored: Bars, wanted: Bars, tell: (text: string) => void): void {
  const fault = differenceOf(rowsOf(stored), rowsOf(wanted));
  if (fault !== null) tell(fault);
}

function rowsOf(bars: Bars): readonly Bar[] {
  return Array.from({ length: bars.length }, (_, i) => barAt(bars, i));
}

/** Null where both are the same. */
function differenceOf(stored: readonly Bar[], wanted: readonly Bar[]): string | null {
  const storedAt = new Map(stored.map((bar) => [bar.openTsMs, bar]));
  const wantedAt = new Set(wanted.map(({ openTsMs }) => openTsMs));
  const missing = wanted.filter(({ openTsMs }) => !storedAt.has(openTsMs));
  const strange = stored.filter(({ openTsMs }) => !wantedAt.has(openTsMs));
  const other = wanted.filter((bar) => {
    const found = storedAt.get(bar.openTsMs);
    return found !== undefined && columns.some((name) => !Object.is(found[name], bar[name]));
  });
  const parts = [
    ...(missing.length > 0 ? [`${missing.length} missing (${timesText(missing)})`] : []),
    ...(strange.length > 0 ? [`${strange.length} too many (${timesText(strange)})`] : []),
    ...(other.length > 0 ? [`${other.length} differ (${timesText(other)})`] : []),
  ];
  return parts.length === 0 ? null : `${parts.join(", ")} of ${wanted.length}`;
}

function timesText(bars: readonly Bar[]): string {
  const times = bars.slice(0, 6).map(({ openTsMs }) => timeText(openTsMs));
  return bars.length > times.length ? `${times.join(" ")} ...` : times.join(" ");
}

function timeText(tsMs: number): string {
  return new Date(tsMs).toISOString().slice(0, 16);
}

class Faults {
  readonly #texts: string[] = [];

  add(text: string): void {
    this.#texts.push(text);
  }

  texts(): readonly string[] {
    const more = this.#texts.length - namedMax;
    return more > 0 ? [...this.#texts.slice(0, namedMax), `${more} more`] : this.#texts;
  }
}
