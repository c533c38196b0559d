import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestServer, type TestServer } from "../../../../testing/api-server.ts";
import { type MadeUpMarket, makeUpMarket } from "../../../../testing/made-up-market.ts";
import { Failure } from "../../../base/failure.ts";
import type { LoginStatus, ProviderLogin } from "../../../ports/provider-login.ts";

const status: LoginStatus = { state: "ok", loginTsMs: 1, endsTsMs: 2, text: "" };
const asked: string[] = [];

/** A login that takes one address. */
const login: ProviderLogin = {
  ...{ id: "schwab", title: "Charles <Schwab>", missing: [] },
  status: () => status,
  begin: () => ({ url: "https://vendor.example", callback: "https://us.example/login/schwab" }),
  async finish(address, { source }) {
    asked.push(`${source} ${address}`);
    if (address.includes("state=right")) return status;
    throw new Failure("usage.invalid", "the address belongs to another login");
  },
};

let market: MadeUpMarket;
let server: TestServer;

beforeAll(async () => {
  market = await makeUpMarket({ symbols: 2, days: 30 });
  const openLogin = async (id: string) => (id === "schwab" ? login : null);
  server = await startTestServer({ ...market, openLogin, access: { trustsLoopback: false } });
});

afterAll(async () => {
  await server.server.stop();
  market.remove();
});

test("a browser that the vendor sends here finishes the login, without a key", async () => {
  const proxied = { "X-Forwarded-For": "203.0.113.9", Accept: "text/html" };
  const answer = await server.get("/login/schwab?code=C0.a%2Bb%40&state=right", proxied);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Cache-Control")).toBe("no-store");
  expect(await answer.text()).toContain("<h1>Logged in at Charles &lt;Schwab&gt;</h1>");
  expect(asked.at(-1)).toBe("callback ?code=C0.a%2Bb%40&state=right");
});

test("another login, and a provider without one, are refused on a page", async () => {
  const browser = { Accept: "text/html,*/*;q=0.8" };
  const wrong = await server.get("/login/schwab?code=a&state=wrong", browser);
  expect(wrong.status).toBe(400);
  expect(await wrong.text()).toContain("<p>the address belongs to another login</p>");
  const nobody = await server.get("/login/nobody?code=a", browser);
  expect(nobody.status).toBe(404);
  const program = await server.json("/login/schwab?code=a&state=wrong");
  expect(program).toMatchObject({ success: false });
  expect(server.bugs).toEqual([]);
});

test("a server that nobody can log in with says so", async () => {
  const plain = await startTestServer(market);
  expect((await plain.get("/login/schwab?code=a")).status).toBe(404);
  await plain.server.stop();
});
