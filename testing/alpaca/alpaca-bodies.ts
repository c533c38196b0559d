/** Bodies as Alpaca writes them, with values of our own. */

export interface MadeBar {
  readonly t: string;
  readonly c: number;
}

export function barRow({ t, c }: MadeBar) {
  return { t, o: c, h: c + 1, l: c - 1, c, v: 1_000, n: 12, vw: c };
}

/** Rows of minutes from `fromTsMs` on. */
export function minuteRows(fromTsMs: number, count: number, c = 100) {
  return Array.from({ length: count }, (_, minute) =>
    barRow({ t: new Date(fromTsMs + minute * 60_000).toISOString().replace(".000", ""), c }),
  );
}

export function barsBody(
  bars: Readonly<Record<string, readonly unknown[]>>,
  next_page_token: string | null = null,
) {
  return { bars, next_page_token };
}

/** A snapshot at the time of its trade, with the daily bars of two sessions. */
export function snapshot(options: {
  readonly t: string;
  readonly p: number;
  readonly days: readonly [string, string];
}) {
  const { t, p, days } = options;
  return {
    latestTrade: { t, x: "V", p, s: 100, c: ["@"], i: 1, z: "C" },
    latestQuote: { t, ax: "V", ap: p + 0.1, as: 200, bx: "V", bp: p - 0.1, bs: 300, c: ["R"] },
    minuteBar: barRow({ t, c: p }),
    dailyBar: barRow({ t: days[0], c: p }),
    prevDailyBar: barRow({ t: days[1], c: p - 5 }),
  };
}

export function optionSnapshot(options: { readonly t: string; readonly delta: number }) {
  const { t, delta } = options;
  return {
    latestQuote: { t, bp: 1.2, bs: 10, bx: "A", ap: 1.3, as: 12, ax: "B", c: "A" },
    latestTrade: { t, p: 1.25, s: 3, x: "C", c: "I" },
    dailyBar: { t: `${t.slice(0, 10)}T04:00:00Z`, o: 1, h: 2, l: 1, c: 1.25, v: 120 },
    greeks: { delta, gamma: 0.02, theta: -0.1, vega: 0.15, rho: 0.05 },
    impliedVolatility: 0.32,
  };
}

export function listedContract(symbol: string, expiration_date: string, open_interest = "77") {
  return {
    ...{ id: "0", symbol, status: "active", tradable: true, expiration_date, size: "100" },
    ...{ type: "call", style: "american", strike_price: "150", open_interest },
    ...{ open_interest_date: "2026-05-29", close_price: null },
  };
}

export function article(id: number, created_at: string) {
  return {
    ...{ id, author: "A", content: "", images: [], created_at, updated_at: created_at },
    headline: "Macy&#39;s &amp; Co <b>Maintains</b> Neutral",
    summary: "",
    url: `https://example.com/${id}`,
    source: "benzinga",
    symbols: ["M", "BRK.B", "BTC/USD"],
  };
}
