import { scanners } from "../../../scanners/registry.ts";
import type { RouteContext } from "../route.ts";
import { hasher } from "../runtime.ts";
import { parseView } from "./view.ts";

const minuteMs = 60_000;

/**
 * Names everything that a page is made of besides its address: results, metadata, what the
 * program is doing, and the minute, since ages and countdowns are told in whole minutes.
 */
export function pageVersion(search: URLSearchParams, context: RouteContext): string {
  const { results, status, nowTsMs } = context;
  const { interval } = parseView(search).view;
  const hash = hasher("sha1").update(results.stamp());
  for (const scanner of scanners) hash.update(results.facts(scanner, interval).version);
  hash.update(JSON.stringify([status.isSimulated, status.activity, status.marketTsMs === null]));
  return hash.update(String(Math.floor(nowTsMs / minuteMs))).digest("base64url");
}
