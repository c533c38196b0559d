import type { JsonSchema } from "./json-schema.ts";

/** A value of a schema, put together from the examples of its parts. */
export function exampleOf(schema: JsonSchema): unknown {
  const [example] = schema.examples ?? [];
  if (example !== undefined) return example;
  if (schema.const !== undefined) return schema.const;
  const [choice] = schema.anyOf ?? [];
  if (choice !== undefined) return exampleOf(choice);
  if (schema.properties !== undefined) {
    const parts = Object.entries(schema.properties);
    return Object.fromEntries(parts.map(([name, part]) => [name, exampleOf(part)]));
  }
  if (schema.items !== undefined) return [exampleOf(schema.items)];
  return schema.enum?.[0] ?? null;
}
