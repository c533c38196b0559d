/**
 * Price to reckon with, dollars a share: the middle of a quote with both sides, else the mark.
 * NaN where neither is told. A last price is old as a rule and says nothing of now.
 */
export function fairPrice(bid: number, ask: number, mark: number): number {
  return bid > 0 && ask >= bid ? (bid + ask) / 2 : mark;
}

/** Ask minus bid in percent of their middle; NaN without a quote of both sides. */
export function spreadPct(bid: number, ask: number): number {
  return bid >= 0 && ask > 0 && ask >= bid ? (200 * (ask - bid)) / (ask + bid) : Number.NaN;
}
