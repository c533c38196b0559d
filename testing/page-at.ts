import { expect } from "bun:test";
import type { Store } from "../src/ports/store.ts";
import type { ServerStatus } from "../src/surfaces/http/server.ts";
import { startTestServer } from "./api-server.ts";

/** The page of a server that lives for one request. */
export async function pageAt(
  options: {
    readonly store: Store;
    readonly nowTsMs: number;
    readonly status?: Partial<ServerStatus>;
  },
  path = "/",
): Promise<string> {
  const other = await startTestServer(options);
  const page = await other.page(path);
  await other.server.stop();
  expect(other.bugs).toEqual([]);
  return page;
}
