import { chartFields, levelOneFields } from "./stream-fields.ts";
import type { StreamCommand } from "./stream-login.ts";

/** Schwab takes so many symbols of a service; more are refused with code 19. */
export const streamSymbolsMax = 500;
/** A line without any subscription is ended after half a minute: this one keeps it open. */
const keepAliveKeys = ["SPY"];

const services = ["CHART_EQUITY", "LEVELONE_EQUITIES"] as const;
type Service = (typeof services)[number];
const fieldsOf: Readonly<Record<Service, string>> = {
  CHART_EQUITY: chartFields,
  LEVELONE_EQUITIES: levelOneFields,
};

/**
 * What shall come, what was asked for on this line, and so what to ask for next. Commands go one
 * after the other: Schwab refuses those that overtake each other.
 */
export class Subscriptions {
  /** Schwab's symbols. */
  bars: ReadonlySet<string> = new Set();
  quotes: ReadonlySet<string> = new Set();
  readonly #asked = new Map<Service, readonly string[]>();
  #pending: Service | null = null;

  /** A command is under way. */
  get isBusy(): boolean {
    return this.#pending !== null;
  }

  /** Returns how many symbols are left out for want of room. */
  want(bars: readonly string[], quotes: readonly string[]): number {
    const all = [new Set(bars), new Set(quotes)] as const;
    const [kept, keptQuotes] = all.map((keys) => new Set([...keys].slice(0, streamSymbolsMax)));
    this.bars = kept as Set<string>;
    this.quotes = keptQuotes as Set<string>;
    return all[0].size + all[1].size - this.bars.size - this.quotes.size;
  }

  /** A new line knows nothing. */
  reset(): void {
    this.#asked.clear();
    this.#pending = null;
  }

  /** The command that comes next; null while one is under way, or when all is asked for. */
  next(): StreamCommand | null {
    if (this.#pending !== null) return null;
    for (const service of services) {
      const wanted = this.#wanted(service);
      const asked = this.#asked.get(service) ?? [];
      if (wanted.join() === asked.join()) continue;
      this.#pending = service;
      this.#asked.set(service, wanted);
      // SUBS replaces the list of its service; an empty one it does not take.
      const parameters =
        wanted.length > 0
          ? { keys: wanted.join(), fields: fieldsOf[service] }
          : { keys: asked.join() };
      return { service, command: wanted.length > 0 ? "SUBS" : "UNSUBS", parameters };
    }
    return null;
  }

  answered(service: string): void {
    if (this.#pending === service) this.#pending = null;
  }

  #wanted(service: Service): readonly string[] {
    if (service === "CHART_EQUITY") return [...this.bars];
    const isIdle = this.bars.size === 0 && this.quotes.size === 0;
    return isIdle ? keepAliveKeys : [...this.quotes];
  }
}
