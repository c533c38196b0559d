import { describe, expect, test } from "bun:test";
import { memoryOutput } from "../../../testing/memory-output.ts";
import { BugError } from "../../base/assert.ts";
import { Failure } from "../../base/failure.ts";
import { type Command, defineCommand } from "./command.ts";
import type { Program } from "./program.ts";
import { runCommandLine } from "./run.ts";

async function run(
  line: string,
  work: Command["run"],
  options: { readonly finishesOnStop?: boolean; readonly signal?: AbortSignal } = {},
) {
  const { finishesOnStop = false, signal = new AbortController().signal } = options;
  const command = defineCommand({
    ...{ name: "work", group: "data", summary: "Work", arguments: {}, options: {} },
    ...{ formats: ["json"], examples: [], failures: [], finishesOnStop, run: work },
  });
  const [out, err] = [memoryOutput(), memoryOutput()];
  let sleptMs = -1;
  const clock = {
    nowMs: () => 0,
    sleep: async (delayMs: number) => {
      sleptMs = delayMs;
      await Bun.sleep(1);
    },
  };
  const code = await runCommandLine(line.split(" "), {
    ...{ version: "1.2.3", commands: [command], environment: {}, out, err, clock, signal },
    program: {} as Program,
  });
  return { code, out: out.text, err: err.text, sleptMs };
}

const forever = () => new Promise<number>(() => undefined);

describe("a command", () => {
  test("ends with the code that it returns", async () => {
    expect((await run("work", async () => 1)).code).toBe(1);
  });

  test("that fails prints one line and ends with the code of the failure", async () => {
    const failing = async () => {
      throw new Failure("input.missing", 'the file "\u001b[2Jx" is missing');
    };
    const { code, err } = await run("work", failing);
    expect(code).toBe(66);
    expect(err).toBe('l2t: the file "?[2Jx" is missing\n');
  });

  test.each([
    [new BugError("broken assumption: x"), "this is a bug in learn2trade: broken assumption: x;"],
    [new TypeError("x is undefined"), "this is a bug in learn2trade: TypeError: x is undefined;"],
  ])("with a bug ends with 70 and asks to report it: %s", async (error, expected) => {
    const failing = async () => {
      throw error;
    };
    const plain = await run("work", failing);
    expect(plain.code).toBe(70);
    expect(plain.err).toContain(expected);
    expect(plain.err.trimEnd().split("\n")).toHaveLength(1);
    expect((await run("work --verbose", failing)).err).toContain("run.test.ts");
  });

  test("gets the settings of the line", async () => {
    let found = "";
    const reading: Command["run"] = async ({ settings }) => {
      found = `${settings.dataDir} ${settings.json}`;
      return 0;
    };
    await run("--data-dir there work --json", reading);
    expect(found).toBe("there true");
  });
});

describe("when the program is asked to stop", () => {
  test("a command is cut off at once with 130", async () => {
    const { code, err, sleptMs } = await run("work", forever, { signal: AbortSignal.abort() });
    expect([code, err, sleptMs]).toEqual([130, "l2t: interrupted\n", 0]);
  });

  test("one that finishes by itself has five seconds", async () => {
    const stop = { signal: AbortSignal.abort(), finishesOnStop: true };
    expect((await run("work", async () => 0, stop)).code).toBe(0);
    const { code, sleptMs } = await run("work", forever, stop);
    expect([code, sleptMs]).toEqual([130, 5_000]);
  });
});

test("a format that a command does not have is refused before it runs", async () => {
  const { code, err } = await run("work --csv", forever);
  expect(code).toBe(64);
  expect(err).toBe("l2t: l2t work has no --csv; it has --json\n");
});

test("-V prints the version", async () => {
  expect(await run("work -V", forever)).toMatchObject({ code: 0, out: "l2t 1.2.3\n" });
});
