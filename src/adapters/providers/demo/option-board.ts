import { assert } from "../../../base/assert.ts";
import type { LocalDate } from "../../../domain/local-date.ts";
import { formatOcc, type OptionQuote } from "../../../domain/option-contract.ts";
import { sessionBounds } from "../../../domain/session.ts";
import type { DemoMarket } from "./market.ts";
import { expiriesOn, type OptionClass } from "./option-expiries.ts";
import {
  contractKey,
  type DayFlow,
  type KeyedContract,
  type OptionLife,
  openInterestBefore,
  readDayFlow,
  readOptionLife,
} from "./option-life.ts";
import {
  contractsBefore,
  type PrintRun,
  printRunsOf,
  printSide,
  printsUntil,
  printTsMs,
} from "./option-prints.ts";
import { expiryTsMsOf, OptionSession, type SessionMoment } from "./option-session.ts";
import type { OptionValue } from "./option-value.ts";
import { newestSession } from "./quotes.ts";
import { childKey } from "./random.ts";

/** Half of the distance from bid to ask, of the price. */
const halfSpreadRatios: Readonly<Record<OptionClass, number>> = {
  daily: 0.008,
  weekly: 0.015,
  monthly: 0.035,
};
const cent = 0.01;

export interface DemoChain {
  readonly underlyingPrice: number;
  /** The moment that prices and volumes speak of: not after the close of a session. */
  readonly tsMs: number;
  readonly contracts: OptionQuote[];
}

/** A price with its market. */
export interface Market {
  readonly bid: number;
  readonly ask: number;
}

/**
 * Contracts of one symbol at a moment. Options trade in the regular session: before the bell
 * everything stands as at the last close, but for the open interest of the new day.
 */
export class OptionBoard {
  readonly session: OptionSession;
  readonly #market: DemoMarket;
  readonly #class: OptionClass;
  readonly #symbol: string;
  readonly #moment: SessionMoment;
  readonly #ends = new Map<LocalDate, number>();
  /** By expiry, of which there are twenty at most. */
  readonly #lives = new Map<LocalDate, OptionLife>();
  /** The session whose morning the open interest was told in. */
  readonly #interestDate: LocalDate;
  readonly #flow: DayFlow = { ordinary: 0, burst: 0, opened: 0 };
  readonly #value: OptionValue = { price: 0, delta: 0, gamma: 0, theta: 0, vega: 0, rho: 0 };

  constructor(market: DemoMarket, symbolIndex: number, optionClass: OptionClass, tsMs: number) {
    this.#market = market;
    this.#class = optionClass;
    this.#symbol = market.symbols[symbolIndex] as string;
    this.#interestDate = newestSession(tsMs);
    this.session = new OptionSession(market, symbolIndex, openedSession(tsMs));
    const lastTsMs = Math.min(tsMs, this.session.closeTsMs);
    const spot = this.session.spotAt(lastTsMs);
    this.#moment = { tsMs: lastTsMs, spot, level: this.session.levelAt(lastTsMs) };
  }

  chain(expiries: readonly LocalDate[]): DemoChain {
    const contracts: OptionQuote[] = [];
    const listed = expiriesOn(this.session.date, this.#class);
    for (const expiry of [...new Set(expiries)].sort((a, b) => a - b)) {
      if (!listed.includes(expiry)) continue;
      const life = this.#lifeOf(expiry);
      for (const strike of life.strikes) {
        contracts.push(this.#quote(life, strike, true), this.#quote(life, strike, false));
      }
    }
    return { underlyingPrice: this.#moment.spot, tsMs: this.#moment.tsMs, contracts };
  }

  /** The prints of a contract in the board's session; none where it is not listed. */
  runsOf(expiry: LocalDate, strike: number, isCall: boolean): readonly PrintRun[] {
    if (!expiriesOn(this.session.date, this.#class).includes(expiry)) return [];
    const life = this.#lifeOf(expiry);
    const key = contractKey(this.session.optionsKey, expiry, strike, isCall);
    return life.strikes.includes(strike) ? this.#runs(life, { key, strike, isCall }) : [];
  }

  /** Bid and ask of a contract at a moment of the session. */
  marketAt(expiry: LocalDate, strike: number, isCall: boolean, tsMs: number): Market {
    const spot = this.session.spotAt(tsMs);
    const moment = { tsMs, spot, level: this.session.levelAt(tsMs) };
    const expiryTsMs = this.#endOf(expiry);
    this.session.value({ strike, isCall, expiryTsMs }, moment, this.#value);
    return this.#marketOf(this.#value.price);
  }

  #endOf(expiry: LocalDate): number {
    const known = this.#ends.get(expiry);
    if (known !== undefined) return known;
    const tsMs = expiryTsMsOf(expiry);
    this.#ends.set(expiry, tsMs);
    return tsMs;
  }

  #lifeOf(expiry: LocalDate): OptionLife {
    const known = this.#lives.get(expiry);
    if (known !== undefined) return known;
    const { symbolIndex, date } = this.session;
    const life = readOptionLife(this.#market, symbolIndex, this.#class, expiry, date);
    this.#lives.set(expiry, life);
    return life;
  }

  #runs(life: OptionLife, contract: KeyedContract): PrintRun[] {
    readDayFlow(life, contract, life.dates.length - 1, this.#flow);
    return printRunsOf(childKey(contract.key, this.session.date), this.#flow, this.session);
  }

  #quote(life: OptionLife, strike: number, isCall: boolean): OptionQuote {
    const { expiry } = life;
    const { session } = this;
    const { tsMs } = this.#moment;
    const key = contractKey(session.optionsKey, expiry, strike, isCall);
    const runs = this.#runs(life, { key, strike, isCall });
    const { last, volume } = this.#tradedOf(runs, expiry, strike, isCall);
    const value = this.#value;
    const expiryTsMs = this.#endOf(expiry);
    const ivRatio = session.value({ strike, isCall, expiryTsMs }, this.#moment, value);
    const { bid, ask } = this.#marketOf(value.price);
    const root = this.#symbol;
    const right = isCall ? "call" : "put";
    const days = life.dates.length - (this.#interestDate > session.date ? 0 : 1);
    return {
      occ: formatOcc({ root, expiry, right, strike }),
      root,
      expiry,
      right,
      strike,
      bid,
      ask,
      last: last?.price ?? null,
      mark: (bid + ask) / 2,
      volume,
      openInterest: openInterestBefore(life, { key, strike, isCall }, days, this.#flow),
      openInterestDate: this.#interestDate,
      ivRatio,
      delta: value.delta,
      gamma: value.gamma,
      theta: value.theta,
      vega: value.vega,
      rho: value.rho,
      greeksFrom: "provider",
      quoteTsMs: tsMs,
      tradeTsMs: last?.tsMs ?? null,
      multiplier: 100,
      isStandard: true,
    };
  }

  /** Volume until now, and the newest print. */
  #tradedOf(runs: readonly PrintRun[], expiry: LocalDate, strike: number, isCall: boolean) {
    let volume = 0;
    let newest: { readonly run: PrintRun; readonly index: number; readonly tsMs: number } | null =
      null;
    for (const run of runs) {
      const count = printsUntil(run, this.#moment.tsMs);
      volume += contractsBefore(run, count);
      let index = count - 1;
      while (index >= 0 && contractsBefore(run, index + 1) === contractsBefore(run, index)) index--;
      if (index < 0) continue;
      const tsMs = printTsMs(run, index);
      if (newest === null || tsMs > newest.tsMs) newest = { run, index, tsMs };
    }
    if (newest === null) return { volume, last: null };
    const market = this.marketAt(expiry, strike, isCall, newest.tsMs);
    const price = printPrice(newest.run, newest.index, market);
    return { volume, last: { price, tsMs: newest.tsMs } };
  }

  #marketOf(price: number): Market {
    const half = Math.max(price * halfSpreadRatios[this.#class], cent / 2);
    const bid = Math.max(Math.floor((price - half) * 100), 0) / 100;
    const ask = Math.max(Math.ceil((price + half) * 100), Math.round(bid * 100) + 1) / 100;
    return { bid, ask };
  }
}

/** What a print goes through at; nothing trades below a cent. */
export function printPrice(run: PrintRun, index: number, { bid, ask }: Market): number {
  const side = printSide(run, index);
  const middle = Math.round((bid + ask) * 50) / 100;
  const price = side === "ask" ? ask : side === "bid" ? bid : middle;
  return Math.max(price, cent);
}

/** The newest session whose bell has rung. */
function openedSession(tsMs: number): LocalDate {
  const date = newestSession(tsMs);
  const bounds = sessionBounds(date);
  assert(bounds !== null, "a session has hours");
  return tsMs >= bounds.regularOpenTsMs ? date : newestSession(bounds.premarketOpenTsMs - 1);
}
