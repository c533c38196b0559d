/** Who gets in: requests over real sockets to a server that is open to the network. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { networkInterfaces } from "node:os";
import { startTestServer, type TestServer } from "../../../../testing/api-server.ts";
import { type MadeUpMarket, makeUpMarket } from "../../../../testing/made-up-market.ts";
import { type KeyScope, keyScopes } from "../../../ports/key-store.ts";
import { makeApiKey } from "../../../services/api-keys/api-keys.ts";
import { everyRoute } from "../routes/registry.ts";
import { sha256 } from "../runtime.ts";

let market: MadeUpMarket;
let server: TestServer;
const keys = new Map<string, string>();
const lines: string[] = [];

beforeAll(async () => {
  market = await makeUpMarket({ symbols: 12, days: 120 });
  for (const scope of keyScopes) keys.set(scope, addKey(scope));
  const access = { corsOrigins: ["https://a.example, https://b.example"] };
  const onAccess = (line: string) => lines.push(line);
  server = await startTestServer({ ...market, host: "0.0.0.0", access, onAccess });
});

afterAll(async () => {
  expect(server.bugs).toEqual([]);
  await server.server.stop();
  market.remove();
});

function addKey(scope: KeyScope): string {
  const made = makeApiKey({ label: scope, scope, nowTsMs: market.nowTsMs }, { sha256 });
  market.store.keys.add(made.key);
  return made.text;
}

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(new URL(path, server.url), { redirect: "manual", ...init });
}

const bearer = (scope: KeyScope) => ({ Authorization: `Bearer ${keys.get(scope)}` });
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "QUERY"];
const paths = [...new Set(everyRoute.map(({ path }) => path.replaceAll(/\{\w+\}/g, "AAA")))];

describe("a server that others reach", () => {
  test.each(paths)("%s answers no method without a key", async (path) => {
    // The end of a login asks for what only its beginning gave out: here there was none.
    const isLogin = path.startsWith("/login/");
    const isPublic = path === "/health" || path === "/ready" || isLogin;
    for (const method of methods) {
      const { status, headers } = await ask(path, { method });
      const isAsked = method === "GET" || method === "HEAD";
      if (isPublic && isAsked) expect(isLogin ? [404] : [200, 503]).toContain(status);
      else expect(status).toBe(401);
      expect(headers.get("Content-Security-Policy")).toContain("default-src 'none'");
    }
  });

  test("a monitor without a key learns whether it is ready, and no more", async () => {
    const { status, parts } = (await (await ask("/ready")).json()) as {
      status: string;
      parts: object[];
    };
    expect(status).toContain("ready");
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(Object.keys(part)).toEqual(["name", "ok"]);
  });

  test("what is not there is not told without a key either", async () => {
    expect((await ask("/nothing/here")).status).toBe(401);
    expect((await ask("/nothing/here", { headers: bearer("read") })).status).toBe(404);
  });

  test("a key opens it, as a bearer and in a header of its own, never in the address", async () => {
    const key = keys.get("read") as string;
    expect((await ask("/api/stats", { headers: bearer("read") })).status).toBe(200);
    expect((await ask("/api/stats", { headers: { "X-API-Key": key } })).status).toBe(200);
    expect((await ask(`/api/stats?key=${key}&token=${key}`)).status).toBe(401);
  });

  test("a wrong secret, an unknown id and a revoked key are one refusal", async () => {
    const revoked = addKey("admin");
    const id = revoked.split("_")[1] as string;
    market.store.keys.revoke(id, market.nowTsMs);
    const read = keys.get("read") as string;
    const texts = [
      revoked,
      `${read.slice(0, -1)}x`,
      read.replace(/_\w{8}_/, "_aaaaaaaa_"),
      "",
      "x",
    ];
    const answers: string[] = [];
    for (const text of texts) {
      const startMs = performance.now();
      const answer = await ask("/api/stats", { headers: { "X-API-Key": text } });
      expect(answer.status).toBe(401);
      // Each is held back for the same while.
      expect(performance.now() - startMs).toBeGreaterThan(200);
      answers.push(await answer.text());
    }
    expect(new Set(answers).size).toBe(1);
  });

  test("a scope that is too small is 403 and says which one is needed", async () => {
    const put = { method: "PUT", body: '{"symbols":["AAA"]}' };
    const json = { "Content-Type": "application/json" };
    const path = "/api/v1/watchlists/mine";
    const refused = await ask(path, { ...put, headers: { ...json, ...bearer("read") } });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('scope \\"write\\"');
    const taken = await ask(path, { ...put, headers: { ...json, ...bearer("write") } });
    expect(taken.status).toBeLessThan(300);
  });

  test("the last use of a key is written at most once a minute", async () => {
    const text = addKey("read");
    const id = text.split("_")[1] as string;
    await ask("/api/stats", { headers: { "X-API-Key": text } });
    expect(market.store.keys.find(id)?.lastUsedTsMs).toBe(market.nowTsMs);
    market.store.keys.markUsed(id, market.nowTsMs - 59_999);
    await ask("/api/stats", { headers: { "X-API-Key": text } });
    expect(market.store.keys.find(id)?.lastUsedTsMs).toBe(market.nowTsMs - 59_999);
  });

  test("only origins that were named may read, and none with a cookie", async () => {
    const from = (origin: string) => ({ headers: { ...bearer("read"), Origin: origin } });
    const allowed = await ask("/api/stats", from("https://b.example"));
    expect(allowed.headers.get("Access-Control-Allow-Origin")).toBe("https://b.example");
    expect(allowed.headers.get("Access-Control-Allow-Credentials")).toBeNull();
    for (const origin of ["https://a.example.evil", "https://A.example", "null", "https://c"]) {
      const other = await ask("/api/stats", from(origin));
      expect(other.headers.get("Access-Control-Allow-Origin")).toBeNull();
    }
    const preflight = await ask("/api/stats", {
      method: "OPTIONS",
      headers: { Origin: "https://a.example", "Access-Control-Request-Method": "GET" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("Access-Control-Allow-Headers")).toContain("Authorization");
  });

  test("nothing secret is ever in a line of the log", async () => {
    const key = keys.get("read") as string;
    const headers = { ...bearer("read"), Cookie: "l2t_session=planted-cookie" };
    await ask(`/api/stats?token=planted-query&x=${key}&limit=planted secret`, { headers });
    await ask(`/${key}/%0d%0aplanted-line`, { headers });
    await ask("/api/stats", { headers: { Authorization: `Basic planted-basic` } });
    const log = lines.join("\n");
    expect(log).not.toContain(key.slice(13));
    expect(log).not.toMatch(/planted-(cookie|query|basic)|planted secret/);
    expect(lines.at(-1)).toMatch(/^\S+Z 127\.0\.0\.1 - GET \/api\/stats 401 [\d.]+ms \d+$/);
    expect(lines.find((line) => line.includes("token=*&x=*&limit=*"))).toContain(key.slice(4, 12));
    expect(lines.every((line) => !line.includes("\n"))).toBe(true);
  });
});

describe("people with a browser", () => {
  const own = () => ({ Origin: server.url.slice(0, -1) });
  const form = (key: string, headers: Record<string, string> = own()) =>
    ask("/sign-in", { method: "POST", body: new URLSearchParams({ key }), headers });

  test("the page asks for a key, and shows itself to whoever has one", async () => {
    const asked = await ask("/", { headers: { Accept: "text/html" } });
    expect(asked.status).toBe(401);
    expect(await asked.text()).toContain('action="/sign-in"');
    const entered = await form(keys.get("read") as string);
    expect(entered.status).toBe(303);
    const cookie = entered.headers.get("Set-Cookie") ?? "";
    expect(cookie).toMatch(/^l2t_session=[0-9a-f]{64}; .*HttpOnly; SameSite=Strict$/);
    const Cookie = cookie.split(";")[0] as string;
    const page = await ask("/", { headers: { Accept: "text/html", Cookie } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("learn2trade");
    // A cookie is no proof of intent: a page of strangers may not use it to change something.
    const foreign = await ask("/api/v1/watchlists/x", {
      method: "DELETE",
      headers: { Cookie, Origin: "https://evil.example" },
    });
    expect(foreign.status).toBe(403);
    const left = await ask("/sign-out", { method: "POST", headers: { Cookie, ...own() } });
    expect(left.headers.get("Set-Cookie")).toContain("Max-Age=0");
    expect((await ask("/", { headers: { Accept: "text/html", Cookie } })).status).toBe(401);
  });

  test("a revoked key ends its sessions", async () => {
    const text = addKey("read");
    const cookie = (await form(text)).headers.get("Set-Cookie")?.split(";")[0] as string;
    expect((await ask("/api/stats", { headers: { Cookie: cookie } })).status).toBe(200);
    market.store.keys.revoke(text.split("_")[1] as string, market.nowTsMs);
    expect((await ask("/api/stats", { headers: { Cookie: cookie } })).status).toBe(401);
  });

  test("a page of another origin signs nobody in", async () => {
    const key = keys.get("read") as string;
    expect((await form(key, { Origin: "https://evil.example" })).status).toBe(403);
    expect((await form(key, { Origin: "null" })).status).toBe(403);
    const hidden = { Origin: "null", "Sec-Fetch-Site": "same-origin" };
    expect((await form(key, hidden)).status).toBe(303);
  });
});

describe("a server on loopback", () => {
  test("needs no key, but strangers and proxies do", async () => {
    const local = await startTestServer(market);
    const at = new URL("/api/v1/watchlists/local", local.url);
    const put = (headers: Record<string, string>) =>
      fetch(at, {
        method: "PUT",
        body: '{"symbols":["AAA"]}',
        headers: { "Content-Type": "application/json", ...headers },
      });
    expect((await put({})).status).toBeLessThan(300);
    expect((await put({ Origin: local.url.slice(0, -1) })).status).toBeLessThan(300);
    expect((await put({ Origin: "https://evil.example" })).status).toBe(403);
    expect((await put({ "Sec-Fetch-Site": "cross-site" })).status).toBe(403);
    expect((await local.get("/api/stats", { "X-Forwarded-For": "203.0.113.9" })).status).toBe(401);
    expect((await local.get("/api/stats", { "X-API-Key": "wrong" })).status).toBe(401);
    await local.server.stop();
  });
});

describe("options", () => {
  const outside = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find(({ internal, family }) => !internal && family === "IPv4")?.address;

  test("trust in loopback reaches as far as this machine", async () => {
    const access = { trustsLoopback: true };
    const open = await startTestServer({ ...market, host: "0.0.0.0", access });
    expect((await open.get("/api/stats")).status).toBe(200);
    expect((await open.get("/api/stats", { Via: "1.1 proxy" })).status).toBe(401);
    if (outside !== undefined) {
      const url = `http://${outside}:${new URL(open.url).port}/api/stats`;
      expect((await fetch(url)).status).toBe(401);
    }
    await open.server.stop();
  });

  test("a key that asks too often waits, and others do not", async () => {
    const access = { requestsPerMinute: 60 };
    const tight = await startTestServer({ ...market, host: "0.0.0.0", access });
    const statuses: number[] = [];
    for (let i = 0; i < 22; i++) {
      statuses.push((await tight.get("/api/scanners", bearer("read"))).status);
    }
    expect(statuses.filter((status) => status === 200).length).toBeWithin(20, 22);
    const refused = await tight.get("/api/scanners", bearer("read"));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(refused.headers.get("RateLimit-Remaining")).toBe("0");
    expect((await tight.get("/api/scanners", bearer("admin"))).status).toBe(200);
    await tight.server.stop();
  });

  test("whoever tries keys is slowed down, then refused for a while", async () => {
    const slow = await startTestServer({ ...market, host: "0.0.0.0" });
    const tries = Array.from({ length: 14 }, () => slow.get("/api/stats", { "X-API-Key": "x" }));
    await Promise.all(tries);
    const answer = await slow.get("/api/stats", bearer("admin"));
    expect(answer.status).toBe(429);
    await slow.server.stop();
  });
});
