import { Failure } from "../../base/failure.ts";
import { type Environment, readOptions } from "../../config/settings.ts";
import { didYouMean } from "../../config/suggest.ts";
import type { Command } from "./command.ts";
import type { ArgumentSpec } from "./command-facts.ts";
import type { ParsedLine } from "./parse-arguments.ts";

type CommandInput = Parameters<Command["run"]>[1];

/** Checks what was typed for a command against its tables. Throws Failure usage.invalid. */
export function readInput(
  command: Command,
  line: Pick<ParsedLine, "words" | "commandFlags">,
  environment: Environment,
): CommandInput {
  const args: Record<string, string | undefined> = {};
  const specs = Object.entries(command.arguments);
  for (const [index, [key, spec]] of specs.entries()) {
    const rest = line.words.slice(index);
    const word = spec.takesRest && rest.length > 0 ? rest.join(",") : rest[0];
    args[key] = readArgument(command, spec, word);
  }
  const takesRest = specs.some(([, spec]) => spec.takesRest);
  const extra = takesRest ? undefined : line.words[specs.length];
  if (extra !== undefined) {
    const text = `l2t ${command.name} takes no further argument "${extra}"`;
    throw new Failure("usage.invalid", `${text}; see: l2t help ${command.name}`);
  }
  return {
    args,
    options: readOptions(command.options, line.commandFlags, environment),
  } as CommandInput;
}

function readArgument(
  command: Command,
  spec: ArgumentSpec,
  word: string | undefined,
): string | undefined {
  if (word === undefined || word === "") {
    if (spec.isOptional && word === undefined) return undefined;
    const text = `l2t ${command.name} needs a ${spec.placeholder} (${spec.help})`;
    throw new Failure("usage.invalid", `${text}; see: l2t help ${command.name}`);
  }
  if (spec.choices === undefined || spec.choices.includes(word)) return word;
  const offered = spec.choices.join(", ");
  const hint = didYouMean(word, spec.choices);
  throw new Failure(
    "usage.invalid",
    `"${word}" is no ${spec.placeholder} of l2t ${command.name}; use one of ${offered}${hint}`,
  );
}
