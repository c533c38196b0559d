import type { LinkHealth } from "../vendor-http.ts";
import { clockText } from "./clock-text.ts";

/** Failed calls in a row from which on a link is not called well any more. */
const failuresMin = 2;

/** What is worst about a link, for people and for whoever picks a provider. */
export function linkHealth(facts: {
  readonly needed: { readonly text: string; readonly untilTsMs: number } | null;
  readonly openUntilTsMs: number | null;
  readonly pausedUntilTsMs: number | null;
  readonly failures: number;
  readonly trouble: string;
}): LinkHealth {
  const { needed, openUntilTsMs, pausedUntilTsMs, failures, trouble } = facts;
  if (needed !== null) {
    return { state: "auth-needed", text: needed.text, untilTsMs: needed.untilTsMs };
  }
  if (openUntilTsMs !== null) {
    return { state: "down", text: trouble, untilTsMs: openUntilTsMs };
  }
  if (pausedUntilTsMs !== null) {
    const text = `asked for a pause until ${clockText(pausedUntilTsMs)}`;
    return { state: "rate-limited", text, untilTsMs: pausedUntilTsMs };
  }
  if (failures >= failuresMin) return { state: "degraded", text: trouble, untilTsMs: null };
  return { state: "ok", text: "", untilTsMs: null };
}
