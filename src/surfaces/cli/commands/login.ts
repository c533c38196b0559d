import { Failure } from "../../../base/failure.ts";
import type { LoginStatus, ProviderLogin } from "../../../ports/provider-login.ts";
import { parseEnvFile } from "../../../services/deploy/env-file.ts";
import { readInstallation } from "../../../services/deploy/installation.ts";
import { defineCommand } from "../command.ts";
import type { CliContext } from "../context.ts";
import { dataDirOf } from "../installed.ts";
import { writeJson } from "../json.ts";
import { endText, loginDocument, printLogins } from "../login-view.ts";
import { writeLines } from "../output.ts";
import { readLine } from "../read-line.ts";
import { printable } from "../text.ts";

/** Somebody looks for a phone with the second factor; after that it is begun anew. */
const waitMsMax = 30 * 60_000;
const lookMs = 1_000;
/** What `--status` ends with where a login is needed. */
const neededExit = 1;

export const loginCommand = defineCommand({
  name: "login",
  group: "program",
  summary: "Log in at a vendor of market data, or see how long logins hold",
  details: [
    "Schwab wants a login in the browser every seven days. The command prints the address, opens " +
      "it where there is a desktop, and takes the address on which the browser ends: pasted or " +
      "piped, for it is a secret that no command line should keep. Where L2T_SCHWAB_CALLBACK is " +
      "this server's own https address, with the path /login/schwab, nothing needs to be pasted.",
    "On a server with installed services it is their data directory and their settings; run it " +
      "as root. Services that run take the new login at once. Tokens are kept in the data " +
      "directory, readable by their owner only, and never printed.",
  ],
  arguments: {
    provider: {
      placeholder: "PROVIDER",
      help: "where; without it, all are listed",
      isOptional: true,
    },
  },
  options: {
    status: { kind: "switch", flag: "status", help: "only say how long the login holds" },
  },
  formats: ["json"],
  exits: { [neededExit]: "with --status: a login is needed" },
  examples: [
    { line: "login schwab", help: "once a week" },
    { line: "login schwab --status", help: "days left; for a monitor, see the exit code" },
    { line: "login", help: "what can be logged in to" },
  ],
  failures: [
    ...(["usage.invalid", "config.invalid", "provider.unauthorized"] as const),
    ...(["provider.unavailable", "provider.rate-limited", "store.unavailable"] as const),
    "host.unavailable",
  ],
  async run(context, { args, options }) {
    const { out, clock, settings } = context;
    const logins = await openLogins(context);
    const chosen = args.provider === undefined ? logins : [findLogin(logins, args.provider)];
    const [login] = chosen;
    if (login === undefined || args.provider === undefined || options.status) {
      await printLogins(out, chosen, { nowMs: clock.nowMs(), isJson: settings.json });
      const isNeeded = chosen.some((each) => each.status().state !== "ok");
      return options.status && isNeeded ? neededExit : 0;
    }
    await logIn(context, login);
    return 0;
  },
});

/** Of the installed services, with their settings, where no other data directory is named. */
async function openLogins(context: CliContext): Promise<readonly ProviderLogin[]> {
  const { program, environment } = context;
  const { files } = await program.openDeployment();
  const installed = readInstallation(files);
  const dataDir = dataDirOf(context, installed);
  const isTheirs = installed !== undefined && dataDir === installed.dataDir;
  const theirs = isTheirs ? parseEnvFile(files.read(installed.envFile) ?? "") : {};
  return await program.openLogins(dataDir, { ...theirs, ...environment });
}

function findLogin(logins: readonly ProviderLogin[], id: string): ProviderLogin {
  const found = logins.find((login) => login.id === id);
  if (found) return found;
  const known = logins.map((login) => login.id).join(", ");
  const text = `there is no login at "${printable(id)}"; there is one at ${known}`;
  throw new Failure("usage.invalid", text);
}

async function logIn(context: CliContext, login: ProviderLogin): Promise<void> {
  const { out, err, clock, settings, program } = context;
  const before = login.status().loginTsMs;
  const { url, callback } = login.begin();
  // With --json standard output holds the document alone.
  const talk = settings.json ? err : out;
  await writeLines(talk, [
    `Log in at ${login.title} in a browser:`,
    "",
    url,
    "",
    ...next(callback),
  ]);
  if (!settings.json) await program.openBrowser(url);
  const status = await finished(context, login, { before, callback });
  if (settings.json) return writeJson(out, loginDocument(login));
  const again = endText(status, clock.nowMs());
  return writeLines(out, ["", `Logged in at ${login.title}. The next login is needed ${again}.`]);
}

function next(callback: string): string[] {
  const paste = "Copy the whole address and paste it here within 30 seconds:";
  if (!isOurs(callback)) {
    const end = `It ends on an address that begins with ${callback}`;
    return [`${end} and shows an error; that is as it should be.`, paste];
  }
  return [
    `It ends on ${callback}. Where that is this server, there is nothing else to do.`,
    `If it shows an error: ${paste.charAt(0).toLowerCase()}${paste.slice(1)}`,
  ];
}

/** Whether the address may be one that our server answers. */
function isOurs(callback: string): boolean {
  return new URL(callback).pathname.startsWith("/login/");
}

/** By the line that the user pastes, or by our server in the meantime: whichever comes first. */
async function finished(
  { clock, signal }: CliContext,
  login: ProviderLogin,
  begun: { readonly before: number | null; readonly callback: string },
): Promise<LoginStatus> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const seen = watch(login, begun.before, { clock, signal: either });
  try {
    const line = readLine(process.stdin, either);
    const found = await Promise.race([line, seen]);
    if (typeof found === "object" && found !== null) return found;
    if (found !== null) return await login.finish(found, { source: "paste", signal });
    const status = isOurs(begun.callback) ? await seen : null;
    if (status !== null) return status;
  } finally {
    over.abort();
  }
  if (signal.aborted) throw new Failure("run.interrupted", "the login was not finished");
  const text = "no address came on standard input, and nobody finished the login otherwise";
  throw new Failure("usage.invalid", `${text}; begin again: l2t login ${login.id}`);
}

/** Resolves once there is another login than before; null when that takes too long. */
async function watch(
  login: ProviderLogin,
  before: number | null,
  { clock, signal }: { readonly clock: CliContext["clock"]; readonly signal: AbortSignal },
): Promise<LoginStatus | null> {
  const untilTsMs = clock.nowMs() + waitMsMax;
  while (!signal.aborted && clock.nowMs() < untilTsMs) {
    const status = login.status();
    if (status.loginTsMs !== before) return status;
    await clock.sleep(lookMs, signal);
  }
  return null;
}
