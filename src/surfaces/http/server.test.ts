import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { gunzipSync } from "node:zlib";
import { startTestServer, type TestServer } from "../../../testing/api-server.ts";
import { type MadeUpMarket, makeUpMarket } from "../../../testing/made-up-market.ts";
import { Failure } from "../../base/failure.ts";
import { everyRoute } from "./routes/registry.ts";

let market: MadeUpMarket;
let server: TestServer;

beforeAll(async () => {
  market = await makeUpMarket({ symbols: 40 });
  server = await startTestServer({ ...market, hostNames: ["l2t.example"] });
});

afterAll(async () => {
  await server.server.stop();
  market.remove();
});

describe("starting and stopping", () => {
  test("a taken port is a failure that names it and the way out", async () => {
    const port = Number(new URL(server.url).port);
    const error = await startTestServer({ ...market, port }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Failure);
    expect((error as Failure).code).toBe("host.unavailable");
    expect((error as Failure).message).toContain(`"127.0.0.1" port "${port}"`);
    expect((error as Failure).message).toContain("--port");
  });

  test("an address that this machine does not have is a failure", async () => {
    const error = await startTestServer({ ...market, host: "203.0.113.7" }).catch(
      (caught: unknown) => caught,
    );
    expect((error as Failure).code).toBe("host.unavailable");
    expect((error as Failure).message).toContain('"203.0.113.7"');
  });

  test("twenty starts and stops leave no port and no handle", async () => {
    const { server: first, url } = await startTestServer(market);
    await first.stop();
    const port = Number(new URL(url).port);
    const before = openFiles();
    for (let round = 0; round < 20; round++) {
      const next = await startTestServer({ ...market, port });
      expect((await next.get("/health")).status).toBe(200);
      await next.server.stop();
      await next.server.stop();
    }
    expect(openFiles()).toBeLessThanOrEqual(before + 2);
    expect(await canConnect(port)).toBe(false);
  });

  test("stop before start does nothing", async () => {
    const { server: stopped } = await startTestServer(market);
    await stopped.stop();
    await stopped.stop();
  });
});

describe("every answer", () => {
  test.each(everyRoute.map(({ path }) => path))("%s carries the security headers", async (path) => {
    const { headers } = await server.get(path, { Accept: "text/html" });
    const policy = headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe-eval");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Referrer-Policy")).toBe("no-referrer");
    expect(headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
    expect(headers.get("Access-Control-Allow-Origin")).toBeNull();
    expect(headers.get("Server")).toBeNull();
  });

  test("the page's policy allows neither inline script nor inline style", async () => {
    const { headers } = await server.get("/", { Accept: "text/html" });
    const policy = headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).not.toContain("unsafe-inline");
  });

  test.each(everyRoute.map(({ path }) => path))(
    "%s answers HEAD with the headers of GET",
    async (path) => {
      const target = new URL(path, server.url);
      const got = await fetch(target);
      const head = await fetch(target, { method: "HEAD" });
      expect(head.status).toBe(got.status);
      expect(await head.text()).toBe("");
      for (const name of ["Content-Type", "ETag", "Cache-Control"]) {
        const isClock = path === "/health" && name === "ETag";
        if (!isClock) expect(head.headers.get(name)).toBe(got.headers.get(name));
      }
    },
  );
});

describe("requests that ask for nothing here", () => {
  test("an unknown path is 404, as JSON, with the nearest one", async () => {
    const answer = await server.get("/api/watchlst", { Accept: "text/html" });
    expect(answer.status).toBe(404);
    expect(answer.headers.get("Content-Type")).toStartWith("application/json");
    expect(await answer.json()).toMatchObject({
      success: false,
      code: "not.found",
      error: 'there is nothing at "/api/watchlst"; did you mean "/api/watchlist"?',
    });
  });

  test("an unknown path of the typed API is answered with the paths of that", async () => {
    const answer = await server.get("/api/v1/signalz");
    expect(answer.status).toBe(404);
    const { error, routes } = (await answer.json()) as { error: string; routes: string[] };
    expect(error).toEndWith('did you mean "/api/v1/signals"?');
    expect(routes).toContain("/api/v1/docs");
    expect(routes.every((path) => path.startsWith("/api/v1/"))).toBe(true);
  });

  test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])(
    "%s is 405 with what is allowed",
    async (method) => {
      const answer = await fetch(new URL("/api/watchlist", server.url), { method });
      expect(answer.status).toBe(405);
      expect(answer.headers.get("Allow")).toBe("GET, HEAD");
      expect(((await answer.json()) as { error: string }).error).toContain(method);
    },
  );

  test("a long address is 414", async () => {
    const answer = await server.get(`/api/watchlist?x=${"y".repeat(5_000)}`);
    expect(answer.status).toBe(414);
  });

  test("a large body is refused and the server lives on", async () => {
    const body = "x".repeat(100_000);
    const answer = await fetch(new URL("/api/watchlist", server.url), { method: "POST", body });
    expect([405, 413]).toContain(answer.status);
    expect((await server.get("/health")).status).toBe(200);
  });

  test("a name that is not the server's is 421 on loopback", async () => {
    expect((await server.get("/health", { Host: "evil.example" })).status).toBe(421);
    expect((await server.get("/health", { Host: "l2t.example" })).status).toBe(200);
    expect((await server.get("/health", { Host: "localhost:1" })).status).toBe(200);
  });

  test("no error tells a path or a line of the program", async () => {
    const paths = ["/nothing", "/api/watchlist?limit=x", "/api/bars?symbol=NOSUCH", "/api/bars"];
    for (const path of paths) {
      const text = await (await server.get(path)).text();
      expect(text).not.toMatch(/\.ts\b|node_modules|at .*\(|src\/surfaces/);
    }
  });
});

describe("versions and sizes", () => {
  const changing = new Set(["/health", "/ready", "/metrics"]);
  const versioned = everyRoute.map(({ path }) => path).filter((path) => !changing.has(path));

  test.each(versioned)("%s is not sent again when nothing has changed", async (path) => {
    const first = await server.get(path, { Accept: "text/html" });
    if (first.status !== 200) return expect(first.headers.get("ETag")).toBeNull();
    const tag = first.headers.get("ETag") ?? "";
    expect(tag).not.toBe("");
    const again = await server.get(path, { Accept: "text/html", "If-None-Match": tag });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
    expect(again.headers.get("ETag")).toBe(tag);
    const other = await server.get(path, { Accept: "text/html", "If-None-Match": '"other"' });
    expect(other.status).toBe(200);
  });

  test("a list of versions, a strong one and a star match too", async () => {
    const tag = (await server.get("/api/macd_scanner")).headers.get("ETag") ?? "";
    for (const header of [`"a", ${tag}, "b"`, tag.replace("W/", ""), "*"]) {
      const answer = await server.get("/api/macd_scanner", { "If-None-Match": header });
      expect(answer.status).toBe(304);
    }
  });

  test("data is asked for again each time, files of the page never", async () => {
    const data = await server.get("/api/macd_scanner");
    expect(data.headers.get("Cache-Control")).toBe("no-cache");
    const [path] = everyRoute.flatMap(({ path }) => (path.startsWith("/assets/") ? path : []));
    const file = await server.get(path as string);
    expect(file.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
    const wrong = await server.get("/api/macd_scanner?limit=x");
    expect(wrong.headers.get("Cache-Control")).toBe("no-store");
  });

  test("large bodies are compressed for clients that can, and only for them", async () => {
    const path = "/api/macd_scanner?limit=0";
    const plain = await rawGet(path, "identity");
    const packed = await rawGet(path, "br, gzip;q=0.8");
    const refused = await rawGet(path, "gzip;q=0");
    expect(packed.headers).toContain("content-encoding: gzip");
    expect(packed.headers).toContain("accept-encoding");
    expect(packed.body.length).toBeLessThan(plain.body.length / 4);
    expect(gunzipSync(packed.body).toString()).toBe(plain.body.toString());
    expect(refused.headers).not.toContain("content-encoding");
  });

  test("small bodies are not", async () => {
    expect((await rawGet("/health", "gzip")).headers).not.toContain("content-encoding");
  });
});

/** What goes over the wire: fetch would unpack it. */
async function rawGet(path: string, encoding: string): Promise<{ headers: string; body: Buffer }> {
  const { port } = new URL(server.url);
  const request = [
    `GET ${path} HTTP/1.1`,
    "Host: localhost",
    `Accept-Encoding: ${encoding}`,
    "Connection: close",
  ];
  const bytes = await exchange(Number(port), `${request.join("\r\n")}\r\n\r\n`);
  const end = bytes.indexOf("\r\n\r\n");
  return { headers: bytes.toString("latin1", 0, end).toLowerCase(), body: bytes.subarray(end + 4) };
}

function exchange(port: number, text: string): Promise<Buffer> {
  return new Promise((done, failed) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("end", () => done(Buffer.concat(chunks)));
    socket.on("error", failed);
  });
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      done(true);
    });
    socket.on("error", () => done(false));
  });
}

function openFiles(): number {
  return readdirSync("/proc/self/fd").length;
}
