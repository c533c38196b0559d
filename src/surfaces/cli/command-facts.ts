import type { FailureCode } from "../../base/failure.ts";
import type { OptionTable } from "../../config/option.ts";

/** A value that stands on the command line without a flag. */
export interface ArgumentSpec {
  /** As help prints it: "FILE". */
  readonly placeholder: string;
  readonly help: string;
  readonly isOptional?: boolean;
  /** The last one may take all words that are left; they are joined by commas. */
  readonly takesRest?: boolean;
  /** Words it may be; any text where absent. */
  readonly choices?: readonly string[];
}

/** In the order in which they are typed; optional ones come last. */
export type ArgumentTable = Readonly<Record<string, ArgumentSpec>>;

export interface Example {
  /** What to type after "l2t ". */
  readonly line: string;
  readonly help: string;
}

/** Headings under which the program's help lists its commands. */
export const commandGroups = ["start", "signals", "data", "program"] as const;
type CommandGroup = (typeof commandGroups)[number];

/** What is known of a command without running it: help, parsing and documents come from here. */
export interface CommandFacts {
  readonly name: string;
  readonly group: CommandGroup;
  /** One line, without a full stop. */
  readonly summary: string;
  /** Paragraphs for its own help page. */
  readonly details?: readonly string[];
  readonly arguments: ArgumentTable;
  readonly options: OptionTable;
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
}
