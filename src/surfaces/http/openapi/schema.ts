import type { JsonSchema, JsonType } from "./json-schema.ts";

/**
 * A JSON schema that knows the type of what it describes, so that the code that makes an answer
 * and the document that describes it cannot drift: the compiler holds the one to the other. Plain
 * objects at run time (docs/decisions/0009-json-schemas.md).
 */
export interface Schema<T> extends JsonSchema {
  /** Never there: carries the type. */
  readonly describes?: T;
}

export type Described<S> = S extends Schema<infer T> ? T : never;

/** Limits and notes that any schema may carry. */
type Facts = Omit<JsonSchema, "type" | "description" | "examples">;

/** A text; the example is a value that is really seen. */
export function text(description: string, example: string, facts: Facts = {}): Schema<string> {
  return { type: "string", description, examples: [example], ...facts };
}

/** An instant: "2024-06-28T20:12:00.000Z", always UTC. */
export function instant(description: string): Schema<string> {
  return text(description, "2024-06-28T20:12:00.000Z", { format: "date-time" });
}

export function number(description: string, example: number, facts: Facts = {}): Schema<number> {
  return { type: "number", description, examples: [example], ...facts };
}

export function whole(description: string, example: number, facts: Facts = {}): Schema<number> {
  return { type: "integer", description, examples: [example], ...facts };
}

export function flag(description: string, example = false): Schema<boolean> {
  return { type: "boolean", description, examples: [example] };
}

export function word<const W extends string>(
  description: string,
  words: readonly W[],
  example: NoInfer<W>,
): Schema<W> {
  return { type: "string", description, enum: words, examples: [example] };
}

/** The same, or null: the value does not exist. */
export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  const { title, ...rest } = schema;
  // A named schema is referred to, and a reference takes no other type beside it.
  if (title !== undefined) return { anyOf: [schema, { type: "null" }] } as Schema<T | null>;
  const types = [schema.type ?? []].flat() as JsonType[];
  const values = schema.enum && { enum: [...schema.enum, null] };
  return { ...rest, type: [...types, "null"], ...values } as Schema<T | null>;
}

export function list<T>(
  items: Schema<T>,
  description?: string,
  facts: Facts = {},
): Schema<readonly T[]> {
  return { type: "array", items, ...(description && { description }), ...facts };
}

/** Values of one kind by names that are data. */
export function mapOf<T>(
  values: Schema<T>,
  description: string,
  example: Readonly<Record<string, T>>,
): Schema<Readonly<Record<string, T>>> {
  return { type: "object", description, additionalProperties: values, examples: [example] };
}

type Properties = Readonly<Record<string, Schema<unknown>>>;
type DescribedAll<P extends Properties> = { readonly [K in keyof P]: Described<P[K]> };

/**
 * An object with exactly these properties, all of them there: what does not exist is null. With
 * a title it becomes a component of the document.
 */
export function object<P extends Properties>(
  properties: P,
  facts: Pick<JsonSchema, "title" | "description"> = {},
): Schema<DescribedAll<P>> {
  const required = Object.keys(properties);
  return { type: "object", ...facts, properties, required, additionalProperties: false };
}

export function oneOf<A, B>(a: Schema<A>, b: Schema<B>, description: string): Schema<A | B> {
  return { anyOf: [a, b], description };
}
