import { expect, test } from "bun:test";
import { parseBenchArguments } from "./arguments.ts";
import { judge, judgementTable } from "./budgets.ts";
import { numberText, tableText } from "./print.ts";
import { workHash } from "./work-hash.ts";

const offered = ["rescan", "store"];

test("no name means all cases, a name narrows, flags and numbers are read", () => {
  const all = parseBenchArguments([], offered);
  expect(all.ok && all.value.names).toEqual(offered);
  const one = parseBenchArguments(["store", "--symbols", "12", "--json", "--check"], offered);
  expect(one.ok && one.value).toMatchObject({
    names: ["store"],
    options: { symbols: 12, bars: 250 },
    isJson: true,
    isCheck: true,
  });
});

test.each([
  [["memory"], '"memory" is not a benchmark; use some of rescan, store'],
  [["--symbols", "none"], '--symbols is a whole number from 1, not "none"'],
  [["--bars", "60"], '--bars is a whole number from 250, not "60"'],
])("%p is an error that names the value", (args, message) => {
  expect(parseBenchArguments(args, offered)).toEqual({ ok: false, error: message });
});

test("an unknown flag is an error", () => {
  const parsed = parseBenchArguments(["--fast"], offered);
  expect(!parsed.ok && parsed.error).toContain("--fast");
});

test("a figure is ok up to its target, over beyond, and a missing one is not measured", () => {
  const figure = (id: string, value: number) => ({ id, value, unit: "ms" });
  const figures = [
    figure("a", 10),
    figure("b", 10.1),
    figure("c", 9),
    figure("d", Number.NaN),
    { ...figure("e", 2), bound: { min: 3 } },
    figure("f", 1),
  ];
  const budgets = { a: { max: 10 }, b: { max: 10 }, c: { min: 9 }, d: { max: 1 } };
  const verdicts = judge(figures, budgets).map(({ id, verdict }) => `${id} ${verdict}`);
  expect(verdicts).toEqual(["a ok", "b over", "c ok", "d not measured", "e over", "f no target"]);
  expect(judgementTable(judge(figures, budgets)).rows).toHaveLength(5);
});

test("numbers keep three digits that matter", () => {
  expect([1_234_567, 123.45, 12.345, 0.012345, Number.NaN].map(numberText)).toEqual([
    "1,234,567",
    "123",
    "12.3",
    "0.0123",
    "-",
  ]);
});

test("a table aligns words to the left and numbers to the right", () => {
  const text = tableText({
    title: "T",
    heads: ["who", "ms", "says"],
    rows: [
      ["ours", "1.5", "equal"],
      ["theirs, slow", "1,200", "other"],
    ],
  });
  expect(text.split("\n")).toEqual([
    "T",
    "  who              ms  says",
    "  ours            1.5  equal",
    "  theirs, slow  1,200  other",
  ]);
});

test("the hash of work tells the smallest change", () => {
  const answers = Float64Array.of(1, 2, Number.NaN);
  expect(workHash(answers)).toBe(workHash(answers.slice()));
  expect(workHash(answers)).not.toBe(workHash(answers.with(0, 1 + 2 ** -52)));
});
