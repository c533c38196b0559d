import { BugError } from "../../base/assert.ts";
import { Failure } from "../../base/failure.ts";
import type { Output } from "./output.ts";
import { printable } from "./text.ts";

/** EX_SOFTWARE of sysexits.h: the program itself is wrong. */
export const bugExitCode = 70;

/** Prints why a command ended early, in one line, and returns its exit code. */
export async function reportError(
  error: unknown,
  output: Output,
  options: { readonly isVerbose: boolean },
): Promise<number> {
  const { paint } = output;
  const isFailure = error instanceof Failure;
  const name = paint.bold(paint.red("l2t:"));
  if (isFailure) await output.write(`${name} ${printable(error.message)}\n`);
  else await output.write(`${name} ${bugText(error, options)}\n`);
  if (options.isVerbose) await output.write(`${stackText(error)}\n`);
  return isFailure ? error.policy.exit : bugExitCode;
}

function bugText(error: unknown, { isVerbose }: { readonly isVerbose: boolean }): string {
  const what = error instanceof Error ? error.message : String(error);
  const kind = error instanceof BugError || !(error instanceof Error) ? "" : `${error.name}: `;
  const way = isVerbose
    ? "please report it with the lines below"
    : "please report it with the output of the same command and --verbose";
  return `this is a bug in learn2trade: ${kind}${printable(what)}; ${way}`;
}

function stackText(error: unknown): string {
  const parts: string[] = [];
  let current = error;
  // A chain of causes has an end unless something is very wrong.
  for (let depth = 0; current !== undefined && depth < 10; depth++) {
    const text = current instanceof Error ? (current.stack ?? current.message) : String(current);
    parts.push(depth === 0 ? text : `caused by ${text}`);
    current = current instanceof Error ? current.cause : undefined;
  }
  return parts.join("\n");
}
