import { expect, test } from "bun:test";
import { startVendor } from "../../../../testing/made-up-vendor.ts";
import { badGateway, emptyAnswer, held, jsonAnswer } from "../../../../testing/replay/answer.ts";

const fine = jsonAnswer({ fine: true });

test("equal questions at a time are one call", async () => {
  const gate = held(fine);
  await using vendor = await startVendor(gate.answer);
  const asked = [vendor.ask(), vendor.ask(), vendor.ask({ query: { other: 1 } })];
  await vendor.server.asked(2);
  gate.release();
  for (const answer of await Promise.all(asked)) expect(answer.json()).toEqual({ fine: true });
  expect(vendor.server.requests).toHaveLength(2);
  expect(vendor.outcomes().toSorted()).toEqual(["joined 0", "ok 1", "ok 1"]);
});

test("questions with other headers, or after the answer, are calls of their own", async () => {
  await using vendor = await startVendor(fine);
  await Promise.all([vendor.ask(), vendor.ask({ headers: { accept: "text/csv" } })]);
  await vendor.ask();
  expect(vendor.server.requests).toHaveLength(3);
});

test("whoever joined keeps the answer when the one who asked first is called off", async () => {
  const gate = held(fine);
  await using vendor = await startVendor(gate.answer);
  const stop = new AbortController();
  const first = vendor.refused({ signal: stop.signal });
  const second = vendor.ask();
  await vendor.server.asked(1);
  stop.abort();
  expect((await first).code).toBe("run.interrupted");
  gate.release();
  expect((await second).json()).toEqual({ fine: true });
  // The call is told once: by the one who left, since it was made while that one waited.
  expect(vendor.outcomes()).toEqual(["skipped 1", "ok 0"]);
});

test("the call ends when the last one is called off, and the next asks anew", async () => {
  const gate = held(fine);
  await using vendor = await startVendor([gate.answer, fine]);
  const stop = new AbortController();
  const asked = [vendor.refused({ signal: stop.signal }), vendor.refused({ signal: stop.signal })];
  await vendor.server.asked(1);
  stop.abort();
  for (const failure of await Promise.all(asked)) expect(failure.code).toBe("run.interrupted");
  expect((await vendor.ask()).json()).toEqual({ fine: true });
  expect(vendor.server.requests).toHaveLength(2);
  gate.release();
});

test("a failure reaches everybody who joined, each with a line", async () => {
  const circuit = { failures: 1, pauseMs: { first: 1_000, max: 1_000 } };
  await using vendor = await startVendor(badGateway(), { circuit });
  const failures = await Promise.all([vendor.refused(), vendor.refused()]);
  expect(failures.map((failure) => failure.code)).toEqual(Array(2).fill("provider.unavailable"));
  expect(vendor.outcomes()[0]).toBe("failed 1");
  expect(vendor.link.lines).toHaveLength(2);
});

test("an answer that is fresh serves again without a call", async () => {
  await using vendor = await startVendor([jsonAnswer(1), jsonAnswer(2)]);
  const freshMs = 60_000;
  expect((await vendor.ask({ freshMs })).json()).toBe(1);
  expect((await vendor.ask({ freshMs })).json()).toBe(1);
  expect((await vendor.ask()).json()).toBe(2);
  expect(vendor.outcomes()).toEqual(["ok 1", "cached 0", "ok 1"]);
});

test("an answer that is not fresh any more is asked for", async () => {
  await using vendor = await startVendor([jsonAnswer(1), jsonAnswer(2)]);
  await vendor.ask({ freshMs: 2_000 });
  await vendor.link.clock.sleep(3_000);
  expect((await vendor.ask({ freshMs: 2_000 })).json()).toBe(2);
});

test("what has not changed is not sent again: tag and date are asked with", async () => {
  const headers = { etag: '"v1"', "last-modified": "Mon, 01 Jun 2026 13:00:00 GMT" };
  await using vendor = await startVendor([jsonAnswer(1, { headers }), emptyAnswer(304)]);
  await vendor.ask({ freshMs: 0 });
  const answer = await vendor.ask({ freshMs: 0 });
  expect(answer.json()).toBe(1);
  expect(answer.status).toBe(200);
  const [, second] = vendor.server.requests;
  expect(second?.headers.get("if-none-match")).toBe('"v1"');
  expect(second?.headers.get("if-modified-since")).toBe("Mon, 01 Jun 2026 13:00:00 GMT");
  expect(vendor.outcomes()).toEqual(["ok 1", "unchanged 1"]);
});

test("an unchanged answer is fresh again", async () => {
  const headers = { etag: '"v1"' };
  const replies = [jsonAnswer(1, { headers }), emptyAnswer(304)];
  await using vendor = await startVendor(replies, { speed: 20 });
  const freshMs = 4_000;
  await vendor.ask({ freshMs });
  await vendor.link.clock.sleep(freshMs + 100);
  await vendor.ask({ freshMs });
  await vendor.ask({ freshMs });
  expect(vendor.outcomes()).toEqual(["ok 1", "unchanged 1", "cached 0"]);
});

test("a request's own condition gets the 304 itself", async () => {
  await using vendor = await startVendor(emptyAnswer(304));
  const answer = await vendor.ask({ headers: { "If-None-Match": '"mine"' } });
  expect(answer.status).toBe(304);
  expect(vendor.outcomes()).toEqual(["unchanged 1"]);
});

test("a failure is not kept", async () => {
  await using vendor = await startVendor([jsonAnswer({}, { status: 404 }), fine]);
  await vendor.refused({ freshMs: 60_000 });
  expect((await vendor.ask({ freshMs: 60_000 })).json()).toEqual({ fine: true });
});
