import { limitTables } from "../../../config/memory-limits.ts";
import type { ApiDeps } from "../api.ts";
import { LiveStream } from "../stream/live-stream.ts";
import { HotVersions } from "./hot-versions.ts";
import { Reference } from "./reference.ts";
import { v1Routes } from "./registry.ts";
import type { V1Parts } from "./v1-parts.ts";

export function createApiV1(deps: ApiDeps): V1Parts {
  const { bus, store, status, version } = deps;
  const hot = new HotVersions(() => performance.now());
  const isSimulated = () => status().isSimulated;
  const live =
    bus === undefined ? null : new LiveStream({ events: store.events, bus, isSimulated });
  const reference = new Reference(v1Routes, version);
  return {
    hot,
    live,
    limits: deps.limits ?? limitTables.tight,
    settings: deps.settings ?? null,
    reference,
    releaseCaches: () => {
      hot.clear();
      reference.clear();
    },
    stop: async () => live?.stop(),
  };
}
