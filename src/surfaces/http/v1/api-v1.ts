import type { EffectiveSetting } from "../../../config/effective-settings.ts";
import { type LimitTable, limitTables } from "../../../config/memory-limits.ts";
import type { ApiDeps } from "../api.ts";
import { openApiDocument } from "../openapi/document.ts";
import type { Route } from "../route.ts";
import { LiveStream } from "../stream/live-stream.ts";
import { HotVersions } from "./hot-versions.ts";
import { v1Routes } from "./registry.ts";

/** What the routes of /api/v1 keep between requests; one for each server. */
export interface ApiV1 {
  readonly routes: readonly Route[];
  readonly hot: HotVersions;
  /** Null where there is no bus. */
  readonly live: LiveStream | null;
  /** Limits that the services are meant to have. */
  readonly limits: LimitTable;
  /** Settings of the program; null where whoever started the server did not tell. */
  readonly settings: readonly EffectiveSetting[] | null;
  /** The OpenAPI document as JSON, made when it is first asked for. */
  document(): string;
  /** Drops what can be made again. */
  releaseCaches(): void;
  /** Ends the live stream of every client; resolves once they are told. May be called twice. */
  stop(): Promise<void>;
}

export function createApiV1(deps: ApiDeps): ApiV1 {
  const { bus, store, status } = deps;
  const hot = new HotVersions(() => performance.now());
  const isSimulated = () => status().isSimulated;
  const live =
    bus === undefined ? null : new LiveStream({ events: store.events, bus, isSimulated });
  let document: string | null = null;
  return {
    routes: v1Routes,
    hot,
    live,
    document: () => {
      document ??= JSON.stringify(openApiDocument(v1Routes, deps.version));
      return document;
    },
    limits: deps.limits ?? limitTables.tight,
    settings: deps.settings ?? null,
    releaseCaches: () => {
      hot.clear();
      document = null;
    },
    stop: async () => live?.stop(),
  };
}
