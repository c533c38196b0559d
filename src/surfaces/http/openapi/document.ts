import { assert } from "../../../base/assert.ts";
import type { ParamSpec, ParamTable } from "../params.ts";
import type { Route } from "../route.ts";
import { eventSchema } from "../stream/stream-schema.ts";
import { exampleOf } from "./example.ts";
import type { JsonSchema } from "./json-schema.ts";
import { type ProblemStatus, problemSchema, problemStatuses } from "./problem.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** OpenAPI 3.1 of routes that describe their answers (spec.openapis.org/oas/v3.1.1). */
export function openApiDocument(routes: readonly Route[], release: string): JsonObject {
  const components = new Components();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    if (route.response === undefined) continue;
    paths[route.path] ??= {};
    const operations = paths[route.path] as Record<string, unknown>;
    operations[(route.method ?? "GET").toLowerCase()] = operationOf(route, components);
  }
  components.add(eventSchema);
  components.add(problemSchema);
  return {
    openapi: "3.1.1",
    info: {
      title: "learn2trade API",
      version: release,
      summary: "Signals of every scanner, with reasons and receipts.",
      description,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "the server that this document came from" }],
    security: [{ bearer: [] }, { header: [] }],
    tags: [...new Set(routes.map(({ group }) => group))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components.schemas,
      responses: problemResponses(),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: keyText },
        header: { type: "apiKey", in: "header", name: "X-API-Key", description: keyText },
      },
    },
  };
}

const keyText = "A key of `l2t keys create`. From the machine itself none is needed by default.";

const description = [
  "Every answer is `{data, meta}`; meta says whether prices were simulated, where the data came",
  "from and how new it is. Times are UTC. A value that does not exist is null, never 0. Lists come",
  "page by page: pass meta.next_cursor as `cursor`. Errors are a Problem.",
].join(" ");

function operationOf(route: Route, components: Components): JsonObject {
  const { group, summary, body, params, pathParams = {}, scope = "read", isPublic } = route;
  return {
    operationId: operationId(route),
    tags: [group],
    summary,
    ...(scope !== "read" && { description: `Needs a key of the scope ${scope}.` }),
    ...(isPublic && { security: [] }),
    parameters: [...parametersOf(pathParams, "path"), ...parametersOf(params, "query")],
    ...(body && {
      requestBody: {
        required: true,
        content: {
          "application/json": { schema: components.hoist(body.schema), example: body.example },
        },
      },
    }),
    responses: { ...successes(route, components), ...problemsOf(route) },
  };
}

/** "GET /api/v1/bars/{symbol}" is getBarsBySymbol. */
export function operationId({ method = "GET", path }: Route): string {
  const words = path.replace("/api/v1", "").split(/[/_.-]+/);
  const names = words.map((word) => {
    const name = word.replace(/^\{(.*)\}$/, "$1");
    const capital = name.charAt(0).toUpperCase() + name.slice(1);
    return word.startsWith("{") ? `By${capital}` : capital;
  });
  return `${method.toLowerCase()}${names.join("")}`;
}

function parametersOf(table: ParamTable, place: "path" | "query"): readonly JsonObject[] {
  return Object.entries(table).map(([name, spec]: [string, ParamSpec<unknown>]) => {
    const hasDefault = place === "query" && !spec.isRequired && spec.default !== null;
    const schema = hasDefault ? { ...spec.schema, default: spec.default } : spec.schema;
    return {
      name,
      in: place,
      required: place === "path" || spec.isRequired === true,
      description: `${spec.help}: ${spec.allowed}`,
      schema,
    };
  });
}

function successes(route: Route, components: Components): JsonObject {
  const { response = {}, responseType = "application/json", statuses = [200] } = route;
  const isJson = responseType === "application/json";
  const media = {
    schema: components.hoist(response),
    ...(isJson && { example: exampleOf(response) }),
  };
  const isRead = (route.method ?? "GET") === "GET" && isJson;
  const etag = { description: "version of the answer", schema: { type: "string" } };
  const headers = isRead ? { headers: { ETag: etag } } : {};
  const entries = statuses.map((status) => [
    status,
    {
      description: status === 201 ? "It is new." : "All went well.",
      ...headers,
      content: { [responseType]: media },
    },
  ]);
  const known = isRead ? { 304: { description: "If-None-Match names this version." } } : {};
  return { ...Object.fromEntries(entries), ...known };
}

function problemsOf(route: Route): JsonObject {
  const { body, pathParams, isPublic } = route;
  const statuses: readonly (ProblemStatus | false | undefined)[] = [
    400,
    !isPublic && 401,
    !isPublic && 403,
    pathParams && 404,
    body && 413,
    body && 415,
    429,
    500,
    503,
  ];
  const known = statuses.filter((status) => typeof status === "number");
  return Object.fromEntries(
    known.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]),
  );
}

function problemResponses(): JsonObject {
  const schema = { $ref: "#/components/schemas/Problem" };
  const content = { "application/json": { schema } };
  const entries = Object.entries(problemStatuses);
  return Object.fromEntries(
    entries.map(([status, text]) => [`Problem${status}`, { description: text, content }]),
  );
}

/** Schemas with a title, each once: everything else refers to them. */
class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  add(schema: JsonSchema): void {
    this.hoist(schema);
  }

  /** The schema with its named parts, and itself where it has a name, replaced by references. */
  hoist(schema: JsonSchema): JsonSchema {
    const { title, ...rest } = schema;
    const flat = this.#parts(rest);
    if (title === undefined) return flat;
    const known = this.schemas[title];
    const isSame = known === undefined || JSON.stringify(known) === JSON.stringify(flat);
    assert(isSame, `the name "${title}" stands for one schema`);
    this.schemas[title] = flat;
    return { $ref: `#/components/schemas/${title}` };
  }

  #parts(schema: JsonSchema): JsonSchema {
    const { properties, items, anyOf, additionalProperties } = schema;
    const isSchema = typeof additionalProperties === "object";
    return {
      ...schema,
      ...(properties && {
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, part]) => [name, this.hoist(part)]),
        ),
      }),
      ...(items && { items: this.hoist(items) }),
      ...(anyOf && { anyOf: anyOf.map((part) => this.hoist(part)) }),
      ...(isSchema && { additionalProperties: this.hoist(additionalProperties) }),
    };
  }
}
