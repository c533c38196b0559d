import { expect } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalBus } from "../src/adapters/bus/local/local-bus.ts";
import { systemClock } from "../src/adapters/host/system-clock.ts";
import type { Bus } from "../src/ports/bus.ts";
import { startTestServer, type TestServer } from "./api-server.ts";
import { makeUpApiMarket } from "./made-up-api.ts";
import type { MadeUpMarket } from "./made-up-market.ts";

export type JsonRow = Record<string, unknown>;

export interface V1Body {
  readonly data: JsonRow[];
  readonly meta: JsonRow;
}

/** A server of the typed API with a bus, and the requests of a test to it. */
export interface V1Server {
  readonly market: MadeUpMarket;
  readonly bus: Bus;
  readonly server: TestServer;
  get(path: string): Promise<V1Body>;
  send(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: JsonRow }>;
  /** All pages of a list; `between` runs before each next one. */
  pages(path: string, between?: (round: number) => void): Promise<JsonRow[]>;
  /** Ends it; the server must not have made a mistake. */
  stop(): Promise<void>;
}

export async function startV1Server(): Promise<V1Server> {
  const market = await makeUpApiMarket({ symbols: 90 });
  const folder = mkdtempSync(join(tmpdir(), "l2t-v1-"));
  const wakePath = join(folder, "bus.wake");
  const bus = new LocalBus({ events: market.store.events, clock: systemClock, wakePath });
  const server = await startTestServer({ ...market, bus });
  const get = async (path: string) => (await server.json(path)) as unknown as V1Body;
  return {
    ...{ market, bus, server, get },
    send: (method, path, body) => send(new URL(path, server.url), { method, body }),
    pages: (path, between) => allPages(get, path, between),
    async stop() {
      expect(server.bugs).toEqual([]);
      await server.server.stop();
      await bus.close();
      market.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function send(
  url: URL,
  { method, body }: { readonly method: string; readonly body: unknown },
) {
  const answer = await fetch(url, {
    method,
    headers: { "Content-Type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as JsonRow };
}

async function allPages(
  get: V1Server["get"],
  path: string,
  between: (round: number) => void = () => undefined,
): Promise<JsonRow[]> {
  const rows: JsonRow[] = [];
  let cursor: unknown = null;
  for (let round = 0; ; round++) {
    const page = await get(cursor === null ? path : `${path}&cursor=${cursor}`);
    rows.push(...page.data);
    cursor = page.meta["next_cursor"];
    if (cursor === null) return rows;
    between(round);
  }
}
