import { describe, expect, test } from "bun:test";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import { yahooExchange } from "../../../../testing/replay/recorded.ts";
import { describeShared } from "../../../../testing/shared.ts";
import { fillConsentForm } from "./consent-form.ts";
import { Cookies, readCookie } from "./cookies.ts";

const nowMs = Date.UTC(2026, 5, 1);

describe("cookies", () => {
  test("a header is a name, a value and an end", () => {
    expect(readCookie("A3=d=AQ&S=x; Max-Age=60; Path=/", nowMs)).toEqual({
      ...{ name: "A3", value: "d=AQ&S=x", expiresTsMs: nowMs + 60_000 },
    });
    const byDate = readCookie("A1=b; Expires=Tue, 02 Jun 2026 00:00:00 GMT; Secure", nowMs);
    expect(byDate?.expiresTsMs).toBe(nowMs + 86_400_000);
    expect(readCookie("A1S=c; Domain=.yahoo.com", nowMs)?.expiresTsMs).toBeNull();
    const both = "A1=b; Expires=Tue, 02 Jun 2026 00:00:00 GMT; Max-Age=1";
    expect(readCookie(both, nowMs)?.expiresTsMs).toBe(nowMs + 1_000);
  });

  test.each(["", "A3", "=x", "A 3=x", "A3=x y", "A3=x\r\nHost: evil", `A3=${"x".repeat(5_000)}`])(
    "%p is none",
    (header) => {
      expect(readCookie(header, nowMs)).toBeNull();
    },
  );

  test("a visitor has A1 or A3, as long as they live", () => {
    const clock = new FakeClock(nowMs);
    const cookies = new Cookies(clock);
    cookies.take(["GUCS=1", "A1S=2"]);
    expect(cookies.isVisitor).toBe(false);
    cookies.take(["A3=3; Max-Age=60"]);
    expect(cookies.isVisitor).toBe(true);
    expect(cookies.header()).toBe("GUCS=1; A1S=2; A3=3");
    expect(cookies.visitor().map(({ name }) => name)).toEqual(["A1S", "A3"]);
    clock.jumpTo(nowMs + 60_000);
    expect(cookies.isVisitor).toBe(false);
    expect(cookies.header()).toBe("GUCS=1; A1S=2");
  });

  test("a cookie that is taken back is gone, and nobody can pile them up", () => {
    const cookies = new Cookies(new FakeClock(nowMs));
    cookies.take(["A1=x", "A1=; Max-Age=0"]);
    expect(cookies.isVisitor).toBe(false);
    cookies.take(Array.from({ length: 100 }, (_, i) => `c${i}=1`));
    expect(cookies.header().split("; ").length).toBeLessThan(40);
  });
});

describe("the form of consent", () => {
  const page = (inputs: string) =>
    `<form method="post" class="consent-form" action="">${inputs}</form>`;

  test("its hidden fields go back, with the consent", () => {
    const html = page(`
      <input type="hidden" name="csrfToken" value="a&amp;b">
      <input type="hidden" name="sessionId" value="3_cc">
      <input type="hidden" data-beacon='x' />
      <button name="reject" value="reject">No</button>`);
    expect(fillConsentForm(html)).toBe("csrfToken=a%26b&sessionId=3_cc&agree=agree&agree=agree");
  });

  test("another page has none", () => {
    expect(fillConsentForm("<html><form class='search'></form></html>")).toBeNull();
    expect(fillConsentForm(page('<input type="hidden" name="csrfToken" value="a">'))).toBeNull();
    expect(fillConsentForm("")).toBeNull();
  });
});

describeShared("the recorded form of consent", () => {
  test("is filled in as the recorded browser did", () => {
    const { answer } = yahooExchange("getCrumb-quote-AAPL-collectConsent.html.json");
    const body = fillConsentForm(new TextDecoder().decode(answer.body));
    expect(body).toBe(
      "csrfToken=GoNrer0&sessionId=3_cc-session_dcf322f7-c2b7-4e77-9e32-36143f8f7c5d" +
        "&originalDoneUrl=https%3A%2F%2Ffinance.yahoo.com%2Fquote%2FAAPL%3Fguccounter%3D1" +
        "&namespace=yahoo&agree=agree&agree=agree",
    );
  });
});
