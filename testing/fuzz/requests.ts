/** Requests as nobody would send them on purpose, near enough to real ones to reach the code. */
import fc from "fast-check";
import { everyRoute } from "../../src/surfaces/http/routes/registry.ts";

export interface MadeRequest {
  readonly method: string;
  /** With its query, ready for the first line of a request. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

const words = [
  ...["all", "bullish", "signals", "1d", "5m", "1w", "dark", "-price", "AI1CI", "2024-06-28"],
  ...["0", "-1", "1e9", "NaN", "null", "AAA,BBB", "symbol", "macd", "%", "\0", "'; DROP TABLE x"],
];
const paramNames = [
  ...new Set(everyRoute.flatMap(({ params }) => Object.keys(params))),
  ...["scanner", "filter", "q", "sort", "rows", "symbol", "interval", "__proto__", "toString"],
];

const word = fc.oneof(
  fc.constantFrom(...words),
  fc.integer().map(String),
  fc.double().map(String),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ minLength: 190, maxLength: 400 }),
);
const encodedWord = fc.oneof(
  { weight: 6, arbitrary: word.map((text) => encodeURIComponent(text.toWellFormed())) },
  { weight: 1, arbitrary: fc.constantFrom("%", "%zz", "%C3%28", "%00", "%2e%2e%2f", "+", "%ff") },
);
const routePath = fc.constantFrom(...everyRoute.map(({ path }) => path));
const path = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(routePath, encodedWord).map(([template, value]) => {
      const part = value === "" ? "x" : value;
      return template.replaceAll(/\{\w+\}/g, () => part);
    }),
  },
  { weight: 1, arbitrary: fc.tuple(routePath, encodedWord).map(([a, b]) => `${a}/${b}`) },
  { weight: 1, arbitrary: fc.webPath().map((text) => `/${text.replace(/^\/+/, "")}`) },
  { weight: 1, arbitrary: fc.constantFrom("/sign-in", "/sign-out", "//", "/../..", "/%2e%2e/x") },
);
const pair = fc.tuple(
  fc.oneof(fc.constantFrom(...paramNames), fc.string({ maxLength: 12 })),
  encodedWord,
);
const query = fc.oneof(
  { weight: 3, arbitrary: fc.array(pair, { maxLength: 4 }).map(queryText) },
  { weight: 1, arbitrary: fc.webQueryParameters().map((text) => `?${text}`) },
  { weight: 1, arbitrary: fc.constant("") },
);

function queryText(pairs: readonly (readonly [string, string])[]): string {
  const parts = pairs.map(([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${value}`);
  return `?${parts.join("&")}`;
}

const headers = fc.record(
  {
    Accept: fc.constantFrom("text/html", "*/*", "application/json", ";;;", "text/html;q=0"),
    "Accept-Encoding": fc.constantFrom("gzip", "gzip;q=0", "identity", "*", ",,;q=", "br"),
    "If-None-Match": fc.constantFrom("*", '"x"', "W/", ",", 'W/"a", "b"'),
    "Content-Type": fc.constantFrom(
      ...["application/json", "text/plain", "application/json; charset=x", ";", "multipart/form"],
      "application/x-www-form-urlencoded",
    ),
    Cookie: fc.constantFrom("l2t_session=x", "a=b; l2t_session=", "=;=", ";".repeat(50)),
    "Last-Event-ID": fc.constantFrom("0", "-1", "x", "9".repeat(30)),
  },
  { requiredKeys: [] },
);
const origin = fc.constantFrom("null", "https://evil.example", "http://localhost", "::");
/** These keep a request from its route, so they are rare; each wrong key is answered late. */
const credentials = fc.oneof(
  { weight: 300, arbitrary: fc.constant({}) },
  { weight: 15, arbitrary: fc.constant({ "X-Forwarded-For": "203.0.113.1" }) },
  { weight: 15, arbitrary: origin.map((Origin) => ({ Origin })) },
  { weight: 1, arbitrary: fc.constantFrom({ Authorization: "Bearer" }, { "X-API-Key": "l2t_" }) },
);
const body = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.constantFrom("", "{", "[]", '{"symbols":["AAA"]}', '{"symbols":["AAA",1,null]}', "null"),
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.integer({ min: 1, max: 90_000 }).map((length) => `"${"x".repeat(length)}"`),
  fc.integer({ min: 1, max: 5_000 }).map((depth) => "[".repeat(depth)),
);
const method = fc.constantFrom(
  ...["GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
  ...["PROPFIND", "PURGE"],
);

export const madeRequest: fc.Arbitrary<MadeRequest> = fc
  .tuple(method, path, query, fc.tuple(headers, credentials), fc.option(body, { freq: 2 }))
  .map(([method, path, query, [facts, who], body]) => ({
    method,
    target: path + query,
    headers: { ...facts, ...who },
    body: method === "GET" || method === "HEAD" ? null : body,
  }));

const line = fc.oneof(
  fc.constantFrom(
    ...["GET / HTTP/1.1", "GET", "HEAD /api/stats HTTP/1.0", "\0\0", "GET http:// HTTP/1.1"],
    ...["POST /api/v1/watchlists HTTP/1.1", "TRACE / HTTP/1.1", "CONNECT a:1 HTTP/1.1"],
    ...["PUT /api/v1/watchlists/x HTTP/1.1", "GET /api/v1/scanners HTTP/9.9"],
  ),
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.constantFrom("Host: localhost", "Host: [", "Host:", "Host: a b", "Content-Length: -5"),
  fc.constantFrom(
    ...["Transfer-Encoding: chunked", "Content-Length: 99999999999", "Expect: 100-continue"],
    ...["Content-Length: 5", "Connection: upgrade", "Upgrade: websocket", ": x", "A".repeat(9_000)],
  ),
);

/** Bytes of a connection that may or may not be a request. */
export const madeBytes: fc.Arbitrary<string> = fc
  .array(line, { maxLength: 6 })
  .map((lines) => `${lines.join("\r\n")}\r\n\r\n`);
