/** Who began a trade: the buyer at or above the ask, the seller at or below the bid. */
export type TradeSide = "bought" | "sold";

/**
 * Side of a print by the best quotes when it happened.
 *
 * in    price, bid, ask; NaN where not told
 * out   null between the quotes, where either is missing, and where they are crossed or equal:
 *       then the price says nothing
 * cost  O(1)
 * src   unusualwhales.com/glossary/premium: ask side, bid side, mid ignored
 */
export function tradeSide(price: number, bid: number, ask: number): TradeSide | null {
  if (!(ask > bid) || !(bid >= 0)) return null;
  if (price >= ask) return "bought";
  return price <= bid ? "sold" : null;
}

/** Premium of trades of one contract by their side, dollars. */
export interface SidedPremium {
  readonly boughtUsd: number;
  readonly soldUsd: number;
}

/**
 * Premium that bets on a rise minus premium that bets on a fall, dollars: bought minus sold for a
 * call, sold minus bought for a put. Summed over contracts it is net premium. NaN in, NaN out.
 * src: unusualwhales.com/glossary/premium
 */
export function netPremiumUsd(isCall: boolean, { boughtUsd, soldUsd }: SidedPremium): number {
  return isCall ? boughtUsd - soldUsd : soldUsd - boughtUsd;
}

/** Either side leads with this part of the premium whose side is known. */
const leadingShareMin = 0.6;

/** The side that leads; "mixed" where neither does, null where no side is known. */
export function leadingSide(premium: SidedPremium): TradeSide | "mixed" | null {
  const { boughtUsd, soldUsd } = premium;
  const total = boughtUsd + soldUsd;
  if (!(total > 0)) return null;
  if (boughtUsd / total >= leadingShareMin) return "bought";
  return soldUsd / total >= leadingShareMin ? "sold" : "mixed";
}
