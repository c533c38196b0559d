import { SocketLine } from "./socket-line.ts";
import type { SocketScript } from "./socket-script.ts";

/** A connection that was opened. */
export interface OpenedSocket {
  /** Path and query as sent. */
  readonly target: string;
  readonly headers: Headers;
  readonly line: SocketLine;
}

/** The WebSocket half of the replay server. */
export class SocketServer {
  readonly opened: OpenedSocket[] = [];
  readonly #scripts: Readonly<Record<string, readonly SocketScript[]>>;
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  readonly #counts = new Map<string, number>();
  readonly #fail: (text: string) => void;
  readonly #server: Bun.Server<SocketLine>;

  constructor(
    scripts: Readonly<Record<string, readonly SocketScript[]>>,
    fail: (text: string) => void,
  ) {
    this.#scripts = scripts;
    this.#fail = fail;
    this.#server = Bun.serve<SocketLine>({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request, server) => this.#upgrade(request, server),
      websocket: {
        open: (socket) => socket.data.open(socket as never),
        message: (socket, data) =>
          socket.data.take(typeof data === "string" ? data : new Uint8Array(data)),
        close: (socket) => socket.data.closed(),
      },
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#server.port}`;
  }

  /** What scripts still wait for. */
  unmet(): string[] {
    return this.opened.flatMap(({ line }) => line.unmet() ?? []);
  }

  connected(count: number): Promise<void> {
    if (this.opened.length >= count) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ count, resolve });
    return promise;
  }

  async stop(): Promise<void> {
    await this.#server.stop(true);
  }

  #upgrade(request: Request, server: Bun.Server<SocketLine>): Response | undefined {
    const { pathname, search } = new URL(request.url);
    const count = this.#counts.get(pathname) ?? 0;
    this.#counts.set(pathname, count + 1);
    const name = `connection ${count + 1} to ${pathname}`;
    const script = this.#scripts[pathname]?.[count];
    if (!script) {
      this.#fail(`${name} has no script`);
      return new Response(`${name} has no script`, { status: 599 });
    }
    const line = new SocketLine(name, script, this.#fail);
    this.opened.push({ target: pathname + search, headers: request.headers, line });
    for (const waiting of this.#waiting) {
      if (this.opened.length >= waiting.count) waiting.resolve();
    }
    const first = script[0];
    if (first?.kind === "refuse") return new Response(first.text, { status: first.status });
    if (server.upgrade(request, { data: line })) return undefined;
    this.#fail(`${name} is no WebSocket handshake`);
    return new Response("", { status: 400 });
  }
}
