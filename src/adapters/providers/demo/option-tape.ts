import { nyse } from "../../../domain/calendar.ts";
import type { LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate } from "../../../domain/new-york.ts";
import {
  type OptionContract,
  type OptionTrade,
  parseOcc,
} from "../../../domain/option-contract.ts";
import { sessionBounds } from "../../../domain/session.ts";
import type { DemoMarket } from "./market.ts";
import { OptionBoard, printPrice } from "./option-board.ts";
import type { OptionClasses } from "./option-expiries.ts";
import {
  contractsBefore,
  type PrintRun,
  printExchange,
  printsUntil,
  printTsMs,
} from "./option-prints.ts";

interface TradeSource {
  readonly market: DemoMarket;
  readonly classes: OptionClasses;
  readonly indexes: ReadonlyMap<string, number>;
}

interface TradeSpan {
  readonly fromTsMs: number;
  readonly untilTsMs: number;
  readonly nowTsMs: number;
}

/**
 * Prints of contracts in a span of the past, a list for each contract and session. Contracts that
 * are not listed are left out. The sizes of a session add up to the volume in the chain.
 */
export function* demoTrades(
  source: TradeSource,
  occs: readonly string[],
  span: TradeSpan,
): Generator<OptionTrade[]> {
  for (const [symbolIndex, contracts] of bySymbol(source, occs)) {
    const optionClass = source.classes.of(symbolIndex);
    if (optionClass === null) continue;
    for (const date of sessionsOf(span)) {
      const closeTsMs = sessionBounds(date)?.regularCloseTsMs as number;
      const board = new OptionBoard(source.market, symbolIndex, optionClass, closeTsMs);
      for (const contract of contracts) {
        if (contract.expiry < date) continue;
        const trades = tradesOf(board, contract, span);
        if (trades.length > 0) yield trades;
      }
    }
  }
}

function bySymbol({ indexes }: TradeSource, occs: readonly string[]) {
  const groups = new Map<number, OptionContract[]>();
  for (const occ of new Set(occs)) {
    const contract = parseOcc(occ);
    const index = contract.ok ? indexes.get(contract.value.root) : undefined;
    if (!contract.ok || index === undefined) continue;
    const group = groups.get(index);
    if (group) group.push(contract.value);
    else groups.set(index, [contract.value]);
  }
  return groups;
}

/** Sessions in which the span has a moment that has passed, oldest first. */
function sessionsOf({ fromTsMs, untilTsMs, nowTsMs }: TradeSpan): readonly LocalDate[] {
  const lastTsMs = Math.min(untilTsMs - 1, nowTsMs);
  if (lastTsMs < fromTsMs) return [];
  return nyse
    .tradingDaysBetween(newYorkDate(fromTsMs), newYorkDate(lastTsMs))
    .filter((date) => (sessionBounds(date)?.regularOpenTsMs ?? lastTsMs) <= lastTsMs);
}

function tradesOf(
  board: OptionBoard,
  { occ, expiry, strike, right }: OptionContract,
  { fromTsMs, untilTsMs, nowTsMs }: TradeSpan,
): OptionTrade[] {
  const isCall = right === "call";
  const trades: OptionTrade[] = [];
  for (const run of board.runsOf(expiry, strike, isCall)) {
    const count = printsUntil(run, Math.min(untilTsMs - 1, nowTsMs));
    for (let index = printsUntil(run, fromTsMs - 1); index < count; index++) {
      const size = contractsBefore(run, index + 1) - contractsBefore(run, index);
      if (size === 0) continue;
      const tsMs = printTsMs(run, index);
      const market = board.marketAt(expiry, strike, isCall, tsMs);
      trades.push({
        occ,
        tsMs,
        price: printPrice(run, index, market),
        size,
        exchange: printExchange(run, index),
        condition: conditionOf(run),
        ...market,
      });
    }
  }
  return trades.sort((a, b) => a.tsMs - b.tsMs);
}

/** Large orders sweep through all exchanges at once. */
function conditionOf({ isBurst }: PrintRun): string {
  return isBurst ? "sweep" : "auto";
}
