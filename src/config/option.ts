import { err, ok, type Result } from "../base/result.ts";
import { didYouMean } from "./suggest.ts";

interface OptionFacts {
  /** Without the dashes, kebab-case. */
  readonly flag: string;
  /** One letter, without the dash. */
  readonly short?: string;
  /** Environment variable that gives the value when the flag is absent. */
  readonly env?: string;
  /** What stands for the value in help: "DATE". */
  readonly placeholder?: string;
  readonly help: string;
}

interface SwitchOption extends OptionFacts {
  readonly kind: "switch";
}

interface NumberOption extends OptionFacts {
  readonly kind: "integer" | "number";
  readonly min: number;
  readonly max: number;
  readonly default?: number;
  readonly unit?: string;
}

interface TextOption extends OptionFacts {
  readonly kind: "text";
  readonly default?: string;
}

/** May be given several times; the value is the list, empty by default. */
interface ListOption extends OptionFacts {
  readonly kind: "list";
}

interface ChoiceOption extends OptionFacts {
  readonly kind: "choice";
  readonly choices: readonly string[];
  readonly default?: string;
}

/** A setting that users may give: its name, its values and its help in one place. */
export type OptionSpec = SwitchOption | NumberOption | TextOption | ListOption | ChoiceOption;
export type OptionTable = Readonly<Record<string, OptionSpec>>;

type OrAbsent<S, T> = S extends { readonly default: unknown } ? T : T | undefined;

/** The type of an option's value once it is read. */
export type OptionValue<S extends OptionSpec> = S["kind"] extends "switch"
  ? boolean
  : S["kind"] extends "integer" | "number"
    ? OrAbsent<S, number>
    : S["kind"] extends "list"
      ? readonly string[]
      : S extends { readonly choices: readonly (infer Choice)[] }
        ? OrAbsent<S, Choice>
        : OrAbsent<S, string>;

export type OptionValues<T extends OptionTable> = { readonly [K in keyof T]: OptionValue<T[K]> };

/** What a user gave, not yet checked: nothing, a bare switch, or texts. */
export type GivenValue = undefined | true | readonly string[];

/** Reads what was given for an option; `name` is how the user wrote it, for the message. */
export function readOption(spec: OptionSpec, name: string, given: GivenValue): Result<unknown> {
  if (spec.kind === "switch") return readSwitch(name, given);
  if (given === true) return err(`${name} needs a value: ${name} ${placeholderOf(spec)}`);
  if (spec.kind === "list") return ok(given ?? []);
  if (given === undefined) return ok(spec.default);
  const text = given.at(-1) as string;
  if (spec.kind === "choice") return readChoice(spec, name, text);
  if (spec.kind === "text") {
    return text === "" ? err(`${name} is empty; it needs a ${placeholderOf(spec)}`) : ok(text);
  }
  return readNumber(spec, name, text);
}

/** "PORT", "N", "auto|always|never": what stands for the value in help; empty for a switch. */
export function placeholderOf(spec: OptionSpec): string {
  if (spec.placeholder !== undefined) return spec.placeholder;
  if (spec.kind === "switch") return "";
  if (spec.kind === "choice") return spec.choices.join("|");
  return spec.kind === "text" || spec.kind === "list" ? "TEXT" : "N";
}

export function defaultOf(spec: OptionSpec): string | number | undefined {
  return "default" in spec ? spec.default : undefined;
}

const trueWords = ["1", "true", "yes", "on"];
const falseWords = ["0", "false", "no", "off", ""];

function readSwitch(name: string, given: GivenValue): Result<boolean> {
  if (given === undefined) return ok(false);
  if (given === true) return ok(true);
  const text = given.at(-1) as string;
  if (trueWords.includes(text.toLowerCase())) return ok(true);
  if (falseWords.includes(text.toLowerCase())) return ok(false);
  return err(`${name} is on or off, not "${text}"; use 1 or 0`);
}

function readChoice(spec: ChoiceOption, name: string, text: string): Result<string> {
  if (spec.choices.includes(text)) return ok(text);
  const hint = didYouMean(text, spec.choices);
  return err(`${name} is one of ${spec.choices.join(", ")}, not "${text}"${hint}`);
}

/** Plain decimal notation: no hexadecimal, no empty text, no Infinity. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function readNumber(spec: NumberOption, name: string, text: string): Result<number> {
  const value = decimal.test(text) ? Number(text) : Number.NaN;
  const isWhole = spec.kind === "integer";
  const unit = spec.unit === undefined ? "" : ` ${spec.unit}`;
  const kind = isWhole ? "a whole number" : "a number";
  const isFine = value >= spec.min && value <= spec.max && (!isWhole || Number.isInteger(value));
  if (isFine) return ok(value);
  return err(`${name} is ${kind} from ${spec.min} to ${spec.max}${unit}, not "${text}"`);
}
