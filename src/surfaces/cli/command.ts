import { assert } from "../../base/assert.ts";
import { Failure, type FailureCode } from "../../base/failure.ts";
import type { OptionTable, OptionValues } from "../../config/option.ts";
import { didYouMean } from "../../config/suggest.ts";
import type { CliContext } from "./context.ts";

/** A value that stands on the command line without a flag. */
export interface ArgumentSpec {
  /** As help prints it: "FILE". */
  readonly placeholder: string;
  readonly help: string;
  readonly isOptional?: boolean;
  /** Words it may be; any text where absent. */
  readonly choices?: readonly string[];
}

/** In the order in which they are typed; optional ones come last. */
export type ArgumentTable = Readonly<Record<string, ArgumentSpec>>;

export type ArgumentValues<A extends ArgumentTable> = {
  readonly [K in keyof A]: A[K] extends { readonly isOptional: true } ? string | undefined : string;
};

export interface Example {
  /** What to type after "l2t ". */
  readonly line: string;
  readonly help: string;
}

/** Headings under which the program's help lists its commands. */
export const commandGroups = ["start", "signals", "data", "program"] as const;
type CommandGroup = (typeof commandGroups)[number];

export interface Command<
  A extends ArgumentTable = ArgumentTable,
  O extends OptionTable = OptionTable,
> {
  readonly name: string;
  readonly group: CommandGroup;
  /** One line, without a full stop. */
  readonly summary: string;
  /** Paragraphs for its own help page. */
  readonly details?: readonly string[];
  readonly arguments: A;
  readonly options: O;
  /** Which of --json and --csv it can print beside text for people. */
  readonly formats: readonly ("json" | "csv")[];
  /** Whether it ends its work in an orderly way when the context's signal aborts. */
  readonly finishesOnStop?: boolean;
  /** Whether --host and --port mean something to it. */
  readonly usesServer?: boolean;
  readonly examples: readonly Example[];
  /** Ways in which it can fail; each has its exit code in the table of failures. */
  readonly failures: readonly FailureCode[];
  /** Meaning of exit codes of its own, such as 1 of `doctor`. */
  readonly exits?: Readonly<Record<number, string>>;
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
export function findCommand(word: string, commands: readonly Command[]): Command {
  const found = commands.find(({ name }) => name === word);
  if (found) return found;
  const names = commands.map(({ name }) => name);
  const hint = didYouMean(word, names) || "; see: l2t help";
  throw new Failure("usage.invalid", `there is no command "${word}"${hint}`);
}
