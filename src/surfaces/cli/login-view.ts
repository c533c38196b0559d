import type { LoginStatus, ProviderLogin } from "../../ports/provider-login.ts";
import { formatSpan } from "./format.ts";
import { writeJson } from "./json.ts";
import { type Output, writeLines } from "./output.ts";
import { printTable } from "./table.ts";

/** The state of logins: a table for people, a document for programs. */
export async function printLogins(
  out: Output,
  logins: readonly ProviderLogin[],
  how: { readonly nowMs: number; readonly isJson: boolean },
): Promise<void> {
  if (how.isJson) return writeJson(out, { logins: logins.map(loginDocument) });
  const columns = [
    { heading: "Provider", align: "left", rank: 9 },
    { heading: "Login", align: "left", rank: 9 },
    { heading: "Needed again", align: "left", rank: 8 },
    { heading: "Begin with", align: "left", rank: 9 },
  ] as const;
  const rows = logins.map((login) => {
    const { id, title, missing } = login;
    const status = login.status();
    const begin = missing.length === 0 ? `l2t login ${id}` : `set ${missing.join(", ")}`;
    return [title, stateTexts[status.state], endText(status, how.nowMs), begin];
  });
  return writeLines(out, printTable(out, columns, rows).lines);
}

const stateTexts = { none: "none", ok: "holds", ended: "ended", refused: "refused" } as const;

/** "in 6 days, by 2026-12-01 14:05 UTC"; "now" where there is nothing to wait for. */
export function endText({ state, endsTsMs }: LoginStatus, nowMs: number): string {
  if (state !== "ok") return "now";
  if (endsTsMs === null) return "never";
  const date = new Date(endsTsMs).toISOString().slice(0, 16).replace("T", " ");
  return `in ${formatSpan(endsTsMs - nowMs)}, by ${date} UTC`;
}

export function loginDocument(login: ProviderLogin) {
  const { id, title, missing } = login;
  const { state, loginTsMs, endsTsMs, text } = login.status();
  return {
    ...{ id, title, state, text },
    logged_in_at: isoOrNull(loginTsMs),
    needed_again_at: isoOrNull(endsTsMs),
    missing_variables: missing,
  };
}

function isoOrNull(tsMs: number | null): string | null {
  return tsMs === null ? null : new Date(tsMs).toISOString();
}
