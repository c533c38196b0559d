import { describe, expect, test } from "bun:test";
import { onBarsAtEnd, squeezeStates, squeezeStatesFromCells } from "./squeeze-states.ts";

const columns = (levels: number[], momentum: number[]) =>
  squeezeStates(Float64Array.from(levels), Float64Array.from(momentum));

describe("states by bar", () => {
  test("the squeeze is on from the normal level upwards", () => {
    const { NaN: missing } = Number;
    expect(columns([missing, 0, 1, 2, 3], [0, 0, 0, 0, 0])).toEqual([
      "unknown",
      "off",
      "off",
      "on",
      "on",
    ]);
  });

  test("it fires on the first bar after it, to the side of the momentum of that bar", () => {
    expect(columns([2, 0, 0], [-1, 5, -5])).toEqual(["on", "fired-up", "off"]);
    expect(columns([2, 1, 2, 0], [0, -1, 0, 0])).toEqual(["on", "fired-down", "on", "fired-flat"]);
  });

  test("missing momentum fires to neither side", () => {
    expect(columns([2, 0], [Number.NaN, Number.NaN])).toEqual(["on", "fired-flat"]);
  });

  test("a gap in the levels is no fire", () => {
    expect(columns([2, Number.NaN, 0], [1, 1, 1])).toEqual(["on", "unknown", "off"]);
  });
});

test("the run of on bars is counted from the newest one", () => {
  expect(onBarsAtEnd(["on", "off", "on", "on"])).toBe(2);
  expect(onBarsAtEnd(["on", "off"])).toBe(0);
  expect(onBarsAtEnd([])).toBe(0);
});

test("a scan row's digits become states, with the direction of its newest fire", () => {
  expect(squeezeStatesFromCells("0022100230", "bearish")).toEqual([
    "off",
    "off",
    "on",
    "on",
    "fired-flat",
    "off",
    "off",
    "on",
    "on",
    "fired-down",
  ]);
  expect(squeezeStatesFromCells("20", "bullish")).toEqual(["on", "fired-up"]);
  expect(squeezeStatesFromCells("222", null)).toEqual(["on", "on", "on"]);
});
