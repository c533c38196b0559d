/**
 * production  a funded brokerage account: live, with a stream
 * sandbox     a free developer account: 15 minutes late, no stream and no single trades
 */
export const tradierPlans = ["production", "sandbox"] as const;
export type TradierPlan = (typeof tradierPlans)[number];

const sandboxDelayMs = 15 * 60_000;

export function planDelayMs(plan: TradierPlan): number {
  return plan === "sandbox" ? sandboxDelayMs : 0;
}
