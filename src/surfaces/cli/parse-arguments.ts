import { Failure } from "../../base/failure.ts";
import type { GivenValue, OptionSpec, OptionTable } from "../../config/option.ts";
import { options as programOptions } from "../../config/options.ts";
import type { GivenFlags } from "../../config/settings.ts";
import { didYouMean } from "../../config/suggest.ts";
import { type Command, findCommand } from "./command.ts";

/** Flags that every command has beside the options of the program. */
const askOptions = {
  help: { kind: "switch", flag: "help", short: "h", help: "explain the command and end" },
  version: { kind: "switch", flag: "version", short: "V", help: "print the version and end" },
} as const satisfies OptionTable;

/** What stands on a command line, sorted but not yet checked. */
export interface ParsedLine {
  /** Undefined when only flags were given. */
  readonly command: Command | undefined;
  readonly asks: "help" | "version" | undefined;
  readonly programFlags: GivenFlags;
  readonly commandFlags: GivenFlags;
  readonly words: readonly string[];
}

interface Slot {
  readonly table: "program" | "command" | "ask";
  readonly key: string;
  readonly spec: OptionSpec;
}

/**
 * Sorts the words of a command line: the first one without a dash names the command, options of
 * the program may stand anywhere, "--" ends the options. Throws Failure usage.invalid.
 */
export function parseLine(line: readonly string[], commands: readonly Command[]): ParsedLine {
  const given = { program: {}, command: {}, ask: {} } as Record<Slot["table"], GivenRecord>;
  const words: string[] = [];
  let command: Command | undefined;
  let isEnded = false;
  for (let at = 0; at < line.length; at++) {
    const word = line[at] as string;
    if (isEnded || word === "-" || !word.startsWith("-")) {
      if (command === undefined) command = findCommand(word, commands);
      else words.push(word);
    } else if (word === "--") {
      isEnded = true;
    } else {
      const { slot, text } = readFlag(word, command);
      const record = given[slot.table];
      const next = line[at + 1];
      const takesNext = slot.spec.kind !== "switch" && text === undefined && isValue(next);
      if (takesNext) at++;
      record[slot.key] = addGiven(slot, record[slot.key], text ?? (takesNext ? next : undefined));
    }
  }
  const asks = given.ask["help"] ? "help" : given.ask["version"] ? "version" : undefined;
  const [programFlags, commandFlags] = [given.program, given.command];
  return { command, asks, programFlags, commandFlags, words };
}

type GivenRecord = Record<string, GivenValue>;

/** A word that may be the value of the option before it: "-5" and "-" may, "--x" may not. */
function isValue(word: string | undefined): word is string {
  return word !== undefined && (!word.startsWith("-") || /^-(\d|\.|$)/.test(word));
}

function addGiven(slot: Slot, before: GivenValue, text: string | undefined): GivenValue {
  if (text === undefined) return true;
  return slot.spec.kind === "list" && Array.isArray(before) ? [...before, text] : [text];
}

function readFlag(word: string, command: Command | undefined): { slot: Slot; text?: string } {
  const slots = slotsOf(command);
  if (!word.startsWith("--")) {
    const [, letter = "", , text] = /^-([^=]*)(=(.*))?$/s.exec(word) ?? [];
    const slot = slots.find(({ spec }) => spec.short === letter);
    if (slot) return text === undefined ? { slot } : { slot, text };
    throw unknownFlag(word, command, slots);
  }
  const equals = word.indexOf("=");
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
  const slot = slots.find(({ spec }) => spec.flag === name);
  if (slot === undefined) throw unknownFlag(`--${name}`, command, slots);
  return equals < 0 ? { slot } : { slot, text: word.slice(equals + 1) };
}

function slotsOf(command: Command | undefined): Slot[] {
  const from = (table: Slot["table"], specs: OptionTable) =>
    Object.entries(specs).map(([key, spec]) => ({ table, key, spec }));
  const own = command === undefined ? [] : from("command", command.options);
  return [...own, ...from("program", programOptions), ...from("ask", askOptions)];
}

function unknownFlag(word: string, command: Command | undefined, slots: readonly Slot[]): Failure {
  const flags = slots.map(({ spec }) => `--${spec.flag}`);
  const owner = command === undefined ? "l2t" : `l2t ${command.name}`;
  const help = command === undefined ? "l2t help" : `l2t help ${command.name}`;
  const before = command === undefined ? "; options of a command come after its name" : "";
  const hint = didYouMean(word, flags) || `${before}; see: ${help}`;
  return new Failure("usage.invalid", `${owner} has no option "${word}"${hint}`);
}
