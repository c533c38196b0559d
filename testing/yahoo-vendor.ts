import type { VendorLimits } from "../src/adapters/providers/vendor-http.ts";
import type { SocketTimes } from "../src/adapters/providers/vendor-socket.ts";
import { yahooUrls, yahooUserAgent } from "../src/adapters/providers/yahoo/addresses.ts";
import { YahooLogin } from "../src/adapters/providers/yahoo/login.ts";
import type { LoginFile } from "../src/adapters/providers/yahoo/login-file.ts";
import { YahooProvider } from "../src/adapters/providers/yahoo/provider.ts";
import type { Clock } from "../src/ports/clock.ts";
import type { RequestLine } from "../src/ports/provider-ledger.ts";
import { FakeClock } from "./fakes/fake-clock.ts";
import { textAnswer } from "./replay/answer.ts";
import { type ReplayOptions, startReplayServer } from "./replay/replay-server.ts";
import { vendorLink } from "./vendor-link.ts";

export interface YahooVendorOptions extends ReplayOptions {
  readonly nowTsMs?: number;
  /** Stands still at `nowTsMs` unless another one is given. */
  readonly clock?: Clock;
  readonly file?: LoginFile;
  readonly limits?: VendorLimits;
  /** The login knows the server by its own address. */
  readonly isProxied?: boolean;
  readonly streamTimes?: Partial<SocketTimes>;
}

export const visitorCookie = "A3=d=visitor; Max-Age=31536000; Domain=.yahoo.com; Path=/; Secure";
export const yahooCrumb = "abc/DEF.123";

/** What fc.yahoo.com and getcrumb answer outside the EU. */
export const loginRoutes = {
  "GET /": textAnswer("not found", { status: 404, headers: { "set-cookie": [visitorCookie] } }),
  "GET /v1/test/getcrumb": textAnswer(yahooCrumb),
} as const;

/** The Yahoo provider with real links to a replay server, which stands for all of its hosts. */
export async function openYahoo(options: YahooVendorOptions = {}) {
  const { nowTsMs = Date.UTC(2026, 5, 1, 15), limits, streamTimes } = options;
  const clock = options.clock ?? new FakeClock(nowTsMs);
  const file = options.file ?? memoryFile();
  const server = await startReplayServer({ ...options, routes: options.routes ?? {} });
  const userAgent = yahooUserAgent("1.2.3");
  const base = { clock, userAgent, ...(limits && { limits }) };
  const loginLines: RequestLine[][] = [];
  const login = new YahooLogin({
    openHost: (origin) => {
      const link = vendorLink({
        ...base,
        baseUrl: origin,
        fetch: (url, init) => fetch(url.replace(origin, server.url), init),
      });
      loginLines.push(link.lines as RequestLine[]);
      return link.http;
    },
    file,
    clock,
    userAgent,
    ...(options.isProxied && { urls: urlsBelow(server.url) }),
  });
  const plain = vendorLink({ ...base, baseUrl: server.url });
  const withCrumb = vendorLink({ ...base, baseUrl: server.url, auth: login });
  const provider = new YahooProvider({
    plain: plain.http,
    withCrumb: withCrumb.http,
    login,
    openSocket: plain.openSocket,
    clock,
    userAgent,
    streamUrl: server.socketUrl,
    ...(streamTimes && { streamTimes }),
  });
  return {
    ...{ provider, login, server, clock, file, userAgent },
    /** Every request's end: of the plain link, the one with the crumb, and the login's. */
    lines: () => [...plain.lines, ...withCrumb.lines, ...loginLines.flat()],
    dispose: () => server.stop(),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function urlsBelow(url: string) {
  const below = (address: string) => url + new URL(address).pathname;
  const { cookie, page, crumb } = yahooUrls;
  return { cookie: below(cookie), page: below(page), crumb: below(crumb) };
}

export function memoryFile(text?: string): LoginFile {
  return {
    read: () => text,
    write: (written) => {
      text = written;
    },
  };
}
