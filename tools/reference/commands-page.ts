import type { OptionSpec } from "../../src/config/option.ts";
import { options as programOptions } from "../../src/config/options.ts";
import type { CommandFacts } from "../../src/surfaces/cli/command-facts.ts";
import { commands } from "../../src/surfaces/cli/commands/registry.ts";
import {
  argumentHelp,
  exitEntries,
  optionHelp,
  optionTerm,
  usageOf,
} from "../../src/surfaces/cli/help.ts";
import { code, madeFrom, markdownTable, prose } from "./markdown.ts";

/** docs/reference/commands.md: what `l2t help` says, for all commands. */
export function commandsPage(): string {
  const list = commands.map(({ name, summary }) => [`[${name}](#${name})`, summary]);
  return [
    madeFrom("src/surfaces/cli/commands"),
    "# Commands\n\n",
    prose("`bin/l2t` works straight from a checkout; `l2t help COMMAND` prints the same."),
    "\n",
    markdownTable(["Command", "What it does"], list),
    "\n",
    prose(
      "Results go to standard output; progress, hints and errors go to standard error. An error " +
        "is one line that begins with `l2t:`, and the [exit code](failures.md) tells its kind.",
    ),
    "\n## Common options\n\n",
    optionTable(Object.values(programOptions)),
    "\n`--json` and `--csv` belong to the commands that list them.\n",
    ...commands.map(commandSection),
  ].join("");
}

function commandSection(command: CommandFacts): string {
  const { name, summary, details = [], formats } = command;
  const parts = [
    `\n## ${name}\n\n`,
    `${summary}.\n\n`,
    `\`\`\`text\n${usageOf(command)}\n\`\`\`\n`,
  ];
  for (const paragraph of details) parts.push("\n", prose(paragraph));
  const args = Object.values(command.arguments);
  if (args.length > 0) {
    const rows = args.map((spec) => [code(spec.placeholder), argumentHelp(spec)]);
    parts.push("\n", markdownTable(["Argument", "Meaning"], rows));
  }
  const own = Object.values(command.options);
  if (own.length > 0) parts.push("\n", optionTable(own));
  if (formats.length > 0) {
    parts.push(`\nPrints ${formats.map((format) => code(`--${format}`)).join(" and ")} too.\n`);
  }
  if (command.examples.length > 0) {
    const rows = command.examples.map(({ line, help }) => [code(`l2t ${line}`), help]);
    parts.push("\n", markdownTable(["Example", "What for"], rows));
  }
  const exits = exitEntries(command).map(([exit, help]) => [String(exit), help]);
  parts.push("\n", markdownTable(["Exit code", "Meaning"], exits));
  return parts.join("");
}

function optionTable(specs: readonly OptionSpec[]): string {
  const rows = specs.map((spec) => [code(optionTerm(spec)), optionHelp(spec)]);
  return markdownTable(["Option", "Meaning"], rows);
}
