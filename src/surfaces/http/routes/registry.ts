import type { Route } from "../route.ts";
import { assets } from "./assets.ts";
import { bars } from "./bars.ts";
import { chart } from "./chart.ts";
import { health } from "./health.ts";
import { home } from "./home.ts";
import { scannerResults } from "./scanner-results.ts";
import { scannerList } from "./scanners.ts";
import { signals } from "./signals.ts";
import { lastUpdate, stats } from "./stats.ts";
import { watchlist } from "./watchlist.ts";
import { whaleFlows } from "./whale-flows.ts";

/**
 * Every address that people and programs ask for; docs/reference/http-api.md lists these. A new
 * one needs its file, its line here and its scenario.
 */
export const routes: readonly Route[] = [
  home,
  health,
  stats,
  lastUpdate,
  scannerList,
  ...scannerResults,
  signals,
  bars,
  chart,
  watchlist,
  whaleFlows,
];

/** With the files of the page, whose names change with every edit of them. */
export const everyRoute: readonly Route[] = [...routes, ...assets];
