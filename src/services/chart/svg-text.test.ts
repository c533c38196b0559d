import { expect, test } from "bun:test";
import { Resvg } from "@resvg/resvg-js";
import fc from "fast-check";
import { crisp, escapeXml, path, px, text } from "./svg-text.ts";

const svg = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${content}</svg>`;

test("what markup is made of is escaped", () => {
  expect(escapeXml(`<a href="x">'&'</a>`)).toBe(
    "&lt;a href=&quot;x&quot;&gt;&apos;&amp;&apos;&lt;/a&gt;",
  );
});

test("characters that XML cannot hold are replaced", () => {
  expect(escapeXml("a\u0000b\u001bc\ud800d\uffff")).toBe("a\ufffdb\ufffdc\ufffdd\ufffd");
});

test("any text makes well-formed XML", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (content) => {
      const document = svg(text(0, 0, content, { fill: "#000" }));
      expect(() => new Resvg(document, { font: { loadSystemFonts: false } })).not.toThrow();
    }),
    { numRuns: 40 },
  );
});

test.each([
  [1.005, "1"],
  [1.239, "1.24"],
  [-0.001, "0"],
  [12, "12"],
  [Number.NaN, "0"],
])("%d is written %s", (value, written) => {
  expect(px(value)).toBe(written);
});

test("a line of one pixel lies on the middle of a pixel", () => {
  expect([crisp(3), crisp(3.49), crisp(3.99)]).toEqual([3.5, 3.5, 3.5]);
});

test("a path without data is nothing", () => {
  expect(path("", { stroke: "#000" })).toBe("");
});
