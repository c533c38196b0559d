import type { OptionContract } from "../../domain/option-contract.ts";

/** The order of a chain: by expiry, strike, calls first; equal ones of two roots by the root. */
export function inChainOrder(a: OptionContract, b: OptionContract): number {
  if (a.expiry !== b.expiry) return a.expiry - b.expiry;
  if (a.strike !== b.strike) return a.strike - b.strike;
  if (a.right !== b.right) return a.right === "call" ? -1 : 1;
  return a.root < b.root ? -1 : 1;
}
