import type { JsonSchema } from "../openapi/json-schema.ts";
import { defineRoute, jsonType } from "../route.ts";

const response: JsonSchema = {
  type: "object",
  description: "OpenAPI 3.1 (spec.openapis.org/oas/v3.1.1)",
  properties: {
    openapi: { type: "string", examples: ["3.1.1"] },
    info: { type: "object", examples: [{ title: "learn2trade API", version: "0.1.0" }] },
    paths: { type: "object", examples: [{}] },
  },
  required: ["openapi", "info", "paths"],
};

export const openapiV1 = defineRoute({
  group: "Documents",
  path: "/api/v1/openapi.json",
  summary: "This API as an OpenAPI 3.1 document.",
  params: {},
  response,
  answer: (_, { v1 }) => {
    const { text, version } = v1.reference.document();
    return { status: 200, contentType: jsonType, version, body: () => text };
  },
});
