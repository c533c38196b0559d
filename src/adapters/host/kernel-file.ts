import { readdirSync, readFileSync } from "node:fs";

/**
 * A file of /proc or /sys as text; undefined where it cannot be read. Missing on this system, not
 * permitted, and gone with its process are all ordinary here.
 */
export function readKernelFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Names in a folder; none where it cannot be read. */
export function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

const kilobyte = 1_024;

/** The value of "Name:   123 kB" in bytes; undefined where the line or the file is missing. */
export function kilobytesOf(text: string | undefined, name: string): number | undefined {
  const value = numberAfter(text, `${name}:`);
  return value === undefined ? undefined : value * kilobyte;
}

/** The number after a word at the start of a line: of "anon 4096", 4096. */
export function numberAfter(text: string | undefined, word: string): number | undefined {
  if (text === undefined) return undefined;
  const at = text.startsWith(word) ? 0 : text.indexOf(`\n${word}`) + 1;
  if (at === 0 && !text.startsWith(word)) return undefined;
  const end = text.indexOf("\n", at);
  return wholeNumber(text.slice(at + word.length, end < 0 ? undefined : end).replace(/ kB$/, ""));
}

/** A file that holds one number; "max" is no limit. */
export function limitOf(text: string | undefined): number | undefined {
  if (text?.trim() === "max") return Number.POSITIVE_INFINITY;
  return wholeNumber(text);
}

/** Undefined unless both are known. */
export function sumOf(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

export function wholeNumber(text: string | undefined): number | undefined {
  const digits = text?.trim() ?? "";
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}
