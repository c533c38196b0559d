import { Failure } from "../../../base/failure.ts";

/** What the address says that a browser was sent to after the login. */
export interface Redirect {
  readonly code: string;
  readonly state: string | null;
}

const textLengthMax = 8_192;

/**
 * Reads the address, as it was copied or asked for: with or without quotes around it, whole or
 * from the "?" on. Throws Failure usage.invalid; the code is a secret and not repeated.
 */
export function readRedirect(text: string): Redirect {
  const address = text.trim().replaceAll(/^["'<]+|["'>]+$/g, "");
  if (address.length > textLengthMax) throw unreadable("it is far too long");
  const query = address.includes("?") ? address.slice(address.indexOf("?") + 1) : address;
  const values = parametersOf(query.split("#")[0] ?? "");
  const error = values.get("error");
  if (error !== undefined) {
    const word = /^\w{1,60}$/.test(error) ? error : "an error";
    const message = `Schwab sent the browser back with "${word}"; begin again: l2t login schwab`;
    throw new Failure("usage.invalid", message);
  }
  const code = values.get("code") ?? "";
  if (code === "") throw unreadable('it has no "code="');
  return { code, state: values.get("state") ?? null };
}

/** A plus sign stays one: codes are no form, and nothing in them is a blank. */
function parametersOf(query: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const pair of query.split("&")) {
    const at = pair.indexOf("=");
    if (at <= 0) continue;
    try {
      values.set(decodeURIComponent(pair.slice(0, at)), decodeURIComponent(pair.slice(at + 1)));
    } catch {
      throw unreadable("it is cut off in the middle of a character");
    }
  }
  return values;
}

function unreadable(why: string): Failure {
  const what = "this is not the address that Schwab sent the browser to";
  return new Failure("usage.invalid", `${what}: ${why}; copy the whole of the address bar`);
}
