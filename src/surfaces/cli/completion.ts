import { type OptionSpec, placeholderOf } from "../../config/option.ts";
import { options as programOptions } from "../../config/options.ts";
import type { CommandFacts } from "./command-facts.ts";

export const shells = ["bash", "zsh", "fish"] as const;
type Shell = (typeof shells)[number];

/** A script that lets a shell complete commands, options and the words that they offer. */
export function completionScript(shell: Shell, commands: readonly CommandFacts[]): string {
  if (shell === "fish") return fishScript(commands);
  // zsh runs the completions of bash.
  const start = shell === "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : "";
  return start + bashScript(commands);
}

function bashScript(commands: readonly CommandFacts[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const cases = commands.map((command) => {
    const flags = flagsOf(command).map(({ flag }) => `--${flag}`);
    const words = Object.values(command.arguments).flatMap(({ choices = [] }) => choices);
    return `    ${command.name}) words="${[...words, ...flags].join(" ")}" ;;`;
  });
  const values = new Map<string, string>();
  for (const spec of commands.flatMap(flagsOf)) {
    if (spec.kind === "choice") values.set(`--${spec.flag}`, spec.choices.join(" "));
  }
  const answers = [...values].map(([flag, words]) => `    ${flag}) words="${words}" ;;`);
  return `_l2t() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  case "$before" in
${answers.join("\n")}
    *) if [ "$COMP_CWORD" -eq 1 ]; then words="${names}"; else case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    esac; fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _l2t l2t
`;
}

function fishScript(commands: readonly CommandFacts[]): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "")}'`;
  const lines = ["complete -c l2t -f"];
  for (const command of commands) {
    const { name, summary } = command;
    lines.push(`complete -c l2t -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`);
    const within = `-n '__fish_seen_subcommand_from ${name}'`;
    for (const { choices = [] } of Object.values(command.arguments)) {
      if (choices.length > 0)
        lines.push(`complete -c l2t ${within} -a ${quoted(choices.join(" "))}`);
    }
    for (const spec of flagsOf(command)) {
      const value = spec.kind === "choice" ? ` -x -a ${quoted(spec.choices.join(" "))}` : "";
      const needs = value === "" && placeholderOf(spec) !== "" ? " -r" : value;
      lines.push(`complete -c l2t ${within} -l ${spec.flag}${needs} -d ${quoted(spec.help)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** The options that a command takes, those of the program included. */
function flagsOf(command: CommandFacts): OptionSpec[] {
  const { json, csv, host, port, ...common } = programOptions;
  const formats = { json, csv } as const;
  return [
    ...Object.values(command.options),
    ...command.formats.map((format) => formats[format]),
    ...(command.usesServer ? [host, port] : []),
    ...Object.values(common),
  ];
}
