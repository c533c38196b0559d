import assert from "node:assert/strict";

type Thing = Readonly<Record<string, unknown>>;

/** The matchers of bun:test that the store's contracts use, for Node. */
export function expect(actual: unknown) {
  return {
    toBe: (expected: unknown) => assert.ok(Object.is(actual, expected), told(actual, expected)),
    toEqual: (expected: unknown) => assert.deepStrictEqual(plain(actual), plain(expected)),
    toMatchObject: (expected: unknown) =>
      assert.ok(matches(actual, expected), told(actual, expected)),
    toBeNull: () => assert.equal(actual, null),
    toBeNaN: () => assert.ok(Number.isNaN(actual), told(actual, Number.NaN)),
    toBeInstanceOf: (kind: new (...values: never[]) => unknown) =>
      assert.ok(actual instanceof kind, told(actual, kind.name)),
    toHaveLength: (length: number) =>
      assert.equal((actual as { readonly length: number }).length, length),
    toContain: (part: unknown) =>
      assert.ok((actual as readonly unknown[]).includes(part), told(actual, part)),
    toBeGreaterThan: (bound: number) => assert.ok(Number(actual) > bound, told(actual, bound)),
    toBeGreaterThanOrEqual: (bound: number) =>
      assert.ok(Number(actual) >= bound, told(actual, bound)),
    toBeLessThan: (bound: number) => assert.ok(Number(actual) < bound, told(actual, bound)),
    toBeLessThanOrEqual: (bound: number) => assert.ok(Number(actual) <= bound, told(actual, bound)),
  };
}

function told(actual: unknown, expected: unknown): string {
  return `${String(actual)} beside ${String(expected)}`;
}

/** Without properties that are undefined, which `toEqual` does not look at. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (value instanceof Error || value instanceof Map || value instanceof Set) return value;
  const entries = Object.entries(value).filter(([, of]) => of !== undefined);
  return Object.fromEntries(entries.map(([name, of]) => [name, plain(of)]));
}

function matches(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== "object" || expected === null) return Object.is(actual, expected);
  if (typeof actual !== "object" || actual === null) return false;
  if (Array.isArray(expected) && (actual as unknown[]).length !== expected.length) return false;
  return Object.entries(expected).every(([name, of]) => matches((actual as Thing)[name], of));
}
