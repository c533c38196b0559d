import { describe, expect, test } from "bun:test";
import { Failure } from "../../base/failure.ts";
import { defineCommand } from "./command.ts";
import { parseLine } from "./parse-arguments.ts";
import { readInput } from "./read-input.ts";

const fetchCommand = defineCommand({
  name: "fetch",
  group: "data",
  summary: "Fetch",
  arguments: {
    what: { placeholder: "WHAT", help: "what", choices: ["bars", "news"] },
    where: { placeholder: "WHERE", help: "where", isOptional: true },
  },
  options: {
    symbols: { kind: "list", flag: "symbols", help: "which" },
    limit: { kind: "integer", flag: "limit", short: "n", min: 0, max: 9, default: 5, help: "most" },
    price: { kind: "number", flag: "price", min: -10, max: 10, help: "price" },
    order: { kind: "choice", flag: "order", choices: ["up", "down"], default: "up", help: "order" },
    all: { kind: "switch", flag: "all", help: "all" },
    name: { kind: "text", flag: "name", help: "name" },
  },
  formats: [],
  examples: [],
  failures: [],
  run: async () => 0,
});

interface Reading {
  readonly args: unknown;
  readonly options: unknown;
  readonly programFlags: unknown;
  readonly asks: unknown;
  readonly command: { readonly name: string } | undefined;
}

function read(line: string): Reading {
  const words = line === "" ? [] : line.split(" ");
  const parsed = parseLine(words, [fetchCommand]);
  if (parsed.command === undefined) return { ...parsed, args: {}, options: {} };
  return { ...parsed, ...readInput(parsed.command, parsed, {}) };
}

function refusal(line: string): string {
  try {
    read(line);
  } catch (error) {
    if (error instanceof Failure) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error(`"${line}" was not refused`);
}

describe("a command line", () => {
  test("without options has the defaults", () => {
    const { args, options } = read("fetch bars");
    expect(args).toEqual({ what: "bars", where: undefined });
    expect(options).toEqual({
      symbols: [],
      limit: 5,
      price: undefined,
      order: "up",
      all: false,
      name: undefined,
    });
  });

  test("takes options before and after its arguments, joined by = or not", () => {
    const { args, options } = read("fetch --limit=3 bars --order down here --all");
    expect(args).toEqual({ what: "bars", where: "here" });
    expect(options).toMatchObject({ limit: 3, order: "down", all: true });
  });

  test("takes short options", () => {
    expect(read("fetch bars -n 4").options).toMatchObject({ limit: 4 });
    expect(read("fetch bars -n=4 -q").programFlags).toEqual({ isQuiet: true });
  });

  test("collects an option that may be repeated", () => {
    expect(read("fetch bars --symbols A --symbols B,C").options).toMatchObject({
      symbols: ["A", "B,C"],
    });
  });

  test("takes the last of an option that may not be repeated", () => {
    expect(read("fetch bars --limit 1 --limit 2").options).toMatchObject({ limit: 2 });
  });

  test("takes negative numbers and - as values", () => {
    expect(read("fetch bars --price -1.5").options).toMatchObject({ price: -1.5 });
    expect(read("fetch bars --price -.5").options).toMatchObject({ price: -0.5 });
    expect(read("fetch bars -").args).toMatchObject({ where: "-" });
  });

  test("takes everything after -- as an argument", () => {
    expect(read("fetch bars -- --all").args).toMatchObject({ where: "--all" });
  });

  test("takes options of the program before the command", () => {
    const parsed = read("--data-dir there --json fetch bars --port 1");
    expect(parsed.programFlags).toEqual({ dataDir: ["there"], json: true, port: ["1"] });
    expect(parsed.command?.name).toBe("fetch");
  });

  test("asks for help or the version wherever that stands", () => {
    expect(read("fetch bars --help").asks).toBe("help");
    expect(read("-h").asks).toBe("help");
    expect(read("-V").asks).toBe("version");
    expect(read("").command).toBeUndefined();
  });
});

describe("refused is", () => {
  test.each([
    ["fetsh", 'usage.invalid: there is no command "fetsh"; did you mean "fetch"?'],
    ["fetch", "usage.invalid: l2t fetch needs a WHAT (what); see: l2t help fetch"],
    [
      "fetch bar",
      'usage.invalid: "bar" is no WHAT of l2t fetch; use one of bars, news; did you mean "bars"?',
    ],
    [
      "fetch bars here there",
      'usage.invalid: l2t fetch takes no further argument "there"; see: l2t help fetch',
    ],
    [
      "fetch bars --limt 3",
      'usage.invalid: l2t fetch has no option "--limt"; did you mean "--limit"?',
    ],
    ["fetch bars -x", 'usage.invalid: l2t fetch has no option "-x"; see: l2t help fetch'],
    ["fetch bars --limit", "usage.invalid: --limit needs a value: --limit N"],
    ["fetch bars --limit --all", "usage.invalid: --limit needs a value: --limit N"],
    ["fetch bars --limit 10", 'usage.invalid: --limit is a whole number from 0 to 9, not "10"'],
    ["fetch bars --limit 1.5", 'usage.invalid: --limit is a whole number from 0 to 9, not "1.5"'],
    ["fetch bars --price x", 'usage.invalid: --price is a number from -10 to 10, not "x"'],
    [
      "fetch bars --order dwon",
      'usage.invalid: --order is one of up, down, not "dwon"; did you mean "down"?',
    ],
    ["fetch bars --name=", "usage.invalid: --name is empty; it needs a TEXT"],
    ["fetch bars --all=maybe", 'usage.invalid: --all is on or off, not "maybe"; use 1 or 0'],
  ])("%s", (line, expected) => {
    expect(refusal(line)).toBe(expected);
  });
});
