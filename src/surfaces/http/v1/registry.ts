import type { Route } from "../route.ts";
import { barsV1 } from "./bars.ts";
import { docsV1 } from "./docs.ts";
import { flowsV1 } from "./flows.ts";
import { freshnessV1 } from "./freshness.ts";
import { levelsV1 } from "./levels.ts";
import { memoryV1 } from "./memory.ts";
import { newsV1 } from "./news.ts";
import { openapiV1 } from "./openapi.ts";
import { premarketV1 } from "./premarket.ts";
import { providersV1 } from "./providers.ts";
import { quotesV1 } from "./quotes.ts";
import { ratingsV1 } from "./ratings.ts";
import { scannerResultsV1 } from "./scanner-results.ts";
import { scannersV1 } from "./scanners.ts";
import { servicesV1 } from "./services.ts";
import { patchSettingsV1, settingsV1 } from "./settings.ts";
import { signalV1 } from "./signal.ts";
import { signalsV1 } from "./signals.ts";
import { streamV1 } from "./stream.ts";
import { deleteWatchlistV1, putWatchlistV1, watchlistsV1, watchlistV1 } from "./watchlists.ts";

/**
 * The typed API: the document and the reference are made of these. A new one needs its file, its
 * line here and its scenario.
 */
export const v1Routes: readonly Route[] = [
  scannersV1,
  scannerResultsV1,
  signalsV1,
  signalV1,
  barsV1,
  quotesV1,
  premarketV1,
  flowsV1,
  levelsV1,
  ratingsV1,
  newsV1,
  streamV1,
  watchlistsV1,
  watchlistV1,
  putWatchlistV1,
  deleteWatchlistV1,
  providersV1,
  freshnessV1,
  servicesV1,
  memoryV1,
  settingsV1,
  patchSettingsV1,
  openapiV1,
  docsV1,
];
