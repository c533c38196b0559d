import { parseArgs } from "node:util";
import { err, ok, type Result } from "../../src/base/result.ts";
import type { BenchOptions } from "../define.ts";

export interface BenchCommand {
  /** Cases to run, in the order of the registry. */
  readonly names: readonly string[];
  readonly options: BenchOptions;
  readonly isJson: boolean;
  /** Ends with 1 when a figure misses its target. */
  readonly isCheck: boolean;
  readonly isHelp: boolean;
}

const numbers = {
  seed: { default: 1, min: 0, help: "of the made market" },
  symbols: { default: 8_000, min: 1, help: "of the made market" },
  bars: { default: 250, min: 250, help: "of every symbol; MACD speaks from 250 on" },
  rounds: { default: 7, min: 1, help: "timed rounds; the median counts" },
  minutes: { default: 1, min: 1, help: "that running programs are watched; 10 for the record" },
} as const;

type NumberName = keyof typeof numbers;
const numberNames = Object.keys(numbers) as NumberName[];

/** Reads the command line; an error names the value and what is offered. */
export function parseBenchArguments(
  args: readonly string[],
  offered: readonly string[],
): Result<BenchCommand> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return err((error as Error).message);
  }
  const { values, positionals } = parsed;
  const unknown = positionals.find((name) => !offered.includes(name));
  if (unknown !== undefined) {
    return err(`"${unknown}" is not a benchmark; use some of ${offered.join(", ")}`);
  }
  const options: Record<NumberName, number> = {
    ...{ seed: 0, symbols: 0, bars: 0, rounds: 0, minutes: 0 },
  };
  for (const name of numberNames) {
    const value = Number(values[name] ?? numbers[name].default);
    if (!Number.isInteger(value) || value < numbers[name].min) {
      return err(`--${name} is a whole number from ${numbers[name].min}, not "${values[name]}"`);
    }
    options[name] = value;
  }
  const names = positionals.length === 0 ? offered : offered.filter((n) => positionals.includes(n));
  return ok({
    names,
    options,
    isJson: values.json,
    isCheck: values.check,
    isHelp: values.help,
  });
}

export function benchHelp(offered: readonly string[]): string {
  const lines = numberNames.map((name) => {
    const { default: usual, help } = numbers[name];
    return `  --${name.padEnd(10)} ${help} (default ${usual})`;
  });
  return [
    "Usage  npm run bench -- [CASE...] [OPTIONS]",
    "",
    `Cases  ${offered.join(", ")}; all of them by default`,
    "",
    ...lines,
    "  --json       one JSON document instead of tables",
    "  --check      exit with 1 when a figure misses its target in bench/budgets.json",
  ].join("\n");
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...{ seed: text, symbols: text, bars: text, rounds: text, minutes: text },
      ...{ json: flag, check: flag, help: flag },
    },
  });
}
