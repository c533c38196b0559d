import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  badGateway,
  cutOff,
  hungUp,
  jsonAnswer,
  textAnswer,
  tooManyRequests,
} from "../../../../testing/replay/answer.ts";
import type { Reply } from "../../../../testing/replay/route.ts";
import {
  accessDenied,
  endedBody,
  grantBody,
  historyBody,
  unauthorizedBody,
} from "../../../../testing/schwab/schwab-bodies.ts";
import {
  dayMs,
  minuteMs,
  type SchwabAtHome,
  tokenAt,
  withSchwab,
} from "../../../../testing/schwab/schwab-vendor.ts";

const nowTsMs = Date.UTC(2025, 4, 28, 14);
const tokenPath = "POST /v1/oauth/token";
const historyPath = "GET /marketdata/v1/pricehistory?*";
const signal = new AbortController().signal;
const fine = jsonAnswer(historyBody("AAPL", []));
const denied = jsonAnswer(unauthorizedBody, { status: 401 });
const ended = jsonAnswer(endedBody, { status: 400 });

function ask({ provider }: SchwabAtHome) {
  const range = { fromTsMs: nowTsMs - dayMs, untilTsMs: nowTsMs } as const;
  const query = { ...range, interval: "1m", session: "regular", adjustment: "split" } as const;
  return Array.fromAsync(provider.bars({ symbols: ["AAPL"], ...query, lane: "click", signal }));
}

function bearers({ server }: SchwabAtHome): (string | null)[] {
  return server.requests
    .filter(({ method }) => method === "GET")
    .map(({ headers }) => headers.get("authorization"));
}

/** Answers as long as the token is the one that is wanted. */
const holding =
  (token: string): Reply =>
  ({ headers }) =>
    headers.get("authorization") === `Bearer ${token}` ? fine : denied;

test("a token that holds is used as it is", async () => {
  await withSchwab({ nowTsMs, routes: { [historyPath]: fine } }, async (home) => {
    await ask(home);
    expect(bearers(home)).toEqual(["Bearer access-1"]);
  });
});

test("a token with five minutes left is renewed before it is used", async () => {
  const token = { accessEndsTsMs: nowTsMs + 5 * minuteMs };
  const routes = { [tokenPath]: jsonAnswer(grantBody(2)), [historyPath]: holding("access-2") };
  await withSchwab({ nowTsMs, routes, token }, async (home) => {
    await ask(home);
    expect(bearers(home)).toEqual(["Bearer access-2"]);
    const asked = home.server.requests[0];
    expect(asked?.body).toBe("grant_type=refresh_token&refresh_token=refresh-1");
    const basic = Buffer.from("app-key:app-secret").toString("base64");
    expect(asked?.headers.get("authorization")).toBe(`Basic ${basic}`);
    const kept = home.file.read();
    expect(kept?.loginTsMs).toBe(nowTsMs - dayMs);
    expect(kept?.accessEndsTsMs).toBeGreaterThan(nowTsMs + 29 * minuteMs);
  });
});

test("a 401 renews the token and asks once more", async () => {
  const routes = { [tokenPath]: jsonAnswer(grantBody(2)), [historyPath]: holding("access-2") };
  await withSchwab({ nowTsMs, routes }, async (home) => {
    await ask(home);
    expect(bearers(home)).toEqual(["Bearer access-1", "Bearer access-2"]);
    expect(home.provider.status().state).toBe("ok");
  });
});

test("a 401 after the renewal is told, and not asked again and again", async () => {
  const routes = { [tokenPath]: jsonAnswer(grantBody(2)), [historyPath]: denied };
  await withSchwab({ nowTsMs, routes }, async (home) => {
    await expect(ask(home)).rejects.toMatchObject({ code: "provider.unauthorized" });
    expect(home.server.requests.length).toBe(3);
    expect(home.provider.status().state).toBe("auth-needed");
  });
});

test("many requests with one old token renew it once", async () => {
  const token = { accessEndsTsMs: nowTsMs - minuteMs };
  const routes = { [tokenPath]: jsonAnswer(grantBody(2)) };
  await withSchwab({ nowTsMs, routes, token }, async ({ auth, server }) => {
    const asked = Array.from({ length: 20 }, () => auth.accessToken(signal));
    expect(new Set(await Promise.all(asked))).toEqual(new Set(["access-2"]));
    expect(server.requests.length).toBe(1);
  });
});

test.each([
  ["Schwab's own words", endedBody, 400, /does not accept the login any more/],
  ["invalid_grant", { error: "invalid_grant" }, 400, /invalid_grant\).*run: l2t login schwab/],
  ["invalid_client", { error: "invalid_client" }, 401, /L2T_SCHWAB_APP_KEY.*l2t login schwab/],
])("a renewal refused with %s needs a login", async (_, body, status, words) => {
  const token = { accessEndsTsMs: nowTsMs - minuteMs };
  const routes = { [tokenPath]: jsonAnswer(body, { status }) };
  await withSchwab({ nowTsMs, routes, token }, async (home) => {
    await expect(ask(home)).rejects.toMatchObject({
      code: "provider.unauthorized",
      message: expect.stringMatching(words) as string,
    });
    expect(home.provider.status()).toMatchObject({ state: "auth-needed" });
    expect(home.provider.status().text).toContain("l2t login schwab");
    // Nobody asks in vain until there is another login.
    await expect(ask(home)).rejects.toMatchObject({ code: "provider.unauthorized" });
    expect(home.server.requests.length).toBe(1);
    expect(home.file.read()?.refreshToken).toBe("refresh-1");
  });
});

test.each([
  ["its gateway's HTML with 403", textAnswer(accessDenied, { status: 403 })],
  ["its gateway's HTML with 200", textAnswer(accessDenied)],
  ["HTML with 401", textAnswer(accessDenied, { status: 401 })],
  ["502", badGateway()],
  ["a body that is cut off", cutOff(jsonAnswer(grantBody(2)), 20)],
  ["no answer at all", hungUp()],
  ["a grant without a token", jsonAnswer({ ...grantBody(2), access_token: null })],
  ["an error that is not about the login", jsonAnswer({ error: "server_error" }, { status: 400 })],
])("the login holds when its server answers with %s", async (_, answer) => {
  const token = { accessEndsTsMs: nowTsMs - minuteMs };
  const replies = { [tokenPath]: [answer, jsonAnswer(grantBody(2))], [historyPath]: fine };
  await withSchwab({ nowTsMs, routes: replies, token, speed: 2_000 }, async (home) => {
    await expect(ask(home)).rejects.toMatchObject({ code: "provider.unavailable" });
    expect(home.provider.status().state).not.toBe("auth-needed");
    // Half a minute later it is tried again.
    await home.clock.sleep(31_000);
    await ask(home);
    expect(bearers(home)).toEqual(["Bearer access-2"]);
  });
});

test("too many renewals are a limit, not a lost login", async () => {
  const token = { accessEndsTsMs: nowTsMs - minuteMs };
  const routes = { [tokenPath]: [tooManyRequests(), jsonAnswer(grantBody(2))] };
  await withSchwab({ nowTsMs, routes, token, speed: 20_000 }, async ({ auth, clock, provider }) => {
    const asked = auth.accessToken(signal);
    await expect(asked).rejects.toMatchObject({ code: "provider.rate-limited" });
    expect(provider.status().state).toBe("ok");
    await clock.sleep(61_000);
    expect(await auth.accessToken(signal)).toBe("access-2");
  });
});

test("what is left of a token serves while it cannot be renewed", async () => {
  const token = { accessEndsTsMs: nowTsMs + 3 * minuteMs };
  const routes = { [tokenPath]: badGateway(), [historyPath]: fine };
  await withSchwab({ nowTsMs, routes, token }, async (home) => {
    await ask(home);
    expect(bearers(home)).toEqual(["Bearer access-1"]);
  });
});

test("without a login the status says how to get one, and nobody is asked", async () => {
  await withSchwab({ nowTsMs, routes: {}, token: null }, async (home) => {
    expect(home.provider.status()).toEqual({
      state: "auth-needed",
      text: "nobody is logged in at Schwab; run: l2t login schwab",
      ...{ untilTsMs: null, loginEndsTsMs: null },
    });
    await expect(ask(home)).rejects.toMatchObject({ code: "provider.unauthorized" });
    expect(home.server.requests.length).toBe(0);
  });
});

test("a login of another process shows at once", async () => {
  await withSchwab({ nowTsMs, routes: { [historyPath]: fine }, token: null }, async (home) => {
    expect(home.provider.status().state).toBe("auth-needed");
    await home.file.locked(async () => home.file.write(tokenAt(nowTsMs)));
    expect(home.provider.status().state).toBe("ok");
    await ask(home);
  });
});

test("a renewal goes on when whoever asked for it leaves", async () => {
  const token = { accessEndsTsMs: nowTsMs - minuteMs };
  const answer = Promise.withResolvers<void>();
  const slow = { ...jsonAnswer(grantBody(2)), ready: () => answer.promise };
  await withSchwab(
    { nowTsMs, routes: { [tokenPath]: slow }, token },
    async ({ auth, file, server }) => {
      const leaving = new AbortController();
      const left = auth.accessToken(leaving.signal);
      await server.asked(1);
      leaving.abort();
      await expect(left).rejects.toMatchObject({ code: "run.interrupted" });
      answer.resolve();
      expect(await auth.accessToken(signal)).toBe("access-2");
      expect(file.read()?.accessToken).toBe("access-2");
      expect(server.requests.length).toBe(1);
    },
  );
});

test.each([
  [7 * dayMs - 3 * dayMs, "ok", ""],
  [7 * dayMs - 2 * dayMs + 2 * minuteMs, "ok", "login needed in 2 days; run: l2t login schwab"],
  [7 * dayMs - 1.4 * dayMs, "ok", "login needed in 1 day; run: l2t login schwab"],
  [7 * dayMs - 90 * minuteMs, "ok", "login needed in 1 hour; run: l2t login schwab"],
  [7 * dayMs - 9 * minuteMs, "ok", "login needed in less than an hour; run: l2t login schwab"],
])("%d ms after the login the status is %s", async (ageMs, state, text) => {
  const loginTsMs = nowTsMs - ageMs + minuteMs;
  await withSchwab({ nowTsMs, routes: {}, token: { loginTsMs } }, async ({ provider }) => {
    const status = provider.status();
    expect(status).toEqual({
      ...{ state: state as "ok", text, untilTsMs: null },
      loginEndsTsMs: loginTsMs + 7 * dayMs,
    });
  });
});

test("a week after the login nothing is renewed any more", async () => {
  const token = { loginTsMs: nowTsMs - 7 * dayMs, accessEndsTsMs: nowTsMs - 1 };
  await withSchwab({ nowTsMs, routes: {}, token }, async (home) => {
    const { state, text } = home.provider.status();
    expect(state).toBe("auth-needed");
    expect(text).toBe("the login at Schwab ended on 2025-05-28 14:00 UTC; run: l2t login schwab");
    await expect(ask(home)).rejects.toMatchObject({ code: "provider.unauthorized" });
    expect(home.server.requests.length).toBe(0);
  });
});

test("neither failures nor statuses tell a secret", async () => {
  const token = { accessEndsTsMs: nowTsMs - minuteMs };
  await withSchwab({ nowTsMs, routes: { [tokenPath]: ended }, token }, async (home) => {
    const error = await ask(home).then(String, (found: Error) => `${found.stack}${found.cause}`);
    const { status, lines } = { status: home.provider.status(), lines: home.link.lines };
    const told = error + JSON.stringify({ status, lines });
    for (const secret of ["access-1", "refresh-1", "app-secret"])
      expect(told).not.toContain(secret);
    const kept = readFileSync(join(home.folder, "schwab-token.json"), "utf8");
    expect(kept).not.toContain("app-secret");
  });
});
