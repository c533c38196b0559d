import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer } from "./answer.ts";
import {
  decoded,
  findRoute,
  parseRoute,
  type ReplayRequest,
  type Replies,
  type Reply,
  type Route,
} from "./route.ts";
import type { SocketScript } from "./socket-script.ts";
import { type OpenedSocket, SocketServer } from "./socket-server.ts";

export interface ReplayOptions {
  /**
   * "GET /path?a=1&b=2" to what it answers. The order of parameters does not matter, "b=*" takes
   * any value of b, "?*" any query at all; the route that names most values serves.
   */
  readonly routes?: Readonly<Record<string, Replies>>;
  /** Parameters that no route looks at: "crumb", "apiKey". */
  readonly ignoreQuery?: readonly string[];
  /** Path of a WebSocket to its connections, one script for each in the order of opening. */
  readonly sockets?: Readonly<Record<string, readonly SocketScript[]>>;
}

export interface ReplayServer {
  /** "http://127.0.0.1:1234" without a slash at the end. */
  readonly url: string;
  /** "ws://127.0.0.1:1235". */
  readonly socketUrl: string;
  /** Everything that was asked, in order, known or not. */
  readonly requests: readonly ReplayRequest[];
  readonly connections: readonly OpenedSocket[];
  /** Adds routes, or replaces them. */
  route(key: string, replies: Replies): void;
  /** Resolves when so many requests have come since the start. */
  asked(count: number): Promise<void>;
  /** Resolves when so many connections have been asked for since the start, refused or not. */
  connected(count: number): Promise<void>;
  /** Throws where something came that no route or script knows. */
  assertAllKnown(): void;
  /** Throws where a route was never asked, or a script still waits for a message. */
  assertAllUsed(): void;
  /** Closes every connection; throws like `assertAllKnown`. Again: does nothing. */
  stop(): Promise<void>;
}

/**
 * A vendor on this machine: answers over real sockets from recorded files, so that the client's
 * own HTTP parsing, unpacking, cookies and WebSocket frames are tested. A request that no route
 * knows is answered 599 with its name and makes `stop` throw.
 *
 *   await using server = await startReplayServer({
 *     ignoreQuery: ["crumb"],
 *     routes: {
 *       ...yahooRoutes("chart-AAPL.json"),
 *       "GET /v7/finance/quote?symbols=AAPL": [
 *         textAnswer("Invalid Crumb", { status: 401 }),
 *         recordedBody(["yahoo-body.json"]),
 *       ],
 *       "GET /v2/stocks/bars?symbols=*&page_token=*": (request) => jsonAnswer(...),
 *     },
 *     sockets: { "/stream": [[expectJson({ action: "auth" }), sendJson([...]), close(1001)]] },
 *   });
 *
 * See answer.ts for faults, recorded.ts for files and socket-script.ts for the steps of a socket.
 */
export async function startReplayServer(
  options: ReplayOptions = {},
): Promise<ReplayServer & AsyncDisposable> {
  const server = new HttpReplay(options);
  await server.start();
  return server;
}

const bodyBytesMax = 1 << 20;

class HttpReplay implements ReplayServer, AsyncDisposable {
  readonly requests: ReplayRequest[] = [];
  readonly #ignoreQuery: readonly string[];
  readonly #routes: Route[];
  readonly #failures: string[] = [];
  readonly #sockets: SocketServer;
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  #isStopped = false;
  // node:http, since Bun.serve cannot promise more bytes than it sends.
  readonly #http = createServer((request, response) => void this.#take(request, response));

  constructor({ routes = {}, ignoreQuery = [], sockets = {} }: ReplayOptions) {
    this.#ignoreQuery = ignoreQuery;
    this.#routes = Object.entries(routes).map(([key, replies]) => parseRoute(key, replies));
    this.#sockets = new SocketServer(sockets, (text) => this.#failures.push(text));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  get socketUrl(): string {
    return this.#sockets.url;
  }

  get connections(): readonly OpenedSocket[] {
    return this.#sockets.opened;
  }

  async start(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#http.once("error", reject);
    this.#http.listen(0, "127.0.0.1", resolve);
    await promise;
  }

  route(key: string, replies: Replies): void {
    const at = this.#routes.findIndex((route) => route.key === key);
    this.#routes.splice(at < 0 ? this.#routes.length : at, 1, parseRoute(key, replies));
  }

  asked(count: number): Promise<void> {
    if (this.requests.length >= count) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ count, resolve });
    return promise;
  }

  connected(count: number): Promise<void> {
    return this.#sockets.connected(count);
  }

  assertAllKnown(): void {
    if (this.#failures.length > 0) throw new Error(this.#failures.join("\n"));
  }

  assertAllUsed(): void {
    const unasked = this.#routes.filter((route) => route.askedCount === 0);
    const unmet = [
      ...unasked.map((route) => `nobody asked ${route.key}`),
      ...this.#sockets.unmet(),
    ];
    if (unmet.length > 0) throw new Error(unmet.join("\n"));
  }

  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#http.closeAllConnections();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#http.close(() => resolve());
    await Promise.all([promise, this.#sockets.stop()]);
    this.assertAllKnown();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const request = await this.#read(incoming);
      this.requests.push(request);
      for (const { count, resolve } of this.#waiting) {
        if (this.requests.length >= count) resolve();
      }
      await send(await this.#answer(request), response);
    } catch (error) {
      this.#failures.push(`${incoming.method} ${incoming.url} broke the replay server: ${error}`);
      response.socket?.destroy();
    }
  }

  async #read(incoming: IncomingMessage): Promise<ReplayRequest> {
    const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of incoming) {
      bytes += (chunk as Buffer).length;
      if (bytes > bodyBytesMax) throw new Error(`a body of more than ${bodyBytesMax} bytes`);
      chunks.push(chunk as Buffer);
    }
    const headers = new Headers();
    for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
      headers.append(incoming.rawHeaders[at] as string, incoming.rawHeaders[at + 1] as string);
    }
    const method = incoming.method ?? "GET";
    const path = decoded(url.pathname);
    url.searchParams.sort();
    const query = [...url.searchParams];
    const shown = query.filter(([name]) => !this.#ignoreQuery.includes(name));
    const text = shown.map(([name, value]) => `${name}=${value}`).join("&");
    const key = `${method} ${path}${text && `?${text}`}`;
    return { method, path, query, headers, body: Buffer.concat(chunks).toString(), key };
  }

  async #answer(request: ReplayRequest): Promise<Answer> {
    const route = findRoute(this.#routes, request, this.#ignoreQuery);
    if (!route) {
      this.#failures.push(`no route for ${request.key}`);
      const body = new TextEncoder().encode(`no route for ${request.key}`);
      return { status: 599, headers: { "content-type": "text/plain" }, body };
    }
    const at = Math.min(route.askedCount++, route.replies.length - 1);
    const reply = route.replies[at] as Reply;
    return typeof reply === "function" ? await reply(request) : reply;
  }
}

async function send(answer: Answer, response: ServerResponse): Promise<void> {
  const { status, headers, body, ready, cutAtBytes, isHungUp } = answer;
  await ready?.();
  if (isHungUp) {
    response.socket?.destroy();
    return;
  }
  const sent = headers as Record<string, string | string[]>;
  // Answers without a body have no length either.
  const hasBody = status >= 200 && status !== 204 && status !== 304;
  const length = hasBody ? { "content-length": String(body.length) } : {};
  response.writeHead(status, { ...sent, ...length });
  if (cutAtBytes === undefined) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, cutAtBytes), () => response.socket?.destroy());
}
