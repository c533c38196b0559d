import { Failure, type FailureCode } from "../../base/failure.ts";
import type { LocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import type { Desk, DeskRound } from "../market-data/desk.ts";
import type { MarketData } from "../market-data/market-data.ts";
import { chooseExpiries } from "./choose-expiries.ts";
import { type FlowThresholds, flowThresholds } from "./find-flows.ts";
import { lookAtChain } from "./look-at-chain.ts";
import { LookRota } from "./look-rota.ts";
import { nextOpenTsMs, optionHours } from "./option-hours.ts";
import { storeLook } from "./store-look.ts";
import { readUnderlyings, type UnderlyingQuote } from "./underlying-quotes.ts";

export interface OptionDeskOptions {
  readonly store: Store;
  readonly bus: Pick<Bus, "announce">;
  readonly clock: Pick<Clock, "nowMs">;
  readonly data: Pick<MarketData, "ability" | "expirations" | "chain" | "optionTrades" | "quotes">;
  /** Underlyings that are watched, the most wanted first. */
  readonly symbols: () => readonly string[];
  /** Between two looks at one chain, in time of the market. */
  readonly everyMs?: number;
  /** Riskless rate, a fraction, where a chain does not tell its own. */
  readonly interestRatio?: number;
  readonly thresholds?: Partial<FlowThresholds>;
}

/** Chains of more underlyings are not asked for. */
const underlyingsMax = 60;
/** Looks of one round; the others are still due afterwards. */
const looksPerRoundMax = 16;
const everyMsDefault = 300_000;
const interestRatioDefault = 0.04;
/** Failures that speak of one question, not of the vendor. */
const ofOneChain: ReadonlySet<FailureCode> = new Set(["provider.refused", "provider.bad-payload"]);
/** So many looks in a row without an answer are a matter of the vendor. */
const vainInARowMax = 3;
/** Between two rounds while some are overdue. */
const pauseMsMin = 1_000;

/**
 * Looks at the option chains of the watched underlyings, one after the other and in session only:
 * levels, strikes and flows, and in the morning the verdicts on those of the day before. What one
 * look finds is stored at once, together with the events that tell of it.
 */
export class OptionDesk implements Desk {
  readonly name = "options";
  readonly #options: OptionDeskOptions;
  readonly #rota: LookRota;
  /** Listed expiries and whether verdicts were given, of one day; `underlyingsMax` at most. */
  readonly #listed = new Map<string, readonly LocalDate[]>();
  readonly #judged = new Set<string>();
  #today: LocalDate | null = null;
  #vainInARow = 0;

  constructor(options: OptionDeskOptions) {
    this.#options = options;
    this.#rota = new LookRota(options.everyMs ?? everyMsDefault);
  }

  async round(marketTsMs: number, signal: AbortSignal): Promise<DeskRound> {
    const { data } = this.#options;
    const ability = data.ability("chain");
    const everyMs = this.#options.everyMs ?? everyMsDefault;
    if (ability === null) return { nextTsMs: marketTsMs + everyMs, text: null };
    const watched = this.#options.symbols().slice(0, underlyingsMax);
    const open = watched.filter((underlying) => {
      const hours = optionHours(marketTsMs, { underlying, delayMs: ability.delayMs });
      return hours !== null && marketTsMs >= hours.openTsMs && marketTsMs < hours.closeTsMs;
    });
    if (open.length === 0) {
      this.#rota.clear();
      return { nextTsMs: nextOpenTsMs(marketTsMs, ability.delayMs), text: null };
    }
    this.#beginDay(newYorkDate(marketTsMs));
    this.#rota.watch(open, marketTsMs);
    const due = this.#rota.due(marketTsMs, looksPerRoundMax);
    const text = due.length === 0 ? null : await this.#lookAtAll(due, marketTsMs, signal);
    const nextTsMs = this.#rota.nextTsMs() ?? marketTsMs + everyMs;
    return { nextTsMs: Math.max(nextTsMs, marketTsMs + pauseMsMin), text };
  }

  #beginDay(today: LocalDate): void {
    if (this.#today === today) return;
    this.#options.store.options.dropExpired(today);
    this.#listed.clear();
    this.#judged.clear();
    this.#today = today;
  }

  /**
   * One that the vendor refuses does not keep the others waiting; a vendor that is down, full or
   * locked does, and what is still due stays so.
   */
  async #lookAtAll(due: readonly string[], marketTsMs: number, signal: AbortSignal) {
    const quotes = await readUnderlyings(this.#options, due, { marketTsMs, signal });
    let flowCount = 0;
    const troubles: Failure[] = [];
    for (const underlying of due) {
      if (signal.aborted) throw new Failure("run.interrupted", "stopped between two chains");
      try {
        const quote = quotes.get(underlying) ?? null;
        flowCount += await this.#lookAt(underlying, { quote, marketTsMs, signal });
        this.#vainInARow = 0;
      } catch (error) {
        if (!(error instanceof Failure) || !ofOneChain.has(error.code)) {
          // It may be this one alone after all: the others come first the next time.
          this.#rota.postpone(underlying, marketTsMs);
          throw error;
        }
        troubles.push(error);
        this.#vainInARow += 1;
      }
      this.#rota.done(underlying, marketTsMs);
    }
    const [trouble] = troubles;
    if (trouble !== undefined && this.#vainInARow >= vainInARowMax) throw trouble;
    // A look comes every few seconds: only what it found is worth a line.
    if (flowCount === 0 && trouble === undefined) return null;
    const found = `${flowCount} new flows of ${due.join(", ")}`;
    return trouble ? `${found}; ${troubles.length} without an answer: ${trouble.message}` : found;
  }

  /** Returns how many flows were new. */
  async #lookAt(
    underlying: string,
    facts: {
      readonly quote: UnderlyingQuote | null;
      readonly marketTsMs: number;
      readonly signal: AbortSignal;
    },
  ): Promise<number> {
    const { store, bus, clock, data, interestRatio, thresholds } = this.#options;
    const { quote, marketTsMs, signal } = facts;
    const expiries = chooseExpiries(
      await this.#listedExpiries(underlying, signal),
      newYorkDate(marketTsMs),
    );
    if (expiries.length === 0) return 0;
    const parts = {
      ...{ data, store },
      interestRatio: interestRatio ?? interestRatioDefault,
      thresholds: { ...flowThresholds, ...thresholds },
    };
    const { price, volume } = quote ?? { price: null, volume: null };
    const asked = { underlying, expiries, price, volume, marketTsMs, signal };
    const look = await lookAtChain(parts, asked);
    const isJudged = this.#judged.has(underlying);
    const stored = storeLook(store, look, { marketTsMs, nowMs: clock.nowMs(), isJudged });
    bus.announce();
    if (stored.isJudged) this.#judged.add(underlying);
    return stored.flowCount;
  }

  async #listedExpiries(underlying: string, signal: AbortSignal): Promise<readonly LocalDate[]> {
    const known = this.#listed.get(underlying);
    if (known !== undefined) return known;
    const listed = await this.#options.data.expirations(underlying, { lane: "watchlist", signal });
    if (this.#listed.size < underlyingsMax) this.#listed.set(underlying, listed);
    return listed;
  }
}
