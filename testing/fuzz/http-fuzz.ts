import { connect } from "node:net";
import fc from "fast-check";
import { startTestServer } from "../api-server.ts";
import { makeUpMarket } from "../made-up-market.ts";
import { type MadeRequest, madeBytes, madeRequest } from "./requests.ts";

export interface FuzzReport {
  readonly runs: number;
  readonly seed: number;
  /** Answers by status; "none" where the server hung up. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Resident memory of the whole process after a quarter of the runs, and at the end. */
  readonly quarterMb: number;
  readonly endMb: number;
  readonly slowestMs: number;
}

/** An answer has to come within this, or the connection has to end. */
const answerMsMax = 5_000;
/** Of streams of bytes: a request that is not complete yet is no hang, so they are left soon. */
const patienceMs = 40;
/** One in so many is a stream of bytes. */
const bytesEvery = 20;
/** Of the client, the properties and the server, all in one process. */
const growthMbMax = 48;
const statusesAllowed = new Set([
  ...[200, 201, 204, 303, 304, 400, 401, 403, 404, 405, 409, 412, 413, 414, 415, 421, 422, 428],
  ...[429, 431, 505],
]);

/** Throws at the first answer that is wrong, with the request made as small as possible. */
export async function fuzzHttp(wish: { readonly runs: number; readonly seed: number }) {
  const market = await makeUpMarket({ symbols: 12, days: 120 });
  const server = await startTestServer(market);
  const statuses: Record<string, number> = {};
  let count = 0;
  let slowestMs = 0;
  let quarterMb = 0;
  const note = (status: string, startMs: number) => {
    statuses[status] = (statuses[status] ?? 0) + 1;
    slowestMs = Math.max(slowestMs, performance.now() - startMs);
    if (++count === Math.ceil(wish.runs / 4)) quarterMb = residentMb();
  };
  const asked = fc.asyncProperty(madeRequest, async (request) => {
    const startMs = performance.now();
    note(await ask(server.url, request), startMs);
  });
  const sent = fc.asyncProperty(madeBytes, async (bytes) => {
    const startMs = performance.now();
    note(await sendBytes(server.url, bytes), startMs);
  });
  try {
    const byteRuns = Math.ceil(wish.runs / bytesEvery);
    await fc.assert(asked, { numRuns: wish.runs - byteRuns, seed: wish.seed });
    await fc.assert(sent, { numRuns: byteRuns, seed: wish.seed });
    const health = await server.get("/health");
    check(health.status === 200, "the server goes on");
    check(server.bugs.length === 0, `no bug of ours: ${String(server.bugs[0])}`);
    const endMb = residentMb();
    check(endMb - quarterMb < growthMbMax, `memory stays: ${quarterMb} MB, then ${endMb} MB`);
    const report: FuzzReport = { ...wish, statuses, quarterMb, endMb, slowestMs };
    return report;
  } finally {
    await server.server.stop();
    market.remove();
  }
}

async function ask(url: string, request: MadeRequest): Promise<string> {
  const { method, target, headers, body } = request;
  const leave = new AbortController();
  const timer = setTimeout(() => leave.abort(), answerMsMax);
  try {
    const init = { method, headers, signal: leave.signal, redirect: "manual" } as const;
    const answer = await fetch(url.slice(0, -1) + target, { ...init, ...(body && { body }) });
    const isStream = answer.headers.get("Content-Type")?.startsWith("text/event-stream") ?? false;
    const text = isStream ? "" : await answer.text();
    if (isStream) await answer.body?.cancel();
    judge(answer, text, request);
    return String(answer.status);
  } finally {
    clearTimeout(timer);
  }
}

function judge(answer: Response, text: string, { target, method }: MadeRequest): void {
  const { status, headers } = answer;
  // Without a bus nobody feeds the live stream, which says so.
  const isStreamless = status === 503 && target.startsWith("/api/v1/stream");
  check(statusesAllowed.has(status) || isStreamless, `${method} ${target}: ${status} ${text}`);
  // Bodies that are too large are refused by the runtime, before there is a request.
  if (status === 413 && text === "") return;
  check(headers.get("Content-Security-Policy") !== null, `${target}: has its policy`);
  check(headers.get("X-Content-Type-Options") === "nosniff", `${target}: is not sniffed`);
  const isJson = headers.get("Content-Type")?.startsWith("application/json") ?? false;
  if (isJson && text !== "") JSON.parse(text);
  // People who have no key get the page that asks for one, and those who end a login see how.
  const isForm = /^\/(sign-in|login\/)/.test(target) || status === 401;
  if (status >= 400 && !isForm) check(isJson, `${target}: an error is JSON`);
}

/** Status of the first answer; "none" when the server hung up or waits for more. */
function sendBytes(url: string, text: string): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    let received = "";
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(received)?.[1];
      const isFine = status === undefined || status === "505" || Number(status) < 500;
      if (isFine) done(status ?? "none");
      else failed(new Error(`${JSON.stringify(text)} was answered with ${status}`));
    };
    const timer = setTimeout(end, patienceMs);
    socket.on("connect", () => socket.write(text, "latin1"));
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      end();
    });
    socket.on("close", end);
    socket.on("error", end);
  });
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what.slice(0, 500));
}

function residentMb(): number {
  Bun.gc(true);
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}
