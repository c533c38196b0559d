import { createHash } from "node:crypto";
import { Failure } from "../../../base/failure.ts";
import { type ApiKey, type KeyScope, keyScopes } from "../../../ports/key-store.ts";
import type { Store } from "../../../ports/store.ts";
import { makeApiKey } from "../../../services/api-keys/api-keys.ts";
import { defineCommand } from "../command.ts";
import type { CliContext } from "../context.ts";
import { formatSpan } from "../format.ts";
import { writeJson } from "../json.ts";
import { writeLines } from "../output.ts";
import { withServedStore } from "../store-access.ts";
import { printTable } from "../table.ts";
import { printable } from "../text.ts";

const labelLengthMax = 60;
const actions = ["list", "create", "revoke"] as const;

export const keysCommand = defineCommand({
  name: "keys",
  group: "program",
  summary: "Make, list and revoke keys of the API",
  details: [
    "A server that listens on loopback only answers this machine without a key. On any other " +
      "address every request needs one: Authorization: Bearer KEY, or X-API-Key: KEY; people " +
      "sign in with it on the page.",
    "The secret is printed once, when the key is made, and stored nowhere. Revoking takes effect " +
      "at once.",
  ],
  arguments: {
    action: { placeholder: "ACTION", help: "list, create or revoke", choices: actions },
    id: { placeholder: "ID", help: "revoke: which key", isOptional: true },
  },
  options: {
    label: {
      kind: "text",
      flag: "label",
      placeholder: "NAME",
      help: "create: who or what uses it",
    },
    scope: {
      kind: "choice",
      flag: "scope",
      choices: keyScopes,
      default: "read",
      help: "create: what it may do; each includes those before it",
    },
  },
  formats: ["json"],
  examples: [
    { line: "keys create --label dashboard", help: "may read" },
    { line: "keys create --label phone --scope write", help: "may edit lists too" },
    { line: "keys revoke k7m2p9qx", help: "ends it at once" },
  ],
  failures: ["usage.invalid", "not.found", "store.busy", "store.unavailable", "store.invalid"],
  async run(context, { args, options }) {
    const { action, id } = args;
    const { label, scope } = options;
    return await withServedStore(context, async (store, dataDir) => {
      if (action === "create") await create(context, store, { label, scope, dataDir });
      else if (action === "revoke") await revoke(context, store, id);
      else await list(context, store);
      return 0;
    });
  },
});

async function create(
  { out, clock, settings }: CliContext,
  store: Store,
  wish: { readonly label: string | undefined; readonly scope: KeyScope; readonly dataDir: string },
): Promise<void> {
  const { label, scope, dataDir } = wish;
  if (label === undefined || label.length > labelLengthMax) {
    const way = `give it a name of 1 to ${labelLengthMax} characters with --label NAME`;
    throw new Failure("usage.invalid", `a key needs a label; ${way}`);
  }
  const { key, text } = makeApiKey({ label, scope, nowTsMs: clock.nowMs() }, { sha256 });
  store.keys.add(key);
  if (settings.json) return writeJson(out, { ...documentOf(key), key: text });
  const { paint } = out;
  await writeLines(out, [
    paint.bold(text),
    "",
    `Scope ${scope}, for the data in ${dataDir}. It is shown this once; keep it safe.`,
    paint.dim(`revoke it with: l2t keys revoke ${key.id}`),
  ]);
}

async function revoke(
  { out, clock, settings }: CliContext,
  store: Store,
  id: string | undefined,
): Promise<void> {
  if (id === undefined) {
    throw new Failure("usage.invalid", "which key? name its ID, as l2t keys list prints it");
  }
  if (!store.keys.revoke(id, clock.nowMs())) {
    const text = `there is no key "${printable(id)}" that holds; see: l2t keys list`;
    throw new Failure("not.found", text);
  }
  if (settings.json) return writeJson(out, { id, revoked: true });
  await writeLines(out, [`${id} is revoked: from now on it is refused`]);
}

async function list({ out, clock, settings }: CliContext, store: Store): Promise<void> {
  const keys = store.keys.list();
  if (settings.json) return writeJson(out, { count: keys.length, keys: keys.map(documentOf) });
  if (keys.length === 0) {
    return writeLines(out, ["There are no keys; make one with: l2t keys create --label NAME"]);
  }
  const columns = [
    { heading: "ID", align: "left", rank: 9 },
    { heading: "Label", align: "left", rank: 9 },
    { heading: "Scope", align: "left", rank: 9 },
    { heading: "Made", align: "left", rank: 5 },
    { heading: "Last used", align: "left", rank: 6 },
    { heading: "State", align: "left", rank: 9 },
  ] as const;
  const nowMs = clock.nowMs();
  const ago = (tsMs: number) => `${formatSpan(nowMs - tsMs)} ago`;
  const rows = keys.map((key) => [
    key.id,
    printable(key.label),
    key.scope,
    ago(key.createdTsMs),
    key.lastUsedTsMs === null ? "never" : ago(key.lastUsedTsMs),
    key.revokedTsMs === null ? "holds" : "revoked",
  ]);
  return writeLines(out, printTable(out, columns, rows).lines);
}

/** Without the hash: nobody needs it, and it is the half of a key. */
function documentOf(key: ApiKey) {
  return {
    id: key.id,
    label: key.label,
    scope: key.scope,
    created_at: new Date(key.createdTsMs).toISOString(),
    last_used_at: isoOrNull(key.lastUsedTsMs),
    revoked_at: isoOrNull(key.revokedTsMs),
  };
}

function isoOrNull(tsMs: number | null): string | null {
  return tsMs === null ? null : new Date(tsMs).toISOString();
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
