/** Every case on a tiny market, so that none of them can rot between the long runs. */
import { describe, expect, test } from "bun:test";
import budgets from "./budgets.json" with { type: "json" };
import type { BenchOptions } from "./define.ts";
import { cases } from "./registry.ts";

const tiny: BenchOptions = { seed: 7, symbols: 9, bars: 250, rounds: 1, minutes: 1 };
const figureIds = new Set<string>();

describe.each(cases.map((entry) => [entry.name, entry] as const))("%s", (name, entry) => {
  test("is known by the name it is called", async () => {
    expect((await entry.load()).name).toBe(name);
  });

  test.skipIf(entry.isLong ?? false)("measures and agrees with itself", async () => {
    const report = await (await entry.load()).run(tiny);
    expect(report.figures.length).toBeGreaterThan(0);
    for (const { id, value, unit } of report.figures) {
      figureIds.add(id);
      expect(id.startsWith(`${name}.`)).toBe(true);
      expect(unit).not.toBe("");
      // Only a comparison with a C compiler or a library that is not there has no value.
      if (!/-over-(c|talib)/.test(id)) expect(value).toBeFinite();
    }
    for (const { heads, rows } of report.tables) {
      for (const row of rows) expect(row).toHaveLength(heads.length);
    }
  });
});

test("every target belongs to a figure", () => {
  const isLong = (id: string) => cases.some((c) => c.isLong && id.startsWith(`${c.name}.`));
  const strangers = Object.keys(budgets).filter((id) => !figureIds.has(id) && !isLong(id));
  expect(strangers).toEqual([]);
});
