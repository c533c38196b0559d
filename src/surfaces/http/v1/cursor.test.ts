import { expect, test } from "bun:test";
import fc from "fast-check";
import { compareKeys, cursorParam, cursorText, type Key, type Page, pageOf } from "./cursor.ts";

interface Row {
  readonly score: number | null;
  readonly name: string;
}

const signs = [-1, 1] as const;
const keyOf = ({ score, name }: Row): Key => [score, name];
const sorted = (rows: readonly Row[]) =>
  rows.toSorted((a, b) => compareKeys(keyOf(a), keyOf(b), signs));

const score = fc.option(fc.integer({ min: 0, max: 5 }));
/** Names are distinct, scores often the same. */
const rowsOf = (prefix: string) =>
  fc
    .array(score, { maxLength: 30 })
    .map((scores) => scores.map((score, index) => ({ score, name: `${prefix}${index}` })));

test("pages hold every row once, whatever is added and taken away between them", () => {
  fc.assert(
    fc.property(
      rowsOf("kept"),
      rowsOf("new"),
      rowsOf("gone"),
      fc.integer({ min: 1, max: 7 }),
      (kept, added, gone, limit) => {
        let present = [...kept, ...gone];
        let after: Key | null = null;
        const seen: string[] = [];
        for (;;) {
          const page: Page<Row> = pageOf(sorted(present), {
            ...{ after, limit, keyOf },
            compare: (row, key) => compareKeys(keyOf(row), key, signs),
          });
          seen.push(...page.rows.map(({ name }) => name));
          if (page.nextCursor === null) break;
          after = cursorParam(2).parse(page.nextCursor) ?? null;
          present = [...kept, ...gone.slice(seen.length), ...added.slice(0, seen.length)];
        }
        expect(new Set(seen).size).toBe(seen.length);
        const expected = sorted(kept).map(({ name }) => name);
        expect(seen.filter((name) => name.startsWith("kept"))).toEqual(expected);
      },
    ),
  );
});

test("a key comes back as it was", () => {
  const value = fc.oneof(
    fc.string({ maxLength: 20 }).map((text) => text.toWellFormed()),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 3, maxLength: 3 }), (key) => {
      expect(cursorParam(3).parse(cursorText(key))).toEqual(key);
    }),
  );
});

test.each([
  ["", "nothing"],
  ["x", "no JSON"],
  [cursorText(["a"]), "a key of another list"],
  [Buffer.from('{"a":1}').toString("base64url"), "no key"],
  [Buffer.from('[{"a":1},2]').toString("base64url"), "an object in a key"],
])("%p is refused: %s", (text) => {
  expect(cursorParam(2).parse(text)).toBeUndefined();
});

test("any text is a key or refused, never an error", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const key = cursorParam(2).parse(text);
      expect(key === undefined || key?.length === 2).toBe(true);
    }),
  );
});

test("rows without the value come last in both directions", () => {
  const keys: Key[] = [
    [null, "a"],
    [2, "b"],
    [1, "c"],
  ];
  const names = (sign: 1 | -1) =>
    keys.toSorted((a, b) => compareKeys(a, b, [sign, 1])).map(([, name]) => name);
  expect(names(1)).toEqual(["c", "b", "a"]);
  expect(names(-1)).toEqual(["b", "c", "a"]);
});
