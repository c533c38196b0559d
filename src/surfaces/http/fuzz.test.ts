/** Whatever comes over the wire: an answer, never a 500, never a hang. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { connect } from "node:net";
import fc from "fast-check";
import { startTestServer, type TestServer } from "../../../testing/api-server.ts";
import { type MadeUpMarket, makeUpMarket } from "../../../testing/made-up-market.ts";
import { routes } from "./routes/registry.ts";

const timeoutMs = 5_000;
let market: MadeUpMarket;
let server: TestServer;

beforeAll(async () => {
  market = await makeUpMarket({ symbols: 12, days: 120 });
  server = await startTestServer(market);
});

afterAll(async () => {
  expect(server.bugs).toEqual([]);
  await server.server.stop();
  market.remove();
});

const names = [...new Set(routes.flatMap(({ params }) => Object.keys(params)))];
const pageNames = ["scanner", "filter", "q", "sort", "rows", "symbol", "interval"];
const words = [
  "all",
  "bullish",
  "1d",
  "5m",
  "1w",
  "dark",
  "-price",
  "AI1CI",
  "2024-06-28",
  "0",
  "-1",
];

const path = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...routes.map((route) => route.path)) },
  { weight: 1, arbitrary: fc.webPath() },
  {
    weight: 1,
    arbitrary: fc.string({ maxLength: 40 }).map((text) => `/${encodeURI(wellFormed(text))}`),
  },
);
const value = fc.oneof(
  fc.constantFrom(...words),
  fc.integer().map(String),
  fc.double().map(String),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ minLength: 250, maxLength: 400 }),
);
const pair = fc.tuple(
  fc.oneof(fc.constantFrom(...names, ...pageNames), fc.string({ maxLength: 12 })),
  value,
);
const query = fc.oneof(
  fc.array(pair, { maxLength: 5 }).map((pairs) => queryText(pairs)),
  fc.webQueryParameters().map((text) => `?${text}`),
);
const headers = fc.record(
  {
    Accept: fc.constantFrom("text/html", "*/*", "application/json", ";;;", "text/html;q=0"),
    "Accept-Encoding": fc.constantFrom("gzip", "gzip;q=0", "identity", "*", ",,;q=", "br"),
    "If-None-Match": fc.constantFrom("*", '"x"', "W/", ",", 'W/"a", "b"'),
  },
  { requiredKeys: [] },
);
const method = fc.constantFrom("GET", "GET", "GET", "GET", "HEAD", "POST", "DELETE", "OPTIONS");

test("1,500 requests get an answer that is none of ours to be ashamed of", async () => {
  await fc.assert(
    fc.asyncProperty(path, query, headers, method, async (path, query, headers, method) => {
      const url = server.url.slice(0, -1) + path + query;
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = await fetch(url, { method, headers, signal, redirect: "manual" });
      const text = await answer.text();
      expect([200, 304, 400, 404, 405, 414]).toContain(answer.status);
      expect(answer.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
      const isJson = answer.headers.get("Content-Type")?.startsWith("application/json") ?? false;
      if (isJson && text !== "") JSON.parse(text);
      if (answer.status >= 400) expect(isJson).toBe(true);
    }),
    { numRuns: 1_500 },
  );
}, 120_000);

test("500 streams of bytes end, and the server goes on", async () => {
  const line = fc.oneof(
    fc.constantFrom(
      "GET / HTTP/1.1",
      "GET",
      "HEAD /api/stats HTTP/1.0",
      "\0\0",
      "GET http:// HTTP/1.1",
    ),
    fc.string({ unit: "binary", maxLength: 80 }),
    fc.constantFrom("Host: localhost", "Host: [", "Host:", "Host: a b", "Content-Length: -5"),
    fc.constantFrom(
      "Transfer-Encoding: chunked",
      "Content-Length: 99999999999",
      "Expect: 100-continue",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (lines) => {
      const status = await sendRaw(`${lines.join("\r\n")}\r\n\r\n`);
      // 505 is the runtime's word for bytes that are no HTTP/1 at all.
      expect(status === null || status === 505 || (status >= 100 && status < 500)).toBe(true);
    }),
    { numRuns: 500 },
  );
  expect((await server.get("/health")).status).toBe(200);
}, 120_000);

/** Status of the first answer; null when the server hung up or waits for more. */
function sendRaw(text: string): Promise<number | null> {
  return new Promise((done) => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    let received = "";
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(received)?.[1];
      done(status === undefined ? null : Number(status));
    };
    // A request that is not complete yet is no hang: the server's own limit ends it later.
    const timer = setTimeout(end, 60);
    socket.on("connect", () => socket.write(text, "latin1"));
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      end();
    });
    socket.on("close", end);
    socket.on("error", end);
  });
}

function queryText(pairs: readonly (readonly [string, string])[]): string {
  return `?${pairs
    .map(
      ([name, value]) =>
        `${encodeURIComponent(wellFormed(name))}=${encodeURIComponent(wellFormed(value))}`,
    )
    .join("&")}`;
}

/** Half a surrogate pair cannot be sent at all. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}
