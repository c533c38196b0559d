import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { BudgetRow } from "../../ports/provider-ledger.ts";
import type { Store } from "../../ports/store.ts";
import type { Desk, DeskRound } from "./desk.ts";
import type { MarketRouter } from "./market-router.ts";

export interface BudgetDeskOptions {
  readonly store: Store;
  readonly bus: Pick<Bus, "announce">;
  readonly clock: Pick<Clock, "nowMs">;
  readonly router: Pick<MarketRouter, "serving">;
  /** What each vendor may still be asked, and how it is. */
  readonly budgets: () => readonly Omit<BudgetRow, "serves" | "updatedTsMs">[];
}

const everyMs = 10_000;

/**
 * Writes down what each vendor serves, how it is and what is left of its budget, and tells when
 * one of them falls ill or gets well.
 */
export class BudgetDesk implements Desk {
  readonly name = "providers";
  readonly #options: BudgetDeskOptions;
  readonly #states = new Map<string, string>();

  constructor(options: BudgetDeskOptions) {
    this.#options = options;
  }

  round(marketTsMs: number): Promise<DeskRound> {
    const { store, bus, clock, router, budgets } = this.#options;
    const updatedTsMs = clock.nowMs();
    const serving = router.serving();
    const rows = budgets().map((budget): BudgetRow => {
      const own = serving.filter(({ provider }) => provider === budget.provider);
      const serves = own.map(({ capability, why }) => ({ capability, why }));
      return { ...budget, serves, updatedTsMs };
    });
    let isNews = false;
    store.bars.transaction(() => {
      store.providers.putBudgets(rows);
      for (const { provider, title, status } of rows) {
        const before = this.#states.get(provider);
        this.#states.set(provider, status.state);
        if (before === undefined || before === status.state) continue;
        isNews = true;
        const text = `${title}: ${status.state}${status.text && `, ${status.text}`}`;
        store.events.append("providers.changed", { provider, text }, updatedTsMs);
      }
    });
    if (isNews) bus.announce();
    return Promise.resolve({ nextTsMs: marketTsMs + everyMs, text: null });
  }
}
