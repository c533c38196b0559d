import { expect, test } from "bun:test";
import fc from "fast-check";
import { plainText } from "./plain-text.ts";

test("entities become characters", () => {
  expect(plainText("Waymo&#39;s &amp; Co &mdash; 5&#x25; &eacute;lan")).toBe(
    "Waymo's & Co — 5% élan",
  );
  expect(plainText("AT&T beats; S&P 500 &unknown; &#1; end")).toBe(
    "AT&T beats; S&P 500 &unknown; end",
  );
});

test("entities of entities are read through", () => {
  expect(plainText("Macy&amp;#39;s &amp;lt;b&amp;gt;up&amp;lt;/b&amp;gt;")).toBe("Macy's up");
});

test("tags go, comparisons stay", () => {
  expect(plainText("<p>One<br/>two</p><!-- x --> 3 < 4 and 5 > 4")).toBe("One two 3 < 4 and 5 > 4");
});

test("any text gives one without tags and without double blanks", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const plain = plainText(text);
      expect(plain).not.toMatch(/<[a-zA-Z][^<>]*>/);
      expect(plain).not.toMatch(/\s\s/);
    }),
  );
});

test.each([
  ["S&amp;P 500", "S&P 500"],
  ["a<br/>b\n\n c&nbsp;d", "a b c d"],
  ["&#x1F600;", "\u{1f600}"],
  // Codes of no character.
  ["AT&T &unknown; &#0; &#1114112;", "AT&T &unknown;"],
])("%p reads %p", (html, text) => {
  expect(plainText(html)).toBe(text);
});
