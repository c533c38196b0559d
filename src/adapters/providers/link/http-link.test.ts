import { expect, test } from "bun:test";
import { startVendor } from "../../../../testing/made-up-vendor.ts";
import {
  badGateway,
  cutOff,
  delayed,
  hungUp,
  jsonAnswer,
  textAnswer,
  tooManyRequests,
} from "../../../../testing/replay/answer.ts";
import { vendorLink } from "../../../../testing/vendor-link.ts";

const signal = new AbortController().signal;
const fine = jsonAnswer({ fine: true });

test("an answer comes with its status, headers, text, JSON and moment", async () => {
  await using vendor = await startVendor(jsonAnswer([1], { headers: { "x-limit": "9" } }));
  const beganTsMs = vendor.link.clock.nowMs();
  const answer = await vendor.ask({ query: { symbols: "A B", none: undefined, all: true } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("x-limit")).toBe("9");
  expect(answer.text()).toBe("[1]");
  expect(answer.json()).toEqual([1]);
  expect(answer.receivedTsMs).toBeGreaterThanOrEqual(beganTsMs);
  expect(answer.receivedTsMs).toBeLessThanOrEqual(vendor.link.clock.nowMs());
  expect(vendor.server.requests[0]?.key).toBe("GET /bars?all=true&symbols=A B");
});

test("a request leaves one line that says what it took", async () => {
  await using vendor = await startVendor(fine, { provider: "schwab" });
  await vendor.ask();
  const [line] = vendor.link.lines;
  expect(line).toMatchObject({ provider: "schwab", endpoint: "bars", lane: "live" });
  expect(line).toMatchObject({ outcome: "ok", calls: 1, bytes: 13, reason: null });
});

test.each([408, 429, 499, 500, 502, 503])(
  "%d is asked again until it goes well",
  async (status) => {
    await using vendor = await startVendor([textAnswer("busy", { status }), fine]);
    expect((await vendor.ask()).json()).toEqual({ fine: true });
    expect(vendor.outcomes()).toEqual(["ok 2"]);
  },
);

test.each([
  [400, "provider.refused"],
  [403, "provider.forbidden"],
  [404, "provider.refused"],
  [422, "provider.refused"],
] as const)("%d is not asked again", async (status, code) => {
  await using vendor = await startVendor([jsonAnswer({ message: "no such" }, { status }), fine]);
  const failure = await vendor.refused();
  expect(failure.code).toBe(code);
  expect(failure.message).toBe(`test, "bars": status ${status}: "no such"`);
  expect(vendor.outcomes()).toEqual(["failed 1"]);
});

test("after four calls it is given up, with the vendor's page in the reason", async () => {
  await using vendor = await startVendor(badGateway());
  const failure = await vendor.refused();
  expect(failure.code).toBe("provider.unavailable");
  expect(vendor.link.lines[0]?.reason).toContain('status 502: "<html><head><title>502 Bad Gateway');
  expect(vendor.outcomes()).toEqual(["failed 4"]);
});

test("a body that is cut off and a line that is hung up are asked again", async () => {
  await using vendor = await startVendor([cutOff(fine, 5), hungUp(), fine]);
  expect((await vendor.ask()).json()).toEqual({ fine: true });
  expect(vendor.outcomes()).toEqual(["ok 3"]);
});

test("a gzip body that is cut off is no answer", async () => {
  const packed = Bun.gzipSync(new TextEncoder().encode(JSON.stringify({ a: "b".repeat(5_000) })));
  const headers = { "content-encoding": "gzip", "content-type": "application/json" };
  const whole = { status: 200, headers, body: packed };
  await using vendor = await startVendor([{ ...whole, body: packed.subarray(0, 20) }, whole]);
  expect((await vendor.ask()).bytes.length).toBe(5_008);
  expect(vendor.outcomes()).toEqual(["ok 2"]);
});

test("a first byte that comes too late ends the call", async () => {
  const timeoutMs = { firstByte: 10_000, body: 60_000 };
  await using vendor = await startVendor([delayed(fine, 400), fine], { timeoutMs });
  await vendor.ask();
  expect(vendor.outcomes()).toEqual(["ok 2"]);
});

test("a body that does not end in time ends the call", async () => {
  const stalled = Bun.serve({
    port: 0,
    fetch: () => new Response(new ReadableStream({ start: (out) => out.enqueue("begin") })),
  });
  const timeoutMs = { firstByte: 1_000_000, body: 3_000 };
  const link = vendorLink({ baseUrl: stalled.url.href, timeoutMs });
  const asked = link.http.request({ path: "/", endpoint: "bars", lane: "live", signal });
  const failure = await asked.catch((error) => error);
  expect(failure.message).toBe('test, "bars": the answer did not end within 3 s');
  expect(failure.code).toBe("provider.unavailable");
  await stalled.stop(true);
});

test("nobody there is unavailable, without the address and its key", async () => {
  const auth = { credentials: async () => ({ query: { apikey: "s3cret-key" } }), renew: never };
  const link = vendorLink({ baseUrl: "http://127.0.0.1:1", auth });
  const asked = link.http.request({ path: "/x", endpoint: "bars", lane: "live", signal });
  const failure = await asked.catch((error) => error);
  expect(failure.message).toBe('test, "bars": no answer (ECONNREFUSED)');
  expect(link.lines).toMatchObject([{ outcome: "failed", calls: 4 }]);
});

test("an answer that a request hands over is an answer, whatever its status", async () => {
  await using vendor = await startVendor(textAnswer("cookie", { status: 404 }));
  const answer = await vendor.ask({ handsOver: (response) => response.status === 404 });
  expect(answer.text()).toBe("cookie");
  expect(vendor.outcomes()).toEqual(["ok 1"]);
});

test("what is no JSON is named by its type and beginning, without secrets", async () => {
  const page = '<html>Denied <a href="/x?crumb=Ab3crumbcrumb">';
  await using vendor = await startVendor(
    textAnswer(page, { headers: { "content-type": "text/html" } }),
  );
  const answer = await vendor.ask();
  expect(() => answer.json()).toThrow(
    'the answer (text/html, 46 bytes) is no JSON: "<html>Denied <a href="/x?crumb=(hidden)">"',
  );
});

test("an answer that is longer than allowed is not read on, and not asked for again", async () => {
  await using vendor = await startVendor(textAnswer("x".repeat(2_000)));
  const failure = await vendor.refused({ bytesMax: 1_000 });
  expect(failure.code).toBe("provider.bad-payload");
  expect(failure.message).toContain("2000 bytes or more, at most 1000 are read");
  expect(vendor.outcomes()).toEqual(["failed 1"]);
});

test("a body that unpacks to more than allowed is not read on", async () => {
  const body = Bun.gzipSync(new Uint8Array(1_000_000));
  const headers = { "content-encoding": "gzip" };
  await using vendor = await startVendor({ status: 200, headers, body });
  expect((await vendor.refused({ bytesMax: 10_000 })).message).toContain("at most 10000 are read");
});

test("the next page is followed on the same host only", async () => {
  await using vendor = await startVendor(fine);
  await vendor.ask({ path: `${vendor.server.url}/bars?cursor=abc`, query: { limit: 5 } });
  expect(vendor.server.requests[0]?.key).toBe("GET /bars?cursor=abc&limit=5");
  const failure = await vendor.refused({ path: "@elsewhere.example/bars" });
  expect(failure.code).toBe("provider.bad-payload");
  const other = await vendor.refused({ path: "https://elsewhere.example/bars" });
  expect(other.message).toContain('at host "elsewhere.example"');
  expect(vendor.outcomes().slice(-1)).toEqual(["failed 0"]);
});

test("a redirect is followed on the same host and nowhere else", async () => {
  await using vendor = await startVendor([
    textAnswer("", { status: 302, headers: { location: "/bars?moved=1" } }),
    fine,
    textAnswer("", { status: 302, headers: { location: "https://elsewhere.example/bars" } }),
  ]);
  await vendor.ask();
  expect(vendor.server.requests[1]?.key).toBe("GET /bars?moved=1");
  expect((await vendor.refused()).message).toContain("sent on to host elsewhere.example");
  expect(vendor.outcomes()).toEqual(["ok 2", "failed 1"]);
});

test("a POST is not repeated after it was sent, except on a 429", async () => {
  await using vendor = await startVendor(fine);
  const post = { method: "POST", path: "/token", body: "a=1", endpoint: "token" } as const;
  vendor.server.route("POST /token", [badGateway(), hungUp(), tooManyRequests(), fine]);
  expect((await vendor.refused(post)).code).toBe("provider.unavailable");
  expect((await vendor.refused(post)).code).toBe("provider.unavailable");
  expect((await vendor.ask(post)).json()).toEqual({ fine: true });
  expect(vendor.outcomes()).toEqual(["failed 1", "failed 1", "ok 2"]);
  expect(vendor.server.requests.map((request) => request.body)).toEqual(Array(4).fill("a=1"));
});

test("a request that is called off ends at once and says so", async () => {
  await using vendor = await startVendor(delayed(fine, 500));
  const stop = new AbortController();
  const asked = vendor.refused({ signal: stop.signal });
  await vendor.server.asked(1);
  stop.abort();
  expect((await asked).code).toBe("run.interrupted");
  expect((await vendor.refused({ signal: stop.signal })).code).toBe("run.interrupted");
  expect(vendor.outcomes()).toEqual(["skipped 1", "skipped 0"]);
});

test("a request that is called off between attempts makes no further call", async () => {
  const stop = new AbortController();
  await using vendor = await startVendor(badGateway());
  const asked = vendor.refused({ signal: stop.signal });
  await vendor.server.asked(1);
  stop.abort();
  expect((await asked).code).toBe("run.interrupted");
  expect(vendor.server.requests).toHaveLength(1);
});

test("the name that it shows is sent with every request", async () => {
  await using vendor = await startVendor(fine, { userAgent: "learn2trade/1" });
  await vendor.ask({ headers: { accept: "text/csv" } });
  expect(vendor.server.requests[0]?.headers.get("user-agent")).toBe("learn2trade/1");
  expect(vendor.server.requests[0]?.headers.get("accept")).toBe("text/csv");
});

async function never(): Promise<boolean> {
  throw new Error("nobody renews");
}
