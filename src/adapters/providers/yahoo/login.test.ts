import { describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import {
  type Answer,
  held,
  hungUp,
  textAnswer,
  tooManyRequests,
} from "../../../../testing/replay/answer.ts";
import { yahooExchange, yahooRoutes } from "../../../../testing/replay/recorded.ts";
import { describeShared } from "../../../../testing/shared.ts";
import { speedyClock } from "../../../../testing/vendor-link.ts";
import {
  loginRoutes,
  memoryFile,
  openYahoo,
  visitorCookie,
  yahooCrumb,
} from "../../../../testing/yahoo-vendor.ts";
import { Failure } from "../../../base/failure.ts";
import { systemFilesBelow } from "../../host/system-files.ts";
import { loginFileAt, readSession } from "./login-file.ts";

const signal = new AbortController().signal;
const minuteMs = 60_000;

const redirect = (location: string, cookies: readonly string[] = []): Answer =>
  textAnswer("", { status: 302, headers: { location, "set-cookie": cookies } });

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof Failure ? error.code : String(error);
}

describe("the login", () => {
  test("a cookie and a crumb are got once and shown from then on", async () => {
    await using yahoo = await openYahoo({ routes: loginRoutes });
    const shown = { headers: { Cookie: "A3=d=visitor" }, query: { crumb: yahooCrumb } };
    const both = await Promise.all([
      yahoo.login.credentials(signal),
      yahoo.login.credentials(signal),
    ]);
    expect(both).toEqual([shown, shown]);
    expect(await yahoo.login.credentials(signal)).toEqual(shown);
    expect(yahoo.server.requests.map(({ key }) => key)).toEqual([
      ...["GET /", "GET /v1/test/getcrumb"],
    ]);
    const [first, second] = yahoo.server.requests;
    expect(first?.headers.get("cookie")).toBeNull();
    expect(second?.headers.get("cookie")).toBe("A3=d=visitor");
    expect(second?.headers.get("user-agent")).toBe("Mozilla/5.0 (compatible; learn2trade/1.2.3)");
    expect(yahoo.lines().map(({ endpoint, outcome }) => [endpoint, outcome])).toEqual([
      ...[
        ["cookie", "ok"],
        ["crumb", "ok"],
      ],
    ]);
  });

  test("it outlives the program, in a file for its owner only", async () => {
    const folder = mkdtempSync(join(tmpdir(), "yahoo-login-"));
    try {
      const path = "/secrets/yahoo.json";
      const file = loginFileAt(systemFilesBelow(folder), path);
      await using before = await openYahoo({ routes: loginRoutes, file });
      const shown = await before.login.credentials(signal);
      expect(statSync(join(folder, path)).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(folder, path), "utf8")).toContain(yahooCrumb);
      await using after = await openYahoo({ file });
      expect(await after.login.credentials(signal)).toEqual(shown);
      expect(after.server.requests).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each([
    ["of another user agent", { userAgent: "curl" }],
    ["with a page for a crumb", { crumb: "<html>" }],
    ["whose cookies have ended", { cookies: [{ name: "A3", value: "x", expiresTsMs: 1 }] }],
    ["of another version", { version: 2 }],
  ])("a file %s is not used", async (_, change) => {
    const session = {
      version: 1,
      userAgent: "Mozilla/5.0 (compatible; learn2trade/1.2.3)",
      cookies: [{ name: "A3", value: "x", expiresTsMs: null }],
      crumb: "oldcrumb123",
    };
    await using good = await openYahoo({ file: memoryFile(JSON.stringify(session)) });
    expect((await good.login.credentials(signal)).query.crumb).toBe("oldcrumb123");
    const file = memoryFile(JSON.stringify({ ...session, ...change }));
    await using yahoo = await openYahoo({ routes: loginRoutes, file });
    expect((await yahoo.login.credentials(signal)).query.crumb).toBe(yahooCrumb);
  });

  test("a damaged file is as none", () => {
    for (const text of [undefined, "", "{", "[]", '{"version":1}']) {
      expect(readSession(text)).toBeNull();
    }
  });

  test("a file that cannot be written costs the next start a login, and no more", async () => {
    const write = () => {
      throw new Failure("host.unavailable", '"/x" is out of reach: no space left');
    };
    await using yahoo = await openYahoo({
      routes: loginRoutes,
      file: { read: () => undefined, write },
    });
    expect((await yahoo.login.credentials(signal)).query.crumb).toBe(yahooCrumb);
    expect(yahoo.provider.status()).toMatchObject({ state: "ok" });
    expect(yahoo.provider.status().text).toContain("no space left");
  });
});

describe("a login that is refused", () => {
  test.each([
    ["words with status 200", textAnswer("Too Many Requests")],
    ["words with status 429", tooManyRequests()],
    ["a page", textAnswer("<!DOCTYPE html><html></html>")],
    ["nothing", textAnswer("")],
    ["a refusal", textAnswer("Forbidden", { status: 403 })],
  ])("%s for a crumb: not asked again before a pause that doubles", async (_, answer) => {
    const clock = new FakeClock();
    await using yahoo = await openYahoo({
      clock,
      routes: {
        ...loginRoutes,
        "GET /v1/test/getcrumb": answer,
        "GET /quote/AAPL": textAnswer("<html>no form</html>"),
      },
    });
    const ask = () => codeOf(yahoo.login.credentials(signal));
    expect(await ask()).toBe("provider.unauthorized");
    const askedOnce = yahoo.server.requests.length;
    expect(askedOnce).toBeLessThanOrEqual(3);
    expect(await ask()).toBe("provider.unauthorized");
    clock.jumpTo(clock.nowMs() + minuteMs - 1);
    expect(await ask()).toBe("provider.unauthorized");
    expect(yahoo.server.requests).toHaveLength(askedOnce);
    clock.jumpTo(clock.nowMs() + 1);
    expect(await ask()).toBe("provider.unauthorized");
    const askedTwice = yahoo.server.requests.length;
    expect(askedTwice).toBeGreaterThan(askedOnce);
    clock.jumpTo(clock.nowMs() + 2 * minuteMs - 1);
    expect(await ask()).toBe("provider.unauthorized");
    expect(yahoo.server.requests).toHaveLength(askedTwice);
    yahoo.server.route("GET /v1/test/getcrumb", textAnswer(yahooCrumb));
    clock.jumpTo(clock.nowMs() + 2 * minuteMs);
    expect((await yahoo.login.credentials(signal)).query.crumb).toBe(yahooCrumb);
  });

  test("it is renewed once; a crumb that is refused at once is not renewed again", async () => {
    const clock = new FakeClock();
    await using yahoo = await openYahoo({ clock, routes: loginRoutes });
    await yahoo.login.credentials(signal);
    expect(await yahoo.login.renew(signal)).toBe(true);
    expect(yahoo.server.requests).toHaveLength(4);
    clock.jumpTo(clock.nowMs() + minuteMs);
    expect(await yahoo.login.renew(signal)).toBe(false);
    expect(await codeOf(yahoo.login.credentials(signal))).toBe("provider.unauthorized");
    expect(yahoo.server.requests).toHaveLength(4);
    clock.jumpTo(clock.nowMs() + minuteMs);
    await yahoo.login.credentials(signal);
    // The pause doubles as long as no crumb is accepted.
    expect(await yahoo.login.renew(signal)).toBe(false);
    clock.jumpTo(clock.nowMs() + minuteMs);
    expect(await codeOf(yahoo.login.credentials(signal))).toBe("provider.unauthorized");
    clock.jumpTo(clock.nowMs() + minuteMs);
    await yahoo.login.credentials(signal);
    clock.jumpTo(clock.nowMs() + 10 * minuteMs);
    expect(await yahoo.login.renew(signal)).toBe(true);
  });

  test("cookies go to hosts of Yahoo, by HTTPS, and nowhere else", async () => {
    const places = ["https://yahoo.com.evil.example/", "http://guce.yahoo.com/", "https://evil/"];
    for (const place of places) {
      await using yahoo = await openYahoo({
        routes: {
          "GET /": redirect(place, ["GUCS=1"]),
          "GET /quote/AAPL": redirect(place, ["GUCS=1"]),
        },
      });
      expect(await codeOf(yahoo.login.credentials(signal))).toBe("provider.unauthorized");
      expect(yahoo.server.requests).toHaveLength(2);
    }
  });

  test("a host that is hidden from us leaves the other one", async () => {
    await using yahoo = await openYahoo({
      clock: speedyClock(Date.UTC(2026, 5, 1), 1_000),
      routes: {
        ...loginRoutes,
        "GET /": hungUp(),
        "GET /quote/AAPL": textAnswer("", { headers: { "set-cookie": [visitorCookie] } }),
      },
    });
    expect((await yahoo.login.credentials(signal)).query.crumb).toBe(yahooCrumb);
  });

  test("a proxy in place of Yahoo gets its cookies", async () => {
    await using yahoo = await openYahoo({ routes: loginRoutes, isProxied: true });
    expect((await yahoo.login.credentials(signal)).headers.Cookie).toBe("A3=d=visitor");
  });

  test("redirections in a circle end", async () => {
    const circle = redirect("https://finance.yahoo.com/quote/AAPL");
    await using yahoo = await openYahoo({
      routes: { "GET /": textAnswer("", { status: 404 }), "GET /quote/AAPL": circle },
    });
    expect(await codeOf(yahoo.login.credentials(signal))).toBe("provider.unauthorized");
    expect(yahoo.server.requests.length).toBeLessThanOrEqual(12);
  });

  test("whoever leaves does not take the login from the others", async () => {
    const slow = held(textAnswer(yahooCrumb));
    await using yahoo = await openYahoo({
      routes: { ...loginRoutes, "GET /v1/test/getcrumb": slow.answer },
    });
    const leaving = new AbortController();
    const first = codeOf(yahoo.login.credentials(leaving.signal));
    const second = yahoo.login.credentials(signal);
    await yahoo.server.asked(2);
    leaving.abort();
    expect(await first).toBe("run.interrupted");
    slow.release();
    expect((await second).query.crumb).toBe(yahooCrumb);
  });
});

describe("the login of a visitor from the EU", () => {
  const form = `<form class="consent-form" method="post" action="">
    <input type="hidden" name="csrfToken" value="t"><input type="hidden" name="sessionId" value="s">
    </form>`;

  test("redirections are followed and the form is agreed to", async () => {
    await using yahoo = await openYahoo({
      routes: {
        "GET /": textAnswer("", { status: 404 }),
        "GET /quote/AAPL": redirect("https://guce.yahoo.com/consent?done=x", ["GUCS=1"]),
        "GET /consent?done=x": redirect("https://consent.yahoo.com/v2/collectConsent?sessionId=s"),
        "GET /v2/collectConsent?sessionId=s": textAnswer(form),
        "POST /v2/collectConsent?sessionId=s": redirect("https://guce.yahoo.com/copyConsent"),
        "GET /copyConsent": redirect("https://finance.yahoo.com/", [visitorCookie]),
        "GET /v1/test/getcrumb": textAnswer(yahooCrumb),
      },
    });
    const { headers } = await yahoo.login.credentials(signal);
    expect(headers.Cookie).toBe("A3=d=visitor");
    yahoo.server.assertAllUsed();
    const post = yahoo.server.requests.find(({ method }) => method === "POST");
    expect(post?.body).toBe("csrfToken=t&sessionId=s&agree=agree&agree=agree");
    expect(post?.headers.get("cookie")).toBe("GUCS=1");
    expect(post?.headers.get("content-type")).toBe("application/x-www-form-urlencoded");
  });
});

describeShared("the recorded login from the EU", () => {
  test("ends with the recorded crumb", async () => {
    const submit = yahooExchange("getCrumb-quote-AAPL-collectConsentSubmit.json");
    await using yahoo = await openYahoo({
      nowTsMs: Date.UTC(2025, 1, 16, 13),
      routes: {
        "GET /": textAnswer("", { status: 404 }),
        ...yahooRoutes(
          "getCrumb-quote-AAPL.json",
          "getCrumb-quote-AAPL-consent.html.json",
          "getCrumb-quote-AAPL-collectConsent.html.json",
          "getCrumb-quote-AAPL-copyConsent.json",
          "getCrumb-getcrumb.json",
        ),
        [submit.key]: submit.answer,
      },
    });
    const { headers, query } = await yahoo.login.credentials(signal);
    expect(query.crumb).toBe("REDACTEDcrb");
    expect(headers.Cookie).toBe("A3=REDACTED; A1S=REDACTED; A1=REDACTED");
    yahoo.server.assertAllUsed();
  });
});
