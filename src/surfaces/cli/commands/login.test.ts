import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jsonAnswer } from "../../../../testing/replay/answer.ts";
import { type ReplayServer, startReplayServer } from "../../../../testing/replay/replay-server.ts";
import { type L2tProcess, runL2t, startL2t } from "../../../../testing/run-l2t.ts";
import { endedBody, grantBody } from "../../../../testing/schwab/schwab-bodies.ts";
import { openLogins } from "../../../app/open-logins.ts";

let cwd: string;
let server: ReplayServer;

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "l2t-login-"));
  server = await startReplayServer({
    routes: { "POST /v1/oauth/token": jsonAnswer(grantBody(5)) },
  });
});

afterEach(async () => {
  rmSync(cwd, { recursive: true, force: true });
  await server.stop();
});

function variables(callback = "https://127.0.0.1:8182"): Record<string, string> {
  return {
    L2T_SCHWAB_APP_KEY: "app-key",
    L2T_SCHWAB_APP_SECRET: "app-secret",
    L2T_SCHWAB_CALLBACK: callback,
    L2T_SCHWAB_URL: server.url,
  };
}

function start(env = variables(), ...more: readonly string[]): L2tProcess {
  return startL2t(["login", "schwab", ...more], { cwd, env });
}

const stateIn = (text: string) => /state=([\w-]+)/.exec(text)?.[1] ?? "";

test("a pasted address logs in; neither token nor secret is printed", async () => {
  const program = start();
  const [shown] = await program.printed(/http:\S+oauth\/authorize\?\S+/);
  const address = `https://127.0.0.1:8182/?code=C0.secret%40&session=s&state=${stateIn(shown)}`;
  program.child.stdin?.write(`${address}\n`);
  expect(await program.ended()).toBe(0);
  const output = program.output();
  expect(output).toContain(
    "Logged in at Charles Schwab. The next login is needed in 7 days, by 20",
  );
  for (const secret of ["access-5", "refresh-1", "app-secret", "C0.secret"]) {
    expect(output).not.toContain(secret);
  }
  const file = join(cwd, "data/schwab-token.json");
  expect(readFileSync(file, "utf8")).toContain("access-5");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const status = runL2t(["login", "schwab", "--status"], { cwd, env: variables() });
  expect([status.status, status.stdout]).toEqual([0, expect.stringContaining("in 7 days")]);
});

test("the command ends by itself when our server has finished the login", async () => {
  const env = variables("https://scanner.example.com/login/schwab");
  const program = start(env, "--json");
  const [shown] = await program.printed(/http:\S+oauth\/authorize\?\S+/);
  await program.printed(/Where that is this server, there is nothing else to do/);
  const [login] = openLogins(join(cwd, "data"), env);
  const address = `?code=C0.a%40&state=${stateIn(shown)}`;
  const { signal } = new AbortController();
  await login?.finish(address, { source: "callback", signal });
  expect(await program.ended()).toBe(0);
  const { output } = program;
  const document = JSON.parse(output().slice(output().indexOf("{")));
  expect(document).toMatchObject({ id: "schwab", state: "ok", missing_variables: [] });
});

test("what is no such address, and what Schwab refuses, ends with the way out", () => {
  const line = ["login", "schwab"];
  const wrong = runL2t(line, { cwd, env: variables(), input: "https://127.0.0.1:8182/?x=1\n" });
  expect([wrong.status, wrong.stderr]).toEqual([64, expect.stringContaining("address bar")]);
  server.route("POST /v1/oauth/token", jsonAnswer(endedBody, { status: 400 }));
  const nothing = runL2t(line, { cwd, env: variables(), input: "" });
  expect([nothing.status, nothing.stderr]).toEqual([64, expect.stringContaining("begin again")]);
});

test("a code that has ended is told as that", async () => {
  server.route("POST /v1/oauth/token", jsonAnswer(endedBody, { status: 400 }));
  const program = start();
  const [shown] = await program.printed(/http:\S+oauth\/authorize\?\S+/);
  program.child.stdin?.write(`https://127.0.0.1:8182/?code=a%40&state=${stateIn(shown)}\n`);
  expect(await program.ended()).toBe(77);
  expect(program.output()).toContain("30 seconds, once");
});

test("without a name the logins are listed, with what they lack", () => {
  const listed = runL2t(["login"], { cwd });
  expect(listed.status).toBe(0);
  expect(listed.stdout).toContain("Charles Schwab");
  expect(listed.stdout).toContain("set L2T_SCHWAB_APP_KEY");
  expect(runL2t(["login", "--status"], { cwd }).status).toBe(1);
  expect(runL2t(["login", "nobody"], { cwd }).stderr).toContain("there is one at schwab");
  const unset = runL2t(["login", "schwab"], { cwd });
  expect([unset.status, unset.stderr]).toEqual([
    78,
    expect.stringContaining("L2T_SCHWAB_CALLBACK"),
  ]);
});
