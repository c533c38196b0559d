import { expect, test } from "bun:test";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { badGateway, jsonAnswer, textAnswer } from "../../../../testing/replay/answer.ts";
import { accessDenied, grantBody } from "../../../../testing/schwab/schwab-bodies.ts";
import {
  dayMs,
  minuteMs,
  openSchwab,
  type SchwabAtHome,
  type SchwabOptions,
} from "../../../../testing/schwab/schwab-vendor.ts";
import { SchwabLogin } from "./login.ts";
import { readRedirect } from "./redirect.ts";

const nowTsMs = Date.UTC(2026, 2, 4, 15);
const callback = "https://127.0.0.1:8182";
const signal = new AbortController().signal;
const paste = { source: "paste", signal } as const;
const fromBrowser = { source: "callback", signal } as const;
const granted = { "POST /v1/oauth/token": jsonAnswer(grantBody(5)) };

async function withLogin(
  options: Partial<SchwabOptions> & {
    readonly missing?: readonly string[];
    readonly callback?: string;
  },
  work: (login: SchwabLogin, home: SchwabAtHome) => Promise<void>,
): Promise<void> {
  const { missing = [], callback: registered = callback, ...rest } = options;
  const home = await openSchwab({ nowTsMs, token: null, routes: granted, ...rest });
  const { file, endpoint, clock, folder } = home;
  const login = new SchwabLogin({
    ...{ file, endpoint, clock, folder, callback: registered, missing },
    ...{ baseUrl: "https://api.schwabapi.com", appKey: "app key" },
  });
  try {
    await work(login, home);
  } finally {
    await home.dispose();
  }
}

const stateOf = (url: string) => new URL(url).searchParams.get("state") ?? "";

test("the address to log in at names the application and where to come back to", async () => {
  await withLogin({}, async (login, { folder }) => {
    const { url } = login.begin();
    expect(url).toStartWith("https://api.schwabapi.com/v1/oauth/authorize?client_id=app+key&");
    const values = Object.fromEntries(new URL(url).searchParams);
    expect(values).toMatchObject({ redirect_uri: callback, response_type: "code" });
    expect(values["state"]?.length).toBeGreaterThanOrEqual(22);
    expect(stateOf(login.begin().url)).not.toBe(values["state"]);
    expect(statSync(join(folder, "schwab-login.json")).mode & 0o777).toBe(0o600);
  });
});

test("a pasted address ends the login: the code is decoded and a week begins", async () => {
  await withLogin({}, async (login, { file, server, provider, folder }) => {
    const state = stateOf(login.begin().url);
    const address = `${callback}/?code=C0.abc%2Bdef%40&session=1-2-3&state=${state}`;
    const status = await login.finish(`  "${address}"\n`, paste);
    expect(status.state).toBe("ok");
    const form = new URLSearchParams(server.requests[0]?.body);
    expect(Object.fromEntries(form)).toEqual({
      ...{ grant_type: "authorization_code", code: "C0.abc+def@", redirect_uri: callback },
    });
    expect(file.read()).toMatchObject({ accessToken: "access-5", refusedTsMs: null });
    expect(provider.status().state).toBe("ok");
    const leftMs = (status.endsTsMs ?? 0) - nowTsMs;
    expect(Math.abs(leftMs - 7 * dayMs)).toBeLessThan(5 * minuteMs);
    expect(readdirSync(folder)).toEqual(["schwab-token.json"]);
  });
});

test("a new login replaces one that was refused", async () => {
  await withLogin({ token: { refusedTsMs: nowTsMs } }, async (login, { auth }) => {
    expect(auth.login().state).toBe("refused");
    await login.finish(`${callback}/?code=abc@`, paste);
    expect(auth.login().state).toBe("ok");
    expect(await auth.accessToken(signal)).toBe("access-5");
  });
});

test("what a browser brings must hold the state that was given out, once", async () => {
  await withLogin({}, async (login, { server }) => {
    const strangers = { code: "usage.invalid" };
    await expect(login.finish("/?code=a@", fromBrowser)).rejects.toMatchObject(strangers);
    const state = stateOf(login.begin().url);
    for (const wrong of ["/?code=a@", "/?code=a@&state=guess", "/?code=a@&state="]) {
      await expect(login.finish(wrong, fromBrowser)).rejects.toMatchObject(strangers);
    }
    await expect(login.finish("/?code=a@&state=x", paste)).rejects.toMatchObject(strangers);
    expect(server.requests.length).toBe(0);
    expect((await login.finish(`/?code=a@&state=${state}`, fromBrowser)).state).toBe("ok");
    const again = login.finish(`/?code=b@&state=${state}`, fromBrowser);
    await expect(again).rejects.toMatchObject(strangers);
  });
});

test("a login that began half an hour ago is void", async () => {
  await withLogin({ speed: 20_000 }, async (login, { clock }) => {
    const state = stateOf(login.begin().url);
    await clock.sleep(31 * minuteMs);
    const late = login.finish(`/?code=a@&state=${state}`, fromBrowser);
    await expect(late).rejects.toMatchObject({ code: "usage.invalid" });
  });
});

test.each([
  ["invalid_grant", 400, /30 seconds, once/],
  ["invalid_client", 401, /L2T_SCHWAB_APP_SECRET/],
])("a code that Schwab refuses with %s keeps the old login", async (error, status, words) => {
  const routes = { "POST /v1/oauth/token": jsonAnswer({ error }, { status }) };
  await withLogin({ routes, token: {} }, async (login, { file }) => {
    await expect(login.finish("/?code=secret-code@", paste)).rejects.toMatchObject({
      code: "provider.unauthorized",
      message: expect.stringMatching(words) as string,
    });
    expect(file.read()?.accessToken).toBe("access-1");
    expect(file.read()?.refusedTsMs).toBeNull();
  });
});

test.each([badGateway(), textAnswer(accessDenied, { status: 403 })])(
  "a gateway that answers instead of Schwab is no refusal",
  async (answer) => {
    await withLogin({ routes: { "POST /v1/oauth/token": answer } }, async (login) => {
      const state = stateOf(login.begin().url);
      const address = `/?code=a@&state=${state}`;
      const failed = login.finish(address, paste);
      await expect(failed).rejects.toMatchObject({ code: "provider.unavailable" });
    });
  },
);

test("without its settings a login names what is missing", async () => {
  await withLogin({ missing: ["L2T_SCHWAB_APP_KEY"] }, async (login) => {
    expect(() => login.begin()).toThrow("L2T_SCHWAB_APP_KEY");
    await expect(login.finish("/?code=a@", paste)).rejects.toMatchObject({
      code: "config.invalid",
    });
  });
});

test.each(["", "127.0.0.1", "http://127.0.0.1"])(
  "a callback %p is no https address",
  async (wrong) => {
    await withLogin({ callback: wrong }, async (login) => {
      expect(() => login.begin()).toThrow("L2T_SCHWAB_CALLBACK");
    });
  },
);

test.each([
  ["https://127.0.0.1/?code=C0.a%40&session=s", "C0.a@"],
  ["?code=C0.a@", "C0.a@"],
  ["code=C0.a%40", "C0.a@"],
  ["<https://x.example/login/schwab?session=s&code=a+b@#top>", "a+b@"],
])("%s holds a code", (address, code) => {
  expect(readRedirect(address).code).toBe(code);
});

test.each([
  ["", /no "code="/],
  ["https://127.0.0.1/", /no "code="/],
  ["https://127.0.0.1/?code=", /no "code="/],
  ["https://127.0.0.1/?code=secret%4", /cut off/],
  ["https://127.0.0.1/?error=access_denied", /access_denied/],
  [`https://127.0.0.1/?code=${"x".repeat(9_000)}`, /too long/],
])("%s is refused with the way out, without the code", (address, words) => {
  expect(() => readRedirect(address)).toThrow(words);
  expect(() => readRedirect(address)).not.toThrow(/secret|xxx/);
});
