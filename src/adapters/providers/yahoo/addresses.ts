import type { VendorLimits } from "../vendor-http.ts";

/** Where Yahoo Finance answers. Nothing of it is documented; see docs/how-to/providers/yahoo.md. */
export const yahooUrls = {
  /** Without a login: chart, spark, search. */
  plain: "https://query1.finance.yahoo.com",
  /** With cookie and crumb: quote, options, quoteSummary. */
  withCrumb: "https://query2.finance.yahoo.com",
  stream: "wss://streamer.finance.yahoo.com",
  /** Hands out cookies outside the EU; its status is an error all the same. */
  cookie: "https://fc.yahoo.com/",
  /** Hands out cookies after a consent form in the EU. */
  page: "https://finance.yahoo.com/quote/AAPL",
  crumb: "https://query1.finance.yahoo.com/v1/test/getcrumb",
} as const;

/** Yahoo names no limit; twice as much is refused in waves. A 429 comes without headers. */
const pauseMs = { first: 60_000, max: 1_800_000 };

export const yahooPlainLimits: VendorLimits = {
  limit: 2,
  windowMs: 1_000,
  burst: 6,
  parallelMax: 4,
  pauseMs,
};

export const yahooCrumbLimits: VendorLimits = {
  limit: 1,
  windowMs: 1_000,
  burst: 3,
  parallelMax: 2,
  pauseMs,
};

/** What Yahoo lets through: a browser's name is refused for not behaving like one. */
export function yahooUserAgent(version: string): string {
  return `Mozilla/5.0 (compatible; learn2trade/${version})`;
}

/** The hosts of the login, each; a login takes five requests at most but for wrong ways. */
export const yahooLoginLimits: VendorLimits = {
  limit: 1,
  windowMs: 1_000,
  burst: 6,
  parallelMax: 1,
  pauseMs,
};
