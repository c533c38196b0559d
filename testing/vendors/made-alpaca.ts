import type { Server } from "bun";
import type { DemoMarket } from "../../src/adapters/providers/demo/market.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { MadeAlpacaAnswers } from "./made-alpaca-answers.ts";
import { MadeAlpacaLines, type MadeLine } from "./made-alpaca-lines.ts";

export interface MadeAlpacaOptions {
  readonly market: DemoMarket;
  /** Time of the made market. */
  readonly clock: Pick<Clock, "nowMs">;
  /** Bars of one page; 10,000 unless told. */
  readonly pageRows?: number;
  /** Every so many requests one fails: 502, 429 or a body that is cut off, in turns. */
  readonly failEvery?: number;
  /** Every so many frames of bars the stream's connection breaks. */
  readonly hangUpEvery?: number;
  /** Every so many bars of the stream one is corrected half a minute later. */
  readonly correctEvery?: number;
}

const pageRowsMax = 10_000;

/**
 * A vendor that speaks Alpaca's wire format over real sockets, with the demo market as its data:
 * what a worker stores from it can be held against the simulator bar by bar.
 */
export class MadeAlpaca {
  /** Requests by path. */
  readonly counts = new Map<string, number>();
  /** Connections of the stream so far. */
  lineCount = 0;
  readonly #options: MadeAlpacaOptions;
  readonly #answers: MadeAlpacaAnswers;
  readonly #lines: MadeAlpacaLines;
  readonly #stop = new AbortController();
  #server: Server<MadeLine> | null = null;
  #requests = 0;
  #streaming: Promise<void> = Promise.resolve();

  constructor(options: MadeAlpacaOptions) {
    const { pageRows = pageRowsMax, hangUpEvery = null, correctEvery = null } = options;
    this.#options = options;
    this.#answers = new MadeAlpacaAnswers({ ...options, pageRows });
    this.#lines = new MadeAlpacaLines({ ...options, hangUpEvery, correctEvery });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server?.port}`;
  }

  get streamUrl(): string {
    return `ws://127.0.0.1:${this.#server?.port}`;
  }

  /** All requests, whether they were answered well or not. */
  get requestCount(): number {
    return this.#requests;
  }

  start(): void {
    this.#server = Bun.serve<MadeLine>({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request, server) => this.#answer(request, server),
      websocket: {
        open: (socket) => {
          this.lineCount += 1;
          this.#lines.open(socket);
        },
        message: (socket, text) => this.#lines.hear(socket, JSON.parse(String(text))),
        close: (socket) => this.#lines.closed(socket),
      },
    });
    this.#streaming = this.#lines.run(this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#streaming;
    await this.#server?.stop(true);
  }

  /** The clock of the market has jumped: what lies between is not streamed. */
  skip(): void {
    this.#lines.skip();
  }

  /** Breaks every connection of the stream. */
  hangUp(): void {
    this.#lines.hangUp();
  }

  #answer(request: Request, server: Server<MadeLine>): Response | undefined {
    const url = new URL(request.url);
    if (request.headers.get("upgrade") === "websocket") {
      const data: MadeLine = { isIn: false, isAll: false, symbols: new Set() };
      return server.upgrade(request, { data }) ? undefined : new Response(null, { status: 400 });
    }
    this.counts.set(url.pathname, (this.counts.get(url.pathname) ?? 0) + 1);
    this.#requests += 1;
    const { failEvery } = this.#options;
    if (failEvery !== undefined && this.#requests % failEvery === 0) {
      return failure(Math.floor(this.#requests / failEvery) % 3);
    }
    if (!request.headers.get("apca-api-key-id")) {
      const body = { code: 40110000, message: "request is not authorized" };
      return Response.json(body, { status: 401 });
    }
    const body = this.#answers.body(url);
    if (body === null) return Response.json({ message: `no ${url.pathname}` }, { status: 404 });
    const left = String(10_000);
    const headers = { "X-RateLimit-Limit": left, "X-RateLimit-Remaining": left };
    return Response.json(body, { headers });
  }
}

function failure(kind: number): Response {
  if (kind === 0) return new Response("<html>Bad Gateway</html>", { status: 502 });
  if (kind === 1) return Response.json({ message: "too many requests." }, { status: 429 });
  return new Response('{"bars":{"cut', { headers: { "content-type": "application/json" } });
}
