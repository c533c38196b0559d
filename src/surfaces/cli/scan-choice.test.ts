import { describe, expect, test } from "bun:test";
import { Failure } from "../../base/failure.ts";
import { scanners } from "../../scanners/registry.ts";
import { chooseRuns, type ScanWish } from "./scan-choice.ts";

const plain: ScanWish = { scanner: "all", filter: "signals", dialect: undefined, params: [] };

function chosen(wish: Partial<ScanWish>) {
  const { runs, leftOut } = chooseRuns({ ...plain, ...wish });
  return { scanners: runs.map((run) => run.definition.scanner), leftOut, runs };
}

function refusal(wish: Partial<ScanWish>): string {
  try {
    chooseRuns({ ...plain, ...wish });
  } catch (error) {
    if (error instanceof Failure) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("all scanners", () => {
  test("run when nothing special is asked for", () => {
    expect(chosen({}).scanners).toEqual(scanners.map(({ scanner }) => scanner));
  });

  test("without the filter, dialect or parameter asked for are left out by name", () => {
    expect(chosen({ filter: "fired" }).scanners).toEqual(["ttm-squeeze"]);
    const { scanners: ids, leftOut } = chosen({ dialect: "legacy" });
    expect(ids).toEqual(["ttm-squeeze", "vpb", "macd"]);
    expect(leftOut).toEqual(['rsi-extreme has no dialect "legacy"']);
    expect(chosen({ params: ["fastBars=5"] }).scanners).toEqual(["macd"]);
  });
});

test("a parameter reaches its run", () => {
  const [run] = chosen({ scanner: "macd", params: ["fastBars=5", "slowBars=9"] }).runs;
  expect(run?.params).toEqual({ fastBars: 5, slowBars: 9, signalBars: 9 });
});

describe("refused is", () => {
  test.each([
    [{ scanner: "macd", filter: "fird" }, '"fird" is no filter of macd'],
    [
      { filter: "fird" },
      "of any scanner; use one of signals, bullish, bearish, all, active, fired",
    ],
    [{ filter: "fird" }, 'did you mean "fired"?'],
    [{ dialect: "legcy" }, 'did you mean "legacy"?'],
    [
      { scanner: "vpb", dialect: "lazybear" },
      '"lazybear" is no dialect of vpb; use one of standard',
    ],
    [
      { scanner: "macd", params: ["fast=5"] },
      '"fast" is no parameter of macd; use one of fastBars',
    ],
    [{ scanner: "macd", params: ["fastBars"] }, '--param is name=number, not "fastBars"'],
    [{ scanner: "macd", params: ["fastBars=x"] }, '--param is name=number, not "fastBars=x"'],
    [{ scanner: "macd", params: ["fastBars=1"] }, 'fastBars is between 2 and 100, not "1"'],
  ])("%j", (wish, expected) => {
    const text = refusal(wish);
    expect(text).toStartWith("usage.invalid: ");
    expect(text).toContain(expected);
  });
});
