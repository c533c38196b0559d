/** What routes answer is what their schemas say: document and behaviour cannot drift apart. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { startTestServer, type TestServer } from "../../../../testing/api-server.ts";
import { makeUpApiMarket } from "../../../../testing/made-up-api.ts";
import type { MadeUpMarket } from "../../../../testing/made-up-market.ts";
import { effectiveSettings } from "../../../config/effective-settings.ts";
import { exampleOf } from "../openapi/example.ts";
import type { JsonSchema } from "../openapi/json-schema.ts";
import { problemSchema } from "../openapi/problem.ts";
import type { Route } from "../route.ts";
import { v1Routes } from "./registry.ts";

let market: MadeUpMarket;
let server: TestServer;
let symbol: string;
let signalId: string;

beforeAll(async () => {
  market = await makeUpApiMarket();
  const settings = effectiveSettings({ host: ["127.0.0.1"] }, { L2T_HTTP_PORT: "8000" });
  server = await startTestServer({ ...market, status: { isSimulated: true }, settings });
  symbol = market.symbols[0] as string;
  signalId = market.store.signals.signals({ limit: 1 })[0]?.id ?? "";
});

afterAll(async () => {
  expect(server.bugs).toEqual([]);
  await server.server.stop();
  market.remove();
});

const ajv = addFormats(new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }));

/** Ways in which a value is not what a schema says. */
function problemsOf(schema: JsonSchema, value: unknown): string[] {
  const check = ajv.compile(schema);
  if (check(value)) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

interface Scenario {
  /** Path as in the registry. */
  readonly route: string;
  readonly method?: string;
  /** "{symbol}" and "{id}" stand for something that the store has. */
  readonly path: string;
  readonly body?: unknown;
  readonly status?: number;
  readonly contains?: readonly string[];
}

const results = "/api/v1/scanners/{scanner}/results";
const bars = "/api/v1/bars/{symbol}";
const list = "/api/v1/watchlists/{name}";
const settingsPath = "/api/v1/settings";

const scenarios: readonly Scenario[] = [
  { route: "/api/v1/scanners", path: "/api/v1/scanners", contains: ["ttm-squeeze", "receipt"] },
  { route: results, path: "/api/v1/scanners/macd/results", contains: ['"simulated":true'] },
  { route: results, path: "/api/v1/scanners/ttm-squeeze/results?filter=fired&limit=2" },
  { route: results, path: "/api/v1/scanners/vpb/results?sort=-price&limit=5&symbols={symbol}" },
  { route: results, path: "/api/v1/scanners/vpb/results?interval=5m", contains: ['"data":[]'] },
  {
    ...{ route: results, path: "/api/v1/scanners/vpb/results?filter=fierd", status: 400 },
    contains: ["filter is one of signals, bullish, bearish, all"],
  },
  {
    ...{ route: results, path: "/api/v1/scanners/vpb/results?sort=prise", status: 400 },
    contains: ['did you mean \\"price\\"?'],
  },
  {
    ...{ route: results, path: "/api/v1/scanners/vpb/results?limt=5", status: 400 },
    contains: ['did you mean \\"limit\\"?'],
  },
  { route: results, path: "/api/v1/scanners/vbp/results", status: 400, contains: ["ttm-squeeze"] },
  { route: results, path: "/api/v1/scanners/vpb/results?cursor=x", status: 400 },
  { route: "/api/v1/signals", path: "/api/v1/signals", contains: ["inputs_hash"] },
  {
    route: "/api/v1/signals",
    path: "/api/v1/signals?scanner=macd&interval=1d&direction=bullish&since=2024-06-01&limit=3",
  },
  { route: "/api/v1/signals", path: "/api/v1/signals?until=2024-06-01", contains: ['"data":[]'] },
  { route: "/api/v1/signals", path: "/api/v1/signals?cursor=WyJ4Il0", status: 400 },
  { route: "/api/v1/signals/{id}", path: "/api/v1/signals/{id}", contains: ['"check":null'] },
  {
    ...{ route: "/api/v1/signals/{id}", path: "/api/v1/signals/{id}?check=yes" },
    contains: ['"verdict":"confirmed"'],
  },
  { route: "/api/v1/signals/{id}", path: "/api/v1/signals/none", status: 404 },
  { route: bars, path: "/api/v1/bars/{symbol}?limit=3" },
  { route: bars, path: "/api/v1/bars/{symbol}?interval=1w&format=columns" },
  { route: bars, path: "/api/v1/bars/NOSUCH", status: 404 },
  { route: bars, path: "/api/v1/bars/{symbol}?before=1990-01-01", status: 404 },
  { route: "/api/v1/quotes", path: "/api/v1/quotes", contains: ['"total":25'] },
  { route: "/api/v1/quotes", path: "/api/v1/quotes?symbols=AAA,CCC&sort=-change_pct" },
  { route: "/api/v1/quotes", path: "/api/v1/quotes?symbols=A%20B", status: 400 },
  { route: "/api/v1/flows", path: "/api/v1/flows", contains: ["TOP"] },
  { route: "/api/v1/flows", path: "/api/v1/flows?sort=time&min_premium_usd=2000000" },
  { route: "/api/v1/flows", path: "/api/v1/flows?min_premium_usd=much", status: 400 },
  { route: "/api/v1/flows", path: "/api/v1/flows?symbol=NIL", contains: ['"score":null'] },
  { route: "/api/v1/quotes", path: "/api/v1/quotes?sort=-premarket_change_pct" },
  { route: "/api/v1/premarket", path: "/api/v1/premarket", contains: ['"change_pct":-6.25'] },
  {
    route: "/api/v1/premarket",
    path: "/api/v1/premarket?min_change_pct=99",
    contains: ['"data":[]'],
  },
  { route: "/api/v1/premarket", path: "/api/v1/premarket?min_change_pct=-1", status: 400 },
  {
    route: "/api/v1/levels",
    path: "/api/v1/levels",
    contains: ['"strikes":null', '"put_wall":null'],
  },
  { route: "/api/v1/levels", path: "/api/v1/levels?symbol=SPY", contains: ['"strike":545'] },
  { route: "/api/v1/levels", path: "/api/v1/levels?symbol=NOSUCH", contains: ['"data":[]'] },
  { route: "/api/v1/ratings", path: "/api/v1/ratings?symbol=AAA", contains: ['"upgrade"'] },
  { route: "/api/v1/ratings", path: "/api/v1/ratings?cursor=WzEsImEiLCJiIiwiYyJd", status: 400 },
  { route: "/api/v1/news", path: "/api/v1/news", contains: ['"symbols":[]', '"symbols":["AAA"'] },
  { route: "/api/v1/news", path: "/api/v1/news?since=2030-01-01", contains: ['"data":[]'] },
  { route: "/api/v1/freshness", path: "/api/v1/freshness?limit=2", contains: ['"total":3'] },
  { route: "/api/v1/freshness", path: "/api/v1/freshness?capability=dreams", status: 400 },
  { route: list, method: "PUT", path: "/api/v1/watchlists/x", body: { symbols: [] }, status: 201 },
  { route: list, method: "PUT", path: "/api/v1/watchlists/x", body: { symbols: ["a"] } },
  { route: list, path: "/api/v1/watchlists/x", contains: ['"symbols":["A"]'] },
  { route: "/api/v1/watchlists", path: "/api/v1/watchlists", contains: ['"count":1'] },
  { route: list, method: "DELETE", path: "/api/v1/watchlists/x" },
  { route: list, method: "DELETE", path: "/api/v1/watchlists/x", status: 404 },
  { route: list, path: "/api/v1/watchlists/%20", status: 400 },
  {
    ...{ route: "/api/v1/providers", path: "/api/v1/providers" },
    contains: ['"provider":"demo"', '"budget":null', '"lane":"backfill"', '"skipped":1'],
  },
  { route: "/api/v1/services", path: "/api/v1/services", contains: ['"is_stale":true'] },
  {
    route: "/api/v1/memory",
    path: "/api/v1/memory",
    contains: ['"subject":"box"', '"kind":"step"'],
  },
  { route: "/api/v1/memory", path: "/api/v1/memory?step=quarter&events=0" },
  { route: settingsPath, path: settingsPath, contains: ['"from":"environment"', '"port"'] },
  { route: settingsPath, method: "PATCH", path: settingsPath, body: { flows_hours: 9 } },
  { route: settingsPath, method: "PATCH", path: settingsPath, body: { flows_hours: null } },
  { route: settingsPath, method: "PATCH", path: settingsPath, body: {}, status: 400 },
  { route: "/api/v1/openapi.json", path: "/api/v1/openapi.json", contains: ['"openapi":"3.1'] },
];

const asked = (scenario: Scenario) => `${scenario.method ?? "GET"} ${scenario.path}`;

function routeOf({ route, method = "GET" }: Scenario): Route {
  const found = v1Routes.find((one) => one.path === route && (one.method ?? "GET") === method);
  if (found === undefined) throw new Error(`no route ${method} ${route}`);
  return found;
}

describe("answers", () => {
  test.each(scenarios.map((scenario) => [asked(scenario), scenario] as const))(
    "%s is what its schema says",
    async (_, scenario) => {
      const { status = 200, contains = [], body } = scenario;
      const path = scenario.path.replace("{symbol}", symbol).replace("{id}", signalId);
      const answer = await fetch(new URL(path, server.url), {
        method: scenario.method ?? "GET",
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { "Content-Type": "application/json" },
        }),
      });
      const text = await answer.text();
      expect(answer.status, text).toBe(status);
      const schema = status < 300 ? (routeOf(scenario).response as JsonSchema) : problemSchema;
      expect(problemsOf(schema, JSON.parse(text))).toEqual([]);
      expect(contains.filter((part) => !text.includes(part))).toEqual([]);
    },
  );

  test("every route that answers in JSON has a scenario where all goes well", () => {
    const tried = scenarios.filter(({ status = 200 }) => status < 300).map(routeOf);
    const missing = v1Routes.filter(
      (route) => route.responseType === undefined && !tried.includes(route),
    );
    expect(missing.map(({ method = "GET", path }) => `${method} ${path}`)).toEqual([]);
  });

  test("every answer tells of simulation, source and time", () => {
    for (const { response, path } of v1Routes.filter((route) => route.responseType === undefined)) {
      if (path.endsWith("openapi.json")) continue;
      const meta = response?.properties?.["meta"]?.required ?? [];
      expect([path, ...meta]).toEqual(expect.arrayContaining(["simulated", "source", "as_of"]));
    }
  });
});

describe("schemas", () => {
  const named = v1Routes.map((route) => [`${route.method ?? "GET"} ${route.path}`, route] as const);

  test.each(named)("%s: the example of the answer is one", (_, { response }) => {
    expect(problemsOf(response as JsonSchema, exampleOf(response as JsonSchema))).toEqual([]);
  });

  test.each(named.filter(([, { body }]) => body !== undefined))(
    "%s: the example of the body is taken",
    (_, { body }) => {
      if (body === undefined) return;
      expect(problemsOf(body.schema, body.example)).toEqual([]);
      expect(body.read(body.example).ok).toBe(true);
    },
  );

  test.each(named)("%s: defaults and examples of parameters are taken", (_, route) => {
    const { params, pathParams = {} } = route;
    for (const [name, spec] of [...Object.entries(params), ...Object.entries(pathParams)]) {
      const examples = [...(spec.schema.examples ?? [])];
      if (spec.default !== null && !spec.isRequired) examples.push(spec.default);
      for (const value of examples) {
        expect(problemsOf(spec.schema, value), name).toEqual([]);
        expect(spec.parse(String(value)), name).toBeDefined();
      }
    }
  });
});
