import type { OptionTrade } from "../../domain/option-contract.ts";
import { type SidedPremium, tradeSide } from "../../kernels/options/net-premium.ts";
import type { Asking } from "../../ports/market-data.ts";
import type { MarketData } from "../market-data/market-data.ts";
import type { PricedContract } from "./complete-chain.ts";

/** Contracts of one look whose trades are asked for, the dearest flows. */
const tradedContractsMax = 20;
/** Prints of one look; what comes after them is left unread. */
const tradesMax = 50_000;

/**
 * Premium bought and sold of each contract whose prints carry the best bid and ask; contracts
 * without such prints are not in the answer. Throws Failure provider.* and run.interrupted.
 */
export async function readTradeSides(
  data: Pick<MarketData, "optionTrades">,
  contracts: readonly PricedContract[],
  query: Asking & { readonly fromTsMs: number; readonly untilTsMs: number },
): Promise<ReadonlyMap<string, SidedPremium>> {
  const asked = contracts.slice(0, tradedContractsMax);
  const multipliers = new Map(asked.map(({ occ, multiplier }) => [occ, multiplier]));
  const sides = new Map<string, { boughtUsd: number; soldUsd: number }>();
  if (asked.length === 0 || query.fromTsMs >= query.untilTsMs) return sides;
  let read = 0;
  const batches = data.optionTrades({ ...query, contracts: [...multipliers.keys()] });
  for await (const { value } of batches) {
    for (const trade of value) {
      const multiplier = multipliers.get(trade.occ);
      if (multiplier !== undefined) addTrade(sides, trade, multiplier);
    }
    read += value.length;
    if (read >= tradesMax) break;
  }
  return sides;
}

function addTrade(
  sides: Map<string, { boughtUsd: number; soldUsd: number }>,
  trade: OptionTrade,
  multiplier: number,
): void {
  const { occ, price, size, bid, ask } = trade;
  if (bid === null || ask === null) return;
  const sums = sides.get(occ) ?? { boughtUsd: 0, soldUsd: 0 };
  const side = tradeSide(price, bid, ask);
  const usd = price * size * multiplier;
  if (side === "bought") sums.boughtUsd += usd;
  if (side === "sold") sums.soldUsd += usd;
  sides.set(occ, sums);
}
