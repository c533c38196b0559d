import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Subscription } from "./channel.ts";
import { limited, missingText, nextStep } from "./symbol-limit.ts";

const symbols = (count: number) => Array.from({ length: count }, (_, i) => `S${i}`);
const everything = ["*"] as const;

test("prints are cut before bars", () => {
  const wanted = { bars: everything, trades: symbols(40) };
  const step = nextStep(wanted, 0) as number;
  expect(limited(wanted, step)).toEqual({ bars: ["*"], trades: symbols(30) });
});

test("the whole market is given up last, and then said to be missing", () => {
  const wanted = { bars: everything, trades: ["AAA"] };
  const step = nextStep(wanted, 0) as number;
  const given = limited(wanted, step);
  expect(given).toEqual({ bars: [], trades: ["AAA"] });
  expect(missingText(wanted, given)).toContain('0 of all symbols of "bars"');
  expect(nextStep(wanted, step)).toBeNull();
});

test("each step is smaller than the one before, and there is an end to them", () => {
  const lists = fc.oneof(fc.constant(everything), fc.nat(300).map(symbols));
  const wants = fc.record({ bars: lists, updatedBars: lists, trades: lists, quotes: lists });
  const size = (given: Subscription) =>
    Object.values(given).reduce((sum, list) => sum + (list[0] === "*" ? 1e6 : list.length), 0);
  fc.assert(
    fc.property(wants, (wanted) => {
      expect(limited(wanted, 0)).toEqual(wanted);
      let now = size(wanted);
      for (let step = nextStep(wanted, 0); step !== null; step = nextStep(wanted, step)) {
        const next = size(limited(wanted, step));
        expect(next).toBeLessThan(now);
        expect(next).toBeGreaterThan(0);
        now = next;
      }
    }),
  );
});
