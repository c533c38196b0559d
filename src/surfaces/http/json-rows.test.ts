import { expect, test } from "bun:test";
import fc from "fast-check";
import { jsonRows } from "./json-rows.ts";

test("the bytes are those of the document as a whole", () => {
  const rows = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 3 });
  const facts = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.jsonValue());
  fc.assert(
    fc.property(rows, facts, facts, fc.nat({ max: 300 }), (some, before, after, copies) => {
      const all = Array.from({ length: copies }, () => some).flat();
      const rowsOf = (from: number, to: number) => all.slice(from, to);
      const bytes = jsonRows({ before, after: { x: 1, ...after }, rowCount: all.length, rowsOf });
      const text = new TextDecoder().decode(bytes);
      expect(text.endsWith("}\n")).toBe(true);
      expect(JSON.parse(text)).toEqual({ ...before, data: all, x: 1, ...after });
    }),
    { numRuns: 60 },
  );
});

test("a document without rows and facts is one too", () => {
  const bytes = jsonRows({ before: {}, after: {}, rowCount: 0, rowsOf: () => [] });
  expect(new TextDecoder().decode(bytes)).toBe('{"data":[]}\n');
});
