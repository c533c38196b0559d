import type { EffectiveSetting } from "../../../config/effective-settings.ts";
import { type LimitTable, limitTables } from "../../../config/memory-limits.ts";
import type { ApiDeps } from "../api.ts";
import { HotAnswers } from "./hot-answers.ts";

/** What the routes of /api/v1 keep between requests; one for each server. */
export interface ApiV1 {
  readonly hot: HotAnswers;
  /** Limits that the services are meant to have. */
  readonly limits: LimitTable;
  /** Settings of the program; null where whoever started the server did not tell. */
  readonly settings: readonly EffectiveSetting[] | null;
  /** Drops what can be made again. */
  releaseCaches(): void;
  /** Ends the live stream of every client; resolves once they are told. May be called twice. */
  stop(): Promise<void>;
}

export function createApiV1(deps: ApiDeps): ApiV1 {
  const hot = new HotAnswers(() => performance.now());
  return {
    hot,
    limits: deps.limits ?? limitTables.tight,
    settings: deps.settings ?? null,
    releaseCaches: () => hot.clear(),
    stop: () => Promise.resolve(),
  };
}
