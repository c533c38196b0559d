import { expect, test } from "bun:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { v1Routes } from "../v1/registry.ts";
import { openApiDocument, operationId } from "./document.ts";
import type { JsonSchema } from "./json-schema.ts";
import { object, text } from "./schema.ts";

type Json = Record<string, unknown>;

const document = openApiDocument(v1Routes, "0.0.0-test") as Json;
const operations = Object.entries(document["paths"] as Record<string, Record<string, Json>>);

test("the document is valid OpenAPI 3.1", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

test("every reference leads somewhere, and no named part is left over", () => {
  const references = new Set<string>();
  walk(document, (node) => {
    if (typeof node["$ref"] === "string") references.add(node["$ref"]);
  });
  for (const reference of references) {
    const found = reference
      .slice(2)
      .split("/")
      .reduce<unknown>((part, name) => (part as Json | undefined)?.[name], document);
    expect(found, reference).toBeDefined();
  }
  const { schemas } = document["components"] as { schemas: Json };
  const unused = Object.keys(schemas).filter(
    (name) => !references.has(`#/components/schemas/${name}`),
  );
  // No JSON answer holds it: it is what the lines of the stream are.
  expect(unused).toEqual(["StreamEvent"]);
});

test("every route is an operation with a name of its own", () => {
  const names = operations.flatMap(([, methods]) =>
    Object.values(methods).map((operation) => operation["operationId"]),
  );
  expect(names).toHaveLength(v1Routes.length);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain("getBarsBySymbol");
  expect(names).toContain("putWatchlistsByName");
});

test("an operation names its parameters, its errors and the scope it needs", () => {
  const { put, get } = (document["paths"] as Record<string, Record<string, Json>>)[
    "/api/v1/watchlists/{name}"
  ] as Record<string, Json>;
  expect(put).toMatchObject({
    description: "Needs a key of the scope write.",
    parameters: [{ name: "name", in: "path", required: true }],
    requestBody: { required: true },
    responses: { 200: {}, 201: {}, 413: { $ref: "#/components/responses/Problem413" } },
  });
  expect(Object.keys(get?.["responses"] as Json)).toEqual([
    "200",
    "304",
    "400",
    "401",
    "403",
    "404",
    "429",
    "500",
    "503",
  ]);
});

test("one name cannot stand for two schemas", () => {
  const [route] = v1Routes;
  const named = (name: string): JsonSchema => object({ [name]: text("", "x") }, { title: "Same" });
  const routes = [named("a"), named("b")].map((response) => ({ ...route!, response }));
  expect(() => openApiDocument(routes, "0")).toThrow('the name "Same" stands for one schema');
});

test("names of operations come from method and path", () => {
  const [route] = v1Routes;
  expect(operationId({ ...route!, path: "/api/v1/openapi.json" })).toBe("getOpenapiJson");
});

function walk(value: unknown, visit: (node: Json) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) visit(value as Json);
  for (const part of Object.values(value)) walk(part, visit);
}
