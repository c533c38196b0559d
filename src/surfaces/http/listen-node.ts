import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Listener, ListenOptions } from "./listener.ts";

const headBytesMax = 16_384;
/** Time for a whole request to arrive. */
const requestMsMax = 30_000;

/** The same server on Node: a bridge between its requests and those of the Web. */
export async function listenOnNode(options: ListenOptions): Promise<Listener> {
  let pending = 0;
  const server = createServer(
    { maxHeaderSize: headBytesMax, requestTimeout: requestMsMax },
    (incoming, outgoing) => {
      pending++;
      outgoing.once("close", () => pending--);
      void answer(incoming, outgoing, options, () => pending);
    },
  );
  server.keepAliveTimeout = options.idleSecondsMax * 1_000;
  await new Promise<void>((done, failed) => {
    server.once("error", failed);
    server.listen(options.port, options.host, done);
  });
  return {
    port: (server.address() as AddressInfo).port,
    pending: () => pending,
    stopListening: () => {
      server.close();
      server.closeIdleConnections();
    },
    close: async () => server.closeAllConnections(),
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { handle, bodyBytesMax }: ListenOptions,
  pending: () => number,
): Promise<void> {
  const request = requestOf(incoming);
  const length = Number(incoming.headers["content-length"] ?? 0);
  if (request === null || length > bodyBytesMax) {
    outgoing.writeHead(request === null ? 400 : 413, { Connection: "close" }).end();
    return;
  }
  const address = () => incoming.socket.remoteAddress ?? "unknown";
  const response = await handle(request, { address, pending });
  outgoing.writeHead(response.status, [...response.headers].flat());
  try {
    if (response.body === null || incoming.method === "HEAD") outgoing.end();
    else await pipeline(Readable.fromWeb(response.body as never), outgoing);
  } catch {
    // The client went away; there is nobody to tell.
    outgoing.destroy();
  }
}

/** Null where it is no request that the Web knows, such as TRACE. */
function requestOf(incoming: IncomingMessage): Request | null {
  const { method = "GET", headers, url = "/" } = incoming;
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const text of [value ?? []].flat()) sent.append(name, text);
  }
  const hasBody = method !== "GET" && method !== "HEAD";
  // Node wants to be told that a body is sent before the answer is read.
  const body = hasBody ? { body: Readable.toWeb(incoming), duplex: "half" } : {};
  try {
    const target = new URL(url, `http://${headers.host ?? "localhost"}`);
    return new Request(target.href, { method, headers: sent, ...body } as RequestInit);
  } catch {
    return null;
  }
}
