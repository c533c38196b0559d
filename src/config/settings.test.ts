import { describe, expect, test } from "bun:test";
import { Failure } from "../base/failure.ts";
import type { GivenFlags } from "./settings.ts";
import { readSettings } from "./settings.ts";

function refusal(flags: GivenFlags, environment: Record<string, string>): Failure {
  try {
    readSettings(flags, environment);
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error("nothing was refused");
}

describe("a setting comes from", () => {
  test("its default when nothing is given", () => {
    expect(readSettings({}, {})).toEqual({
      dataDir: "./data",
      host: "127.0.0.1",
      port: 8_000,
      color: "auto",
      json: false,
      csv: false,
      isQuiet: false,
      isVerbose: false,
    });
  });

  test("its environment variable before the default", () => {
    const environment = { L2T_DATA_DIR: "/data", L2T_HTTP_PORT: "9000", L2T_DEBUG: "1" };
    const settings = readSettings({}, environment);
    expect(settings).toMatchObject({ dataDir: "/data", port: 9_000, isVerbose: true });
  });

  test("its flag before the environment", () => {
    const settings = readSettings({ port: ["7000"] }, { L2T_HTTP_PORT: "9000" });
    expect(settings.port).toBe(7_000);
  });

  test("its default where the variable is empty", () => {
    expect(readSettings({}, { L2T_HTTP_PORT: "" }).port).toBe(8_000);
  });
});

describe("refused is", () => {
  test.each(["70000", "-1", "80.5", "0x50", "eight", "1e99", "Infinity"])("port %p", (text) => {
    const failure = refusal({ port: [text] }, {});
    expect(failure.code).toBe("usage.invalid");
    expect(failure.message).toBe(`--port is a whole number from 0 to 65535, not "${text}"`);
  });

  test("a bad value of the environment, by the name of the variable", () => {
    const failure = refusal({}, { L2T_COLOR: "sometimes" });
    expect(failure.code).toBe("config.invalid");
    expect(failure.message).toBe('L2T_COLOR is one of auto, always, never, not "sometimes"');
  });

  test("an unknown variable, with the one that was meant", () => {
    const failure = refusal({}, { L2T_HTTP_PROT: "1" });
    expect(failure.code).toBe("config.invalid");
    expect(failure.message).toContain('did you mean "L2T_HTTP_PORT"?');
  });

  test("a flag without its value", () => {
    expect(refusal({ dataDir: true }, {}).message).toBe("--data-dir needs a value: --data-dir DIR");
  });

  test("a switch that is neither on nor off", () => {
    expect(refusal({}, { L2T_QUIET: "maybe" }).message).toContain('not "maybe"');
  });

  test("--json together with --csv", () => {
    expect(refusal({ json: true, csv: true }, {}).code).toBe("usage.invalid");
  });
});

test("variables of the launcher, the tests and other programs are left alone", () => {
  const environment = { L2T_BUN: "/bun", L2T_TEST_POSTGRES_URL: "x", PATH: "/bin" };
  expect(readSettings({}, environment).port).toBe(8_000);
});
