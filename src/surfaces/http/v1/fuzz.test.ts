/** Whatever comes over the wire to the typed API: an answer, never a 500, and nothing half done. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { startV1Server, type V1Server } from "../../../../testing/api-v1-server.ts";
import { parseSymbol } from "../../../domain/instrument.ts";
import type { Route } from "../route.ts";
import { cursorText } from "./cursor.ts";
import { v1Routes } from "./registry.ts";

const runCount = 1_000;
let api: V1Server;

beforeAll(async () => {
  api = await startV1Server();
});

// Fails where the server called an error its own.
afterAll(() => api.stop());

const routes = v1Routes.filter(({ responseType }) => responseType !== "text/event-stream");
const words = [
  ...["all", "1d", "1w", "symbol", "-price", "AAA", "AAA,BBB", "macd", "2024-06-28", "0", "-1"],
  ...["SPY", "quotes", "premarket_change_pct", "backfill", "2", "0.5", "-premarket_change_pct"],
  ...["columns", "minute", "yes", "/api/v1/quotes", "%", "..", "1e400", "999999999999999"],
];
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...words) },
  fc.integer().map(String),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(fc.oneof(fc.constant(null), fc.integer(), fc.string({ maxLength: 9 }))).map(cursorOf),
);

interface Wish {
  readonly route: Route;
  readonly path: string;
}

const wish: fc.Arbitrary<Wish> = fc.constantFrom(...routes).chain((route) =>
  fc
    .record({
      parts: fc.array(value, { minLength: 2, maxLength: 2 }),
      query: fc.dictionary(fc.constantFrom(...namesOf(route)), value, { maxKeys: 4 }),
    })
    .map(({ parts, query }) => ({ route, path: pathOf(route, parts, query) })),
);

const body = fc.oneof(
  fc.json().map((text) => text.toWellFormed()),
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.toWellFormed()),
  fc
    .array(fc.oneof(fc.constantFrom("AAPL", "BRK.B", ""), fc.string(), fc.integer()))
    .map((symbols) => JSON.stringify({ symbols }).toWellFormed()),
  fc
    .record({ flows_hours: fc.oneof(fc.integer(), fc.constant(null), fc.string()) })
    .map((settings) => JSON.stringify(settings).toWellFormed()),
);

test(`${runCount} requests get an answer that is none of ours to be ashamed of`, async () => {
  await fc.assert(
    fc.asyncProperty(wish, body, async ({ route, path }, sent) => {
      const { method = "GET" } = route;
      const answer = await fetch(new URL(path, api.server.url), {
        method,
        redirect: "manual",
        signal: AbortSignal.timeout(5_000),
        ...(route.body && { body: sent, headers: { "Content-Type": "application/json" } }),
      });
      const text = await answer.text();
      expect([200, 201, 303, 400, 404, 413]).toContain(answer.status);
      const isJson = answer.headers.get("Content-Type")?.startsWith("application/json") ?? false;
      if (isJson) JSON.parse(text);
      if (answer.status >= 400) expect(isJson).toBe(true);
    }),
    { numRuns: runCount },
  );
  const lists = await api.get("/api/v1/watchlists");
  for (const symbol of lists.data.flatMap(({ symbols }) => symbols as string[])) {
    expect(parseSymbol(symbol)).toEqual({ ok: true, value: symbol as never });
  }
  expect((await api.get("/api/v1/settings")).meta["is_program_known"]).toBe(false);
}, 120_000);

function cursorOf(key: (string | number | null)[]): string {
  return cursorText(key.map((part) => (typeof part === "string" ? part.toWellFormed() : part)));
}

function namesOf({ params }: Route): [string, ...string[]] {
  return ["nothing", ...Object.keys(params), ...Object.keys(params)];
}

function pathOf(
  { path, pathParams = {} }: Route,
  parts: readonly string[],
  query: Readonly<Record<string, string>>,
): string {
  const filled = Object.keys(pathParams).reduce(
    (text, name, index) => text.replace(`{${name}}`, () => encoded(parts[index] ?? "x")),
    path,
  );
  const pairs = Object.entries(query).map(([name, text]) => `${name}=${encoded(text)}`);
  return pairs.length === 0 ? filled : `${filled}?${pairs.join("&")}`;
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()) || "x";
}
