import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventStream, openDeafClient } from "../../../../testing/event-stream.ts";
import { LocalBus } from "../../../adapters/bus/local/local-bus.ts";
import { systemClock } from "../../../adapters/host/system-clock.ts";
import { openSqliteStore } from "../../../adapters/stores/sqlite/store.ts";
import { type Topic, topics } from "../../../domain/bus-event.ts";
import type { Store } from "../../../ports/store.ts";
import { LiveStream, type LiveStreamOptions } from "./live-stream.ts";
import { eventFilter } from "./stream-wish.ts";

setDefaultTimeout(60_000);

let folder: string;
let store: Store;
let bus: LocalBus;
let servers: TestStream[];

/** A stream behind a socket, as the server has it. */
interface TestStream {
  readonly url: string;
  readonly live: LiveStream;
  stop(): Promise<void>;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-stream-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
  bus = new LocalBus({
    events: store.events,
    clock: systemClock,
    wakePath: join(folder, "bus.wake"),
  });
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.stop();
  await bus.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function serve(options: Partial<LiveStreamOptions> = {}): TestStream {
  const live = new LiveStream({ events: store.events, bus, isSimulated: () => true, ...options });
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      const { searchParams } = new URL(request.url);
      const id = request.headers.get("Last-Event-ID");
      const symbols = searchParams.get("symbols");
      const wanted = searchParams.get("topics")?.split(",") ?? topics;
      const stream = live.open({
        filter: eventFilter(wanted as Topic[], symbols?.split(",") ?? null),
        afterId: id === null ? null : Number(id),
        isAllowed: () => !searchParams.has("revoked"),
      });
      return new Response(stream, { headers: { "Content-Type": "text/event-stream" } });
    },
  });
  const stop = async () => {
    await live.stop();
    await server.stop(true);
  };
  const running = { url: `http://127.0.0.1:${server.port}/`, live, stop };
  servers.push(running);
  return running;
}

function publish(...names: string[]): void {
  store.bars.transaction(() => {
    for (const name of names) store.events.append("watchlist.changed", { name }, 0);
  });
  bus.announce();
}

const names = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `n${from + index}`);
const namesOf = (client: EventStream) =>
  client.topical.map(({ data }) => (data["data"] as { name: string }).name);

const signal = (symbol: string) =>
  ({
    id: `macd:${symbol}`,
    scanner: "macd",
    symbol,
    interval: "1d",
    signal: "bullish_cross",
    direction: "bullish",
    barTsMs: Date.UTC(2024, 5, 28, 4),
    price: 10,
    isSimulated: false,
  }) as const;

test("a client gets what happens after it came, in the words of the API", async () => {
  publish("before");
  const client = await EventStream.open(serve().url);
  await bus.publish("signal", signal("AAPL"));
  await client.sees(1);
  expect(client.events[0]).toMatchObject({
    event: "ready",
    id: 1,
    data: { topics: [...topics], symbols: null, heartbeat_seconds: 15, simulated: true },
  });
  const [event] = client.topical;
  expect(event).toMatchObject({
    id: 2,
    event: "signal",
    data: {
      id: 2,
      topic: "signal",
      data: { symbol: "AAPL", bar_time: "2024-06-28", price: 10, simulated: false },
    },
  });
  expect(client.topical).toHaveLength(1);
});

test("topics and symbols narrow a stream, events about nobody in particular come", async () => {
  const { url } = serve();
  const client = await EventStream.open(`${url}?topics=signal,watchlist.changed&symbols=AAPL,MSFT`);
  await bus.publish("signal", signal("TSLA"));
  await bus.publish("quotes.changed", { marketTsMs: 0, symbolCount: 1 });
  await bus.publish("signal", signal("MSFT"));
  publish("mine");
  await client.sees(2);
  expect(client.topical.map(({ id }) => id)).toEqual([3, 4]);
});

test("flows, levels, research and providers come in the words of the API", async () => {
  const client = await EventStream.open(serve().url);
  const marketTsMs = Date.UTC(2024, 5, 28, 20);
  const at = { market_time: "2024-06-28T20:00:00.000Z" };
  await bus.publish("flows.found", { underlying: "SPY", flowCount: 3, marketTsMs });
  await bus.publish("levels.changed", { underlying: "QQQ", marketTsMs });
  await bus.publish("research.found", { kind: "news", symbols: ["AAPL"], itemCount: 2 });
  await bus.publish("providers.changed", { provider: "alpaca", text: "Alpaca: ok" });
  await client.sees(4);
  expect(client.topical.map(({ event, data }) => [event, data["data"]])).toEqual([
    ["flows.found", { symbol: "SPY", flow_count: 3, ...at }],
    ["levels.changed", { symbol: "QQQ", ...at }],
    ["research.found", { kind: "news", symbols: ["AAPL"], item_count: 2 }],
    ["providers.changed", { provider: "alpaca", text: "Alpaca: ok" }],
  ]);
});

test("symbols narrow flows, levels and research to those about them", async () => {
  const client = await EventStream.open(`${serve().url}?symbols=AAPL,SPY`);
  for (const underlying of ["SPY", "QQQ"]) {
    await bus.publish("flows.found", { underlying, flowCount: 1, marketTsMs: 0 });
    await bus.publish("levels.changed", { underlying, marketTsMs: 0 });
  }
  for (const symbols of [["TSLA", "AAPL"], ["TSLA"], []]) {
    await bus.publish("research.found", { kind: "ratings", symbols, itemCount: 1 });
  }
  await bus.publish("providers.changed", { provider: "schwab", text: "Schwab: ok" });
  await client.sees(5);
  expect(client.topical.map(({ id }) => id)).toEqual([1, 2, 5, 7, 8]);
});

test("a client that comes again after restarts misses nothing and gets nothing twice", async () => {
  const seen: string[] = [];
  let lastId: string | null = null;
  let sent = 0;
  for (let round = 0; round < 6; round++) {
    const server = serve();
    const headers: Record<string, string> = lastId === null ? {} : { "Last-Event-ID": lastId };
    const client = await EventStream.open(server.url, headers);
    // More than the log keeps in memory, and more than one read of the store.
    for (let batch = 0; batch < 5; batch++) {
      publish(...names(sent, 130 * round));
      sent += 130 * round;
      await Bun.sleep(1);
    }
    // The end comes at any moment of the delivery.
    if (round === 5) await client.sees(sent - seen.length);
    await server.stop();
    await client.ends();
    seen.push(...namesOf(client));
    lastId = client.lastId;
    publish(...names(sent, 40));
    sent += 40;
  }
  expect(seen).toEqual(names(0, sent - 40));
});

test("a client behind the kept log is told to read anew, and goes on with what comes", async () => {
  publish(...names(0, 10));
  store.events.trim(Number.MAX_SAFE_INTEGER, { eventsMax: 8 });
  const { url } = serve();
  const late = await EventStream.open(url, { "Last-Event-ID": "3" });
  const inTime = await EventStream.open(url, { "Last-Event-ID": "8" });
  publish("next");
  await late.sees(2);
  await inTime.sees(3);
  expect(late.topical.map(({ event, id }) => [event, id])).toEqual([
    ["gap", 10],
    ["watchlist.changed", 11],
  ]);
  expect(late.topical[0]?.data).toEqual({ missed_from_id: 4, continues_after_id: 10 });
  expect(namesOf(inTime)).toEqual(["n8", "n9", "next"]);
});

test("an id of another database is a gap too", async () => {
  publish("one");
  const client = await EventStream.open(serve().url, { "Last-Event-ID": "900" });
  publish("two");
  await client.sees(2);
  expect(client.topical.map(({ event, id }) => [event, id])).toEqual([
    ["gap", 1],
    ["watchlist.changed", 2],
  ]);
});

test("a quiet stream shows signs of life and moves on past what was not asked for", async () => {
  const { url } = serve({ heartbeatMs: 20 });
  const client = await EventStream.open(`${url}?topics=signal`);
  publish("not", "for", "it");
  while (client.beats < 2 || client.lastId !== "3") await Bun.sleep(5);
  expect(client.topical).toEqual([]);
});

test("a client that takes nothing costs no memory, is dropped, and can go on", async () => {
  const server = serve({ heartbeatMs: 50, blockedMsMax: 150 });
  const deaf = await openDeafClient(server.url);
  const text = "x".repeat(4_000);
  Bun.gc(true);
  const { rss } = process.memoryUsage();
  for (let i = 0; i < 20; i++) {
    store.bars.transaction(() => {
      for (let k = 0; k < 500; k++) {
        store.events.append("memory", { kind: "step", subject: null, text }, 0);
      }
    });
    bus.announce();
    await Bun.sleep(5);
  }
  // 40 MB went by, of which the system's own buffers took some.
  Bun.gc(true);
  expect(process.memoryUsage().rss - rss).toBeLessThan(20_000_000);
  while (server.live.clientCount > 0) await Bun.sleep(10);
  deaf.destroy();
  const again = await EventStream.open(server.url, { "Last-Event-ID": "9000" });
  await again.sees(1_000);
  expect(again.topical.map(({ id }) => id)).toEqual(
    Array.from({ length: 1_000 }, (_, index) => 9_001 + index),
  );
});

test("200 clients get everything in order, by one subscription", async () => {
  const server = serve();
  const clients = await Promise.all(
    Array.from({ length: 200 }, () => EventStream.open(`${server.url}?topics=watchlist.changed`)),
  );
  for (let i = 0; i < 10; i++) publish(...names(50 * i, 50));
  await Promise.all(clients.map((client) => client.sees(500)));
  const expected = names(0, 500);
  for (const client of clients) expect(namesOf(client)).toEqual(expected);
  await Promise.all(clients.map((client) => client.close()));
  while (server.live.clientCount > 0) await Bun.sleep(5);
});

test("more clients than allowed are refused", async () => {
  const live = new LiveStream({
    ...{ events: store.events, bus, isSimulated: () => false },
    clientsMax: 1,
  });
  const wish = { filter: eventFilter(topics, null), afterId: null, isAllowed: () => true };
  const stream = live.open(wish);
  expect(() => live.open(wish)).toThrow("1 clients listen already");
  await stream.cancel();
  await live.open(wish).cancel();
  await live.stop();
  expect(() => live.open(wish)).toThrow("the server stops");
});

test("a stream ends soon after its key was revoked", async () => {
  const client = await EventStream.open(`${serve({ heartbeatMs: 20 }).url}?revoked`);
  await client.ends();
  expect(client.isEnded).toBe(true);
});

test("stopping ends every stream at once", async () => {
  const server = serve();
  const clients = await Promise.all([1, 2, 3].map(() => EventStream.open(server.url)));
  const startMs = performance.now();
  await server.live.stop();
  await Promise.all(clients.map((client) => client.ends()));
  expect(performance.now() - startMs).toBeLessThan(1_000);
});
