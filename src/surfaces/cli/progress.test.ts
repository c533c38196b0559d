import { describe, expect, test } from "bun:test";
import { memoryOutput } from "../../../testing/memory-output.ts";
import { Progress } from "./progress.ts";

function progressOn(output: ReturnType<typeof memoryOutput>, isQuiet = false) {
  const clock = { now: 0, nowMs: () => clock.now };
  return { clock, progress: new Progress({ output, clock, isQuiet }) };
}

const half = () => ({ label: "bars.csv", doneRatio: 0.5, facts: "10 rows" });

describe("progress", () => {
  test("is one line on a terminal, drawn ten times a second at most, and taken away", () => {
    const output = memoryOutput({ isTerminal: true, columns: 80 });
    const { clock, progress } = progressOn(output);
    for (clock.now = 10; clock.now <= 1_000; clock.now += 10) progress.show(half);
    const drawn = output.text.split("\r\u001b[K").slice(1);
    expect(drawn).toHaveLength(10);
    expect(drawn[0]).toBe("bars.csv  ████████████░░░░░░░░░░░░  50 %  10 rows");
    expect(drawn.at(-1)).toBe("bars.csv  ████████████░░░░░░░░░░░░  50 %  10 rows, 1.00 s left");
    progress.clear();
    expect(output.text.endsWith("\r\u001b[K")).toBe(true);
    expect(output.text).not.toContain("\n");
  });

  test("is a line every five seconds in a log", () => {
    const output = memoryOutput();
    const { clock, progress } = progressOn(output);
    for (clock.now = 0; clock.now <= 11_000; clock.now += 100) progress.show(half);
    progress.clear();
    expect(output.text).toBe(
      "bars.csv: 50 % 10 rows, 5.00 s left\nbars.csv: 50 % 10 rows, 10.0 s left\n",
    );
  });

  test("never fills the line of a terminal, which would break it", () => {
    const output = memoryOutput({ isTerminal: true, columns: 30 });
    const { clock, progress } = progressOn(output);
    clock.now = 500;
    progress.show(half);
    expect(output.text).toBe("\r\u001b[Kbars.csv");
  });

  test("says nothing when it is to be quiet", () => {
    const output = memoryOutput({ isTerminal: true, columns: 80 });
    const { clock, progress } = progressOn(output, true);
    clock.now = 60_000;
    progress.show(half);
    progress.redraw("x");
    progress.clear();
    expect(output.text).toBe("");
  });

  test("does not draw in plain characters what a terminal cannot show", () => {
    const output = memoryOutput({ isTerminal: true, columns: 80, language: "C" });
    const { clock, progress } = progressOn(output);
    clock.now = 500;
    progress.show(half);
    expect(output.text).toContain("############............");
  });
});
