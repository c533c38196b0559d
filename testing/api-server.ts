import type { Store } from "../src/ports/store.ts";
import {
  type ApiDeps,
  type ApiServer,
  createApiServer,
  type ServerStatus,
} from "../src/surfaces/http/server.ts";

/** A server on a free port, and the requests of a test to it. */
export interface TestServer {
  readonly url: string;
  readonly server: ApiServer;
  /** Errors that the server called its own. */
  readonly bugs: readonly unknown[];
  /** Never follows, never decodes by itself: what the server sends is what the test sees. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  json(path: string): Promise<Record<string, unknown>>;
  /** The page as a browser gets it. */
  page(path: string): Promise<string>;
}

const quietStatus: ServerStatus = {
  isSimulated: false,
  marketTsMs: null,
  activity: null,
  lastScanTsMs: null,
};

export async function startTestServer(
  options: {
    readonly store: Store;
    /** A function where time passes in the test. */
    readonly nowTsMs: number | (() => number);
    readonly status?: Partial<ServerStatus>;
  } & Partial<Omit<ApiDeps, "store" | "clock" | "status" | "onBug">>,
): Promise<TestServer> {
  const { store, nowTsMs, status, ...deps } = options;
  const bugs: unknown[] = [];
  const server = createApiServer({
    store,
    clock: { nowMs: typeof nowTsMs === "function" ? nowTsMs : () => nowTsMs },
    host: "127.0.0.1",
    port: 0,
    version: "0.0.0-test",
    status: () => ({ ...quietStatus, ...status }),
    onBug: (error) => bugs.push(error),
    ...deps,
  });
  const { url } = await server.start();
  const get: TestServer["get"] = (path, headers = {}) =>
    fetch(new URL(path, url), { headers, redirect: "manual" });
  return {
    url,
    server,
    bugs,
    get,
    json: async (path) => (await (await get(path)).json()) as Record<string, unknown>,
    page: async (path) => (await get(path, { Accept: "text/html" })).text(),
  };
}
