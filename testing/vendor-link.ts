import { systemClock } from "../src/adapters/host/system-clock.ts";
import {
  openVendorHttp,
  type VendorHttpOptions,
} from "../src/adapters/providers/link/http-link.ts";
import { openVendorSocket } from "../src/adapters/providers/link/socket-link.ts";
import type { VendorHttp, VendorLimits } from "../src/adapters/providers/vendor-http.ts";
import type { OpenVendorSocket } from "../src/adapters/providers/vendor-socket.ts";
import type { Clock } from "../src/ports/clock.ts";
import type { RequestLine } from "../src/ports/provider-ledger.ts";
import { randomSource } from "./prices.ts";

/** Limits that no test meets by accident. */
const wideLimits: VendorLimits = {
  ...{ limit: 100_000, windowMs: 1_000, burst: 1_000, parallelMax: 8 },
  pauseMs: { first: 1_000, max: 10_000 },
};
const seed = 7;

export interface TestLinkOptions extends Partial<Omit<VendorHttpOptions, "onLine">> {
  readonly baseUrl: string;
  /** Moment at which the clock begins. */
  readonly startTsMs?: number;
  /** So many times faster than the clock of the machine; 100 unless told. */
  readonly speed?: number;
}

export interface TestLink {
  readonly http: VendorHttp;
  readonly openSocket: OpenVendorSocket;
  /** The clock of the link, for the provider as well. */
  readonly clock: Clock;
  /** Every request's end, in order. */
  readonly lines: readonly RequestLine[];
}

/** A real link to a server of the test, on a clock on which pauses pass fast. */
export function vendorLink(options: TestLinkOptions): TestLink {
  const { startTsMs = Date.UTC(2026, 5, 1, 14), speed = 100, ...given } = options;
  const clock = given.clock ?? speedyClock(startTsMs, speed);
  const random = given.random ?? randomSource(seed);
  const provider = given.provider ?? "test";
  const lines: RequestLine[] = [];
  const http = openVendorHttp({
    provider,
    limits: wideLimits,
    // The server is as slow as the machine, whatever this clock says.
    timeoutMs: { firstByte: 10_000 * speed, body: 10_000 * speed },
    ...given,
    ...{ clock, random, onLine: (line: RequestLine) => void lines.push(line) },
  });
  const openSocket: OpenVendorSocket = (socket) =>
    openVendorSocket({ provider, clock, random }, socket);
  return { http, openSocket, clock, lines };
}

/** A clock that runs so many times faster: moments and pauses agree. */
export function speedyClock(startTsMs: number, speed: number): Clock {
  const beganMs = performance.now();
  return {
    nowMs: () => Math.floor(startTsMs + (performance.now() - beganMs) * speed),
    sleep: (delayMs, signal) => systemClock.sleep(delayMs / speed, signal),
  };
}
