import { limitTables } from "../../../config/memory-limits.ts";
import type { ApiDeps } from "../api.ts";
import { openApiDocument } from "../openapi/document.ts";
import { renderApiPage } from "../page/api-page.ts";
import { triedUrl } from "../page/api-try.ts";
import { LiveStream } from "../stream/live-stream.ts";
import { HotVersions } from "./hot-versions.ts";
import { v1Routes } from "./registry.ts";
import type { V1Parts } from "./v1-parts.ts";

export function createApiV1(deps: ApiDeps): V1Parts {
  const { bus, store, status, version } = deps;
  const hot = new HotVersions(() => performance.now());
  const isSimulated = () => status().isSimulated;
  const live =
    bus === undefined ? null : new LiveStream({ events: store.events, bus, isSimulated });
  let document: string | null = null;
  return {
    hot,
    live,
    limits: deps.limits ?? limitTables.tight,
    settings: deps.settings ?? null,
    reference: {
      document: () => {
        document ??= JSON.stringify(openApiDocument(v1Routes, version));
        return document;
      },
      page: (facts) => renderApiPage({ routes: v1Routes, release: version, ...facts }),
      triedUrl: (form) => triedUrl(form, v1Routes),
    },
    releaseCaches: () => {
      hot.clear();
      document = null;
    },
    stop: async () => live?.stop(),
  };
}
