import type { ApiDeps } from "../api.ts";

/** What the routes of /api/v1 keep between requests; one for each server. */
export interface ApiV1 {
  /** Ends the live stream of every client; resolves once they are told. May be called twice. */
  stop(): Promise<void>;
}

export function createApiV1(_deps: ApiDeps): ApiV1 {
  return { stop: () => Promise.resolve() };
}
