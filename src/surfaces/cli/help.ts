import { failures } from "../../base/failure.ts";
import { defaultOf, type OptionSpec, placeholderOf } from "../../config/option.ts";
import { options as programOptions } from "../../config/options.ts";
import { type CommandFacts, commandGroups } from "./command-facts.ts";
import type { Output } from "./output.ts";
import { bugExitCode } from "./report-error.ts";
import { definitionLines, wrapText } from "./text.ts";

/** Lines of help are easier to read when they do not span a wide screen. */
const widthMax = 100;
const widthPlain = 80;

const groupTitles = {
  start: "Start here",
  signals: "Signals",
  data: "Data",
  program: "Program",
} as const satisfies Record<(typeof commandGroups)[number], string>;

/** The page of `l2t help`. */
export function programHelp(
  output: Output,
  facts: { readonly version: string; readonly commands: readonly CommandFacts[] },
): string {
  const { paint } = output;
  const width = helpWidth(output);
  const title = `${paint.bold("learn2trade")} ${facts.version}`;
  const lines = [`${title}  ${paint.dim("market scanner for US stocks")}`, ""];
  lines.push(`${heading(output, "Usage")}  l2t COMMAND [OPTIONS]`, "");
  const termWidth = Math.max(...facts.commands.map(({ name }) => name.length));
  for (const group of commandGroups) {
    const own = facts.commands.filter((command) => command.group === group);
    if (own.length === 0) continue;
    lines.push(heading(output, groupTitles[group]));
    const entries = own.map(({ name, summary }) => [name, summary] as const);
    lines.push(...painted(output, definitionLines(entries, { width, termWidth })), "");
  }
  lines.push(heading(output, "Common options"));
  lines.push(...optionLines(output, Object.values(programOptions), width));
  lines.push(`  ${paint.cyan("-h, --help")}, ${paint.cyan("-V, --version")}`, "");
  lines.push(heading(output, "Examples"));
  const examples = [
    ["up --demo", "a market to try it with: open the address that it prints"],
    ["import bars.csv.gz --interval 1d", "real bars into the store"],
    ["scan ttm-squeeze --filter fired", "what fired"],
  ] as const;
  lines.push(...exampleLines(output, examples, width), "");
  lines.push(paint.dim("l2t help COMMAND explains one command, with its exit codes."));
  return `${lines.join("\n")}\n`;
}

/** The page of one command. */
export function commandHelp(output: Output, command: CommandFacts): string {
  const width = helpWidth(output);
  const lines = wrapText(`${command.summary}.`, width);
  lines.push("", `${heading(output, "Usage")}  ${usageOf(command)}`, "");
  for (const paragraph of command.details ?? []) lines.push(...wrapText(paragraph, width), "");
  const args = Object.values(command.arguments);
  if (args.length > 0) {
    const entries = args.map((spec) => [spec.placeholder, argumentHelp(spec)] as const);
    lines.push(heading(output, "Arguments"));
    lines.push(...painted(output, definitionLines(entries, { width })), "");
  }
  const own = Object.values(command.options);
  if (own.length > 0) {
    lines.push(heading(output, "Options"), ...optionLines(output, own, width), "");
  }
  lines.push(heading(output, "Common options"));
  lines.push(...optionLines(output, programSpecs(command), width), "");
  if (command.examples.length > 0) {
    const examples = command.examples.map(({ line, help }) => [line, help] as const);
    lines.push(heading(output, "Examples"), ...exampleLines(output, examples, width), "");
  }
  lines.push(heading(output, "Exit codes"));
  const exits = exitEntries(command).map(([code, help]) => [String(code), help] as const);
  lines.push(...painted(output, definitionLines(exits, { width })));
  return `${lines.join("\n")}\n`;
}

/** "l2t scan [SCANNER] [OPTIONS]". */
export function usageOf(command: CommandFacts): string {
  const args = Object.values(command.arguments).map(({ placeholder, takesRest, isOptional }) => {
    const text = takesRest ? `${placeholder}...` : placeholder;
    return isOptional ? `[${text}]` : text;
  });
  return ["l2t", command.name, ...args, "[OPTIONS]"].join(" ");
}

/** Exit codes of a command with their meaning, in rising order; 0 first. */
export function exitEntries(command: CommandFacts): readonly (readonly [number, string])[] {
  const entries = new Map<number, string>([[0, "done"]]);
  for (const [code, help] of Object.entries(command.exits ?? {})) entries.set(Number(code), help);
  for (const code of new Set([...command.failures, ...commonFailures])) {
    const { exit, help } = failures[code];
    const before = entries.get(exit);
    entries.set(exit, before === undefined ? help : `${before} ${help}`);
  }
  entries.set(bugExitCode, "A bug in learn2trade.");
  return [...entries].sort(([a], [b]) => a - b);
}

const commonFailures = ["usage.invalid", "config.invalid", "run.interrupted"] as const;

export function argumentHelp(spec: CommandFacts["arguments"][string]): string {
  const { choices, help } = spec;
  return choices === undefined ? help : `${help}: ${choices.join(", ")}`;
}

/** What help and documents say about an option: its text, range, default and variable. */
export function optionHelp(spec: OptionSpec): string {
  const facts: string[] = [];
  if (spec.kind === "integer" || spec.kind === "number") {
    const unit = spec.unit === undefined ? "" : ` ${spec.unit}`;
    const isOpen = spec.max >= Number.MAX_SAFE_INTEGER;
    if (!isOpen) facts.push(`${spec.min} to ${spec.max.toLocaleString("en-US")}${unit}`);
  }
  if (spec.kind === "list") facts.push("may be repeated");
  const value = defaultOf(spec);
  if (value !== undefined) facts.push(`default ${value}`);
  if (spec.env !== undefined) facts.push(spec.env);
  return facts.length === 0 ? spec.help : `${spec.help} (${facts.join(", ")})`;
}

/** "-q, --quiet", "--port PORT". */
export function optionTerm(spec: OptionSpec): string {
  const short = spec.short === undefined ? "" : `-${spec.short}, `;
  const placeholder = placeholderOf(spec);
  return `${short}--${spec.flag}${placeholder === "" ? "" : ` ${placeholder}`}`;
}

/** Options of the program that mean something to a command. */
function programSpecs(command: CommandFacts): OptionSpec[] {
  const { json, csv, host, port, ...rest } = programOptions;
  const specs: OptionSpec[] = Object.values(rest);
  if (command.formats.includes("csv")) specs.unshift(csv);
  if (command.formats.includes("json")) specs.unshift(json);
  if (command.usesServer) specs.unshift(port, host);
  return specs;
}

function optionLines(output: Output, specs: readonly OptionSpec[], width: number): string[] {
  const entries = specs.map((spec) => [optionTerm(spec), optionHelp(spec)] as const);
  return painted(output, definitionLines(entries, { width }));
}

function exampleLines(
  { paint }: Output,
  examples: readonly (readonly [string, string])[],
  width: number,
): string[] {
  const entries = examples.map(([line, help]) => [`l2t ${line}`, help] as const);
  return definitionLines(entries, { width, termWidthMax: 44 }).map((line) =>
    line.replace(/^( {2}l2t .*?)( {2,}.*)?$/, (_, left: string, right = "") => {
      return paint.cyan(left) + paint.dim(right);
    }),
  );
}

/** Terms stand out from their explanation. */
function painted({ paint }: Output, lines: readonly string[]): string[] {
  return lines.map((line) =>
    line.replace(/^( {2}\S.*?)( {2,}.*)?$/, (_, term: string, help = "") => {
      return paint.cyan(term) + help;
    }),
  );
}

function heading({ paint }: Output, text: string): string {
  return paint.bold(text);
}

function helpWidth(output: Output): number {
  return Number.isFinite(output.columns) ? Math.min(output.columns, widthMax) : widthPlain;
}
