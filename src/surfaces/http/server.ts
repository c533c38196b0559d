import { assert } from "../../base/assert.ts";
import { Failure } from "../../base/failure.ts";
import type { ApiDeps, ApiServer } from "./api.ts";
import { Dispatcher } from "./dispatch.ts";

export type { ApiDeps, ApiServer, ServerStatus } from "./api.ts";

/** Every route is a GET; a body is read by nobody. */
const bodyBytesMax = 1_024;
/** A connection that neither sends nor takes a byte for so long is closed. */
const idleSecondsMax = 20;

/** The HTTP server of one store: the API and the page. Nothing runs before `start`. */
export function createApiServer(deps: ApiDeps): ApiServer {
  return new BunApiServer(deps);
}

class BunApiServer implements ApiServer {
  readonly #deps: ApiDeps;
  #server: Bun.Server<undefined> | null = null;

  constructor(deps: ApiDeps) {
    this.#deps = deps;
  }

  async start(): Promise<{ readonly url: string }> {
    assert(this.#server === null, "the server is not started twice");
    const { host, port } = this.#deps;
    const dispatcher = new Dispatcher(this.#deps);
    try {
      this.#server = Bun.serve({
        hostname: host,
        port,
        idleTimeout: idleSecondsMax,
        maxRequestBodySize: bodyBytesMax,
        development: false,
        // Without it, production mode lets a second server take half of the requests of the first.
        reusePort: false,
        fetch: (request) => dispatcher.handle(request),
      });
    } catch (error) {
      throw unavailable({ host, port, error });
    }
    return { url: urlOf(host, this.#server.port ?? port) };
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    await server?.stop(true);
  }
}

function urlOf(host: string, port: number): string {
  // Nobody can open "0.0.0.0"; this machine is reachable by its own name.
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}/`;
}

function unavailable(at: { host: string; port: number; error: unknown }): Failure {
  const { host, port, error } = at;
  const code = (error as { code?: unknown }).code;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: "another program listens there; choose another port with --port, or stop it",
    EACCES: "this user may not listen there; choose a port from 1024 up with --port",
    EADDRNOTAVAIL: "this machine does not have that address; choose another one with --host",
  };
  const reason = reasons[String(code)] ?? "the system refused; choose another --host or --port";
  const text = `cannot listen on "${host}" port "${port}": ${reason}`;
  return new Failure("host.unavailable", text, { cause: error });
}
