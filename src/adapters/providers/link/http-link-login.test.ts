import { expect, test } from "bun:test";
import { startVendor } from "../../../../testing/made-up-vendor.ts";
import { delayed, jsonAnswer } from "../../../../testing/replay/answer.ts";
import type { ReplayRequest } from "../../../../testing/replay/route.ts";
import { Failure } from "../../../base/failure.ts";
import type { VendorAuth } from "../vendor-http.ts";

const refusal = jsonAnswer({ errors: [{ detail: "Client not authorized" }] }, { status: 401 });
const fine = jsonAnswer({ fine: true });

/** Tokens "old", "new 1", "new 2" ...; the vendor takes those that `isGood` says. */
function madeUpLogin(options: { readonly renews: boolean } = { renews: true }) {
  const login: { token: string; renewals: number; readonly auth: VendorAuth } = {
    token: "old",
    renewals: 0,
    auth: {
      credentials: async () => ({ headers: { Authorization: `Bearer ${login.token}` } }),
      renew: async () => {
        login.renewals += 1;
        await Bun.sleep(5);
        if (options.renews) login.token = `new ${login.renewals}`;
        return options.renews;
      },
    },
  };
  return login;
}

function takes(token: string): (request: ReplayRequest) => typeof fine {
  return ({ headers }) => (headers.get("authorization") === `Bearer ${token}` ? fine : refusal);
}

test("credentials go into headers and query, and stay out of the failure", async () => {
  const auth: VendorAuth = {
    credentials: async () => ({
      headers: { "APCA-API-SECRET-KEY": "top-secret" },
      query: { apiKey: "key-secret" },
    }),
    renew: async () => false,
  };
  const echo = (request: ReplayRequest) =>
    jsonAnswer({ message: `bad ${request.key}` }, { status: 400 });
  await using vendor = await startVendor(echo, { auth });
  const failure = await vendor.refused();
  const [request] = vendor.server.requests;
  expect(request?.headers.get("apca-api-secret-key")).toBe("top-secret");
  expect(request?.key).toBe("GET /bars?apiKey=key-secret");
  expect(failure.message).toContain("apiKey=(hidden)");
  expect(vendor.link.lines[0]?.reason).not.toContain("secret");
});

test("a 401 renews the login once and asks again", async () => {
  const login = madeUpLogin();
  await using vendor = await startVendor(takes("new 1"), { auth: login.auth });
  await vendor.ask();
  expect(vendor.outcomes()).toEqual(["ok 2"]);
  expect(login.renewals).toBe(1);
  expect(vendor.link.http.health().state).toBe("ok");
});

test("many 401 at a time renew the login once", async () => {
  const login = madeUpLogin();
  await using vendor = await startVendor(takes("new 1"), { auth: login.auth });
  await Promise.all(Array.from({ length: 12 }, (_, page) => vendor.ask({ query: { page } })));
  expect(login.renewals).toBe(1);
});

test("a 401 after the renewal means that the user has to log in", async () => {
  const login = madeUpLogin();
  await using vendor = await startVendor(refusal, { auth: login.auth });
  const failure = await vendor.refused();
  expect(failure.code).toBe("provider.unauthorized");
  expect(failure.message).toContain('status 401: "Client not authorized"');
  expect(vendor.outcomes()).toEqual(["failed 2"]);
  expect(login.renewals).toBe(1);
  const health = vendor.link.http.health();
  expect(health).toMatchObject({ state: "auth-needed" });
  expect(health.text).toContain("Client not authorized");
});

test("a login that cannot be renewed is not asked with again", async () => {
  const login = madeUpLogin({ renews: false });
  await using vendor = await startVendor(refusal, { auth: login.auth });
  expect((await vendor.refused()).code).toBe("provider.unauthorized");
  expect(vendor.outcomes()).toEqual(["failed 1"]);
  expect(vendor.link.http.health().state).toBe("auth-needed");
});

test("a login that is mended ends the call for the user", async () => {
  const login = madeUpLogin({ renews: false });
  await using vendor = await startVendor(takes("mended"), { auth: login.auth });
  await vendor.refused();
  login.token = "mended";
  await vendor.ask();
  expect(vendor.link.http.health()).toEqual({ state: "ok", text: "", untilTsMs: null });
});

test("without a login nothing is sent", async () => {
  const auth: VendorAuth = {
    credentials: async () => {
      throw new Failure("provider.unauthorized", "log in with `l2t login schwab`");
    },
    renew: async () => true,
  };
  await using vendor = await startVendor(fine, { auth });
  expect((await vendor.refused()).message).toContain("log in with `l2t login schwab`");
  expect(vendor.server.requests).toHaveLength(0);
  expect(vendor.outcomes()).toEqual(["failed 0"]);
  expect(vendor.link.http.health().state).toBe("auth-needed");
});

test("a vendor that knows no login refuses a 401 at once", async () => {
  await using vendor = await startVendor(refusal);
  expect((await vendor.refused()).code).toBe("provider.unauthorized");
  expect(vendor.outcomes()).toEqual(["failed 1"]);
});

test("whoever is called off does not end the renewal of the others", async () => {
  const login = madeUpLogin();
  await using vendor = await startVendor(delayed(refusal, 0), { auth: login.auth });
  vendor.server.route("GET /bars?*", takes("new 1"));
  const stop = new AbortController();
  const first = vendor.refused({ query: { page: 1 }, signal: stop.signal });
  const second = vendor.ask({ query: { page: 2 } });
  while (login.renewals === 0) await Bun.sleep(1);
  stop.abort();
  expect((await first).code).toBe("run.interrupted");
  expect((await second).json()).toEqual({ fine: true });
  expect(login.renewals).toBe(1);
});
