import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import { Failure } from "../../../base/failure.ts";
import { DiscordWebhook } from "./webhook.ts";

/** Answers in the order in which they are given, then 200. */
let answers: (() => Response | Promise<Response>)[];
let got: { readonly path: string; readonly body: unknown }[];
let server: Bun.Server<undefined>;

beforeEach(() => {
  answers = [];
  got = [];
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      got.push({ path: pathname + search, body: await request.json() });
      return (await answers.shift()?.()) ?? Response.json({ id: "1" });
    },
  });
});
afterEach(() => server.stop(true));

/** Real requests; waits between them are counted and pass at once. */
function webhook() {
  const waits: number[] = [];
  const clock = {
    nowMs: () => new FakeClock().nowMs(),
    sleep: async (delayMs: number) => void waits.push(delayMs),
  };
  const url = `http://127.0.0.1:${server.port}/api/webhooks/1/secret-token`;
  return { waits, send: new DiscordWebhook({ url, clock }) };
}
const never = new AbortController().signal;

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
}

describe("a message", () => {
  test("is posted as text that mentions nobody, and waited for", async () => {
    await webhook().send.send("@everyone **A** fired", never);
    expect(got).toEqual([
      {
        path: "/api/webhooks/1/secret-token?wait=true",
        body: { content: "@everyone **A** fired", allowed_mentions: { parse: [] } },
      },
    ]);
  });

  test("waits as long as a rate limit asks for", async () => {
    answers = [() => new Response("{}", { status: 429, headers: { "Retry-After": "1.25" } })];
    const { send, waits } = webhook();
    await send.send("a", never);
    expect(waits).toEqual([1_250]);
    expect(got).toHaveLength(2);
  });

  test("comes again with growing pauses while Discord is down, five times in all", async () => {
    answers = Array.from({ length: 9 }, () => () => new Response("", { status: 503 }));
    const { send, waits } = webhook();
    const failure = await failureOf(send.send("a", never));
    expect(failure.code).toBe("notifier.unavailable");
    expect(waits).toEqual([500, 1_000, 2_000, 4_000]);
    expect(got).toHaveLength(5);
  });

  test("is not waited for half an hour", async () => {
    answers = [() => new Response("{}", { status: 429, headers: { "Retry-After": "1800" } })];
    const { send, waits } = webhook();
    expect((await failureOf(send.send("a", never))).code).toBe("notifier.unavailable");
    expect(waits).toEqual([]);
  });

  test("to a removed webhook is refused at once, and the address is not told", async () => {
    answers = [() => Response.json({ code: 10_015 }, { status: 404 })];
    const failure = await failureOf(webhook().send.send("a", never));
    expect(failure.code).toBe("notifier.refused");
    expect(failure.message).toContain("L2T_DISCORD_WEBHOOK");
    expect(failure.message).not.toContain("secret-token");
    expect(got).toHaveLength(1);
  });

  test("survives a connection that is cut off", async () => {
    const cut = new ReadableStream({ start: (body) => body.error(new Error("cut")) });
    answers = [() => new Response(cut, { headers: { "Content-Length": "10" } })];
    await webhook().send.send("a", never);
    expect(got).toHaveLength(2);
  });

  test("that nobody listens to is given up, and the address is not told", async () => {
    const { send } = webhook();
    await server.stop(true);
    const failure = await failureOf(send.send("a", never));
    expect(failure.code).toBe("notifier.unavailable");
    expect(failure.message).not.toContain("secret-token");
  });
});
