import type { ProviderId } from "../../config/provider-options.ts";
import type { MarketDataProvider } from "../../ports/market-data.ts";
import type { BudgetRow } from "../../ports/provider-ledger.ts";
import type { OpenedVendor, VendorParts as Parts, VendorMeans } from "./vendor-parts.ts";
import { VendorParts } from "./vendor-parts.ts";

/** Each vendor loads its own modules only. */
const openers: Readonly<Record<ProviderId, (parts: Parts) => Promise<OpenedVendor>>> = {
  schwab: async (parts) => (await import("./schwab.ts")).openSchwab(parts),
  alpaca: async (parts) => (await import("./alpaca.ts")).openAlpaca(parts),
  massive: async (parts) => (await import("./massive.ts")).openMassive(parts),
  tradier: async (parts) => (await import("./tradier.ts")).openTradier(parts),
  files: async (parts) => (await import("./files.ts")).openFiles(parts),
  yahoo: async (parts) => (await import("./yahoo.ts")).openYahoo(parts),
};

export interface OpenedProviders {
  /** In the order in which they are asked. */
  readonly providers: readonly MarketDataProvider[];
  readonly budgets: () => readonly Omit<BudgetRow, "serves" | "updatedTsMs">[];
}

/**
 * The vendors that the user wants, and behind them the symbol directory that needs no key. Throws
 * Failure config.invalid where a setting of one is wrong.
 */
export async function openProviders(
  ids: readonly ProviderId[],
  means: VendorMeans,
): Promise<OpenedProviders> {
  const opened: OpenedVendor[] = [];
  for (const id of ids) opened.push(await openers[id](new VendorParts(means, id)));
  const { openNasdaqTrader } = await import("./nasdaq-trader.ts");
  opened.push(openNasdaqTrader(new VendorParts(means, "nasdaq-trader")));
  return {
    providers: opened.map(({ provider }) => provider),
    budgets: () => opened.map(budgetOf),
  };
}

function budgetOf({ provider, links, limits }: OpenedVendor) {
  const budgets = links.map((link) => link.budget());
  return {
    provider: provider.id,
    title: provider.title,
    limit: sumOf(budgets.map(({ limit }) => limit)),
    windowMs: budgets[0]?.windowMs ?? limits.windowMs,
    left: sumOf(budgets.map(({ left }) => left)),
    status: provider.status(),
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
