import { operateRoutes } from "../operate/routes.ts";
import type { Route } from "../route.ts";
import { v1Routes } from "../v1/registry.ts";
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
 * Addresses of the page, of clients of the reference system and of whoever runs the server;
 * docs/reference/http-api.md lists these and those of /api/v1. A new one needs its file, its line
 * here and its scenario.
 */
export const routes: readonly Route[] = [
  home,
  health,
  ...operateRoutes,
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

/** With the typed API, and the files of the page, whose names change with every edit of them. */
export const everyRoute: readonly Route[] = [...routes, ...v1Routes, ...assets];
