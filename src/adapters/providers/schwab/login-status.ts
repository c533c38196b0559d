import type { LoginStatus } from "../../../ports/provider-login.ts";
import type { SchwabToken } from "./token-file.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Refresh tokens live a week from the login on, however often they are used. */
const loginMs = 7 * dayMs;
/** From then on the status says that a login is due. */
const reminderMs = 2 * dayMs;
const wayOut = "run: l2t login schwab";

/** What a stored login is worth at a moment, in words for people. */
export function loginStatusOf(token: SchwabToken | null, nowMs: number): LoginStatus {
  if (token === null) {
    const text = `nobody is logged in at Schwab; ${wayOut}`;
    return { state: "none", loginTsMs: null, endsTsMs: null, text };
  }
  const { loginTsMs, refusedTsMs } = token;
  const endsTsMs = loginTsMs + loginMs;
  const at = { loginTsMs, endsTsMs };
  if (refusedTsMs !== null) {
    const text = `Schwab does not accept the login any more; ${wayOut}`;
    return { state: "refused", ...at, text };
  }
  const leftMs = endsTsMs - nowMs;
  if (leftMs <= 0) {
    const text = `the login at Schwab ended on ${dateText(endsTsMs)}; ${wayOut}`;
    return { state: "ended", ...at, text };
  }
  const text = leftMs > reminderMs ? "" : `login needed in ${spanText(leftMs)}; ${wayOut}`;
  return { state: "ok", ...at, text };
}

/** Days to the nearest, and hours that are left for certain. */
function spanText(leftMs: number): string {
  if (leftMs >= dayMs) return plural(Math.round(leftMs / dayMs), "day");
  if (leftMs >= hourMs) return plural(Math.floor(leftMs / hourMs), "hour");
  return "less than an hour";
}

function plural(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}

/** "2026-12-01 14:05 UTC". */
function dateText(tsMs: number): string {
  return `${new Date(tsMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
