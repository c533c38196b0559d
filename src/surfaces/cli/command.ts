import { assert } from "../../base/assert.ts";
import { Failure } from "../../base/failure.ts";
import type { OptionTable, OptionValues } from "../../config/option.ts";
import { didYouMean } from "../../config/suggest.ts";
import type { ArgumentTable, CommandFacts } from "./command-facts.ts";
import type { CliContext } from "./context.ts";

export type ArgumentValues<A extends ArgumentTable> = {
  readonly [K in keyof A]: A[K] extends { readonly isOptional: true } ? string | undefined : string;
};

/** A command: what it takes, and what it does. */
export interface Command<
  A extends ArgumentTable = ArgumentTable,
  O extends OptionTable = OptionTable,
> extends CommandFacts {
  readonly arguments: A;
  readonly options: O;
  /** Resolves to the exit code. */
  run(
    context: CliContext,
    input: { readonly args: ArgumentValues<A>; readonly options: OptionValues<O> },
  ): Promise<number>;
}

/** Checks a definition where it stands. `const` keeps the names and choices as types. */
export function defineCommand<const A extends ArgumentTable, const O extends OptionTable>(
  command: Command<A, O>,
): Command {
  const { name, options } = command;
  assert(/^[a-z]+$/.test(name), `command "${name}" is one word`);
  const flags = Object.values(options).map((spec) => spec.flag);
  assert(new Set(flags).size === flags.length, `the flags of ${name} differ`);
  const optional = Object.values(command.arguments).map((spec) => spec.isOptional === true);
  const firstOptional = optional.includes(true) ? optional.indexOf(true) : optional.length;
  assert(optional.lastIndexOf(false) < firstOptional, `optional arguments of ${name} come last`);
  return command as unknown as Command;
}

/** Throws Failure usage.invalid with the nearest name. */
export function findCommand<C extends CommandFacts>(word: string, commands: readonly C[]): C {
  const found = commands.find(({ name }) => name === word);
  if (found) return found;
  const names = commands.map(({ name }) => name);
  const hint = didYouMean(word, names) || "; see: l2t help";
  throw new Failure("usage.invalid", `there is no command "${word}"${hint}`);
}
