import { assert } from "../../base/assert.ts";
import type { ApiDeps, ApiServer } from "./api.ts";
import { Dispatcher } from "./dispatch.ts";
import { isLoopback } from "./host-guard.ts";
import { unavailable } from "./listen-failure.ts";
import type { Handler, Listener } from "./listener.ts";

export type { ApiDeps, ApiServer, ServerStatus } from "./api.ts";

/** The largest body that a route takes, and room for its head. */
const bodyBytesMax = 65_536;
/** A connection that neither sends nor takes a byte for so long is closed. */
const idleSecondsMax = 20;

/** The HTTP server of one store: the API and the page. Nothing runs before `start`. */
export function createApiServer(deps: ApiDeps): ApiServer {
  return new HttpApiServer(deps);
}

class HttpApiServer implements ApiServer {
  readonly #deps: ApiDeps;
  #dispatcher: Dispatcher | null = null;
  #listener: Listener | null = null;

  constructor(deps: ApiDeps) {
    this.#deps = deps;
  }

  async start(): Promise<{ readonly url: string }> {
    assert(this.#listener === null, "the server is not started twice");
    const { host, port } = this.#deps;
    const dispatcher = new Dispatcher(this.#deps);
    const handle: Handler = (request, connection) => dispatcher.handle(request, connection);
    try {
      this.#listener = await listen({ host, port, handle });
    } catch (error) {
      throw unavailable({ host, port, error });
    }
    this.#dispatcher = dispatcher;
    return { url: urlOf(host, this.#listener.port) };
  }

  async stop({ graceMs }: { readonly graceMs: number } = { graceMs: 0 }): Promise<void> {
    const [listener, dispatcher] = [this.#listener, this.#dispatcher];
    this.#listener = null;
    this.#dispatcher = null;
    listener?.stopListening();
    await dispatcher?.stop();
    const endMs = performance.now() + graceMs;
    while (listener !== null && listener.pending() > 0 && performance.now() < endMs) {
      await new Promise((done) => setTimeout(done, drainLookMs));
    }
    await listener?.close();
  }

  releaseCaches(): void {
    this.#dispatcher?.releaseCaches();
  }

  counts(): { readonly done: number; readonly inHand: number } {
    const operate = this.#dispatcher?.operate;
    return { done: operate?.requests.total ?? 0, inHand: operate?.inHandCount ?? 0 };
  }

  lacksKeys(): boolean {
    return !isLoopback(this.#deps.host) && this.#dispatcher?.gate.keys.hasAny() === false;
  }
}

const drainLookMs = 20;

/** On each runtime the server that costs least there. */
async function listen(at: {
  readonly host: string;
  readonly port: number;
  readonly handle: Handler;
}): Promise<Listener> {
  const limits = { bodyBytesMax, idleSecondsMax };
  if (typeof Bun !== "undefined") return listenOnBun({ ...at, ...limits });
  const { listenOnNode } = await import("./listen-node.ts");
  return listenOnNode({ ...at, ...limits });
}

function listenOnBun(at: {
  readonly host: string;
  readonly port: number;
  readonly handle: Handler;
  readonly bodyBytesMax: number;
  readonly idleSecondsMax: number;
}): Listener {
  const server = Bun.serve({
    hostname: at.host,
    port: at.port,
    idleTimeout: at.idleSecondsMax,
    maxRequestBodySize: at.bodyBytesMax,
    development: false,
    // Without it, production mode lets a second server take half of the requests of the first.
    reusePort: false,
    fetch: (request, server) =>
      at.handle(request, {
        address: () => server.requestIP(request)?.address ?? "unknown",
        pending: () => server.pendingRequests,
      }),
    error: () => new Response(null, { status: 500 }),
  });
  return {
    port: server.port ?? at.port,
    pending: () => server.pendingRequests,
    stopListening: () => void server.stop(false),
    close: () => server.stop(true),
  };
}

function urlOf(host: string, port: number): string {
  // Nobody can open "0.0.0.0"; this machine is reachable by its own name.
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}/`;
}
