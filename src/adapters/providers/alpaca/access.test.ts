import { expect, test } from "bun:test";
import { AlpacaAuth, alpacaLimits } from "./access.ts";

const read = (headers: Record<string, string>) => alpacaLimits.readLimit?.(new Headers(headers));

test("the headers raise the limit, a tenth stays for the user's other programs", () => {
  const told = { "X-RateLimit-Limit": "10000", "X-RateLimit-Remaining": "9987" };
  expect(read({ ...told, "X-RateLimit-Reset": "1764000060" })).toEqual({
    limit: 9_000,
    left: 9_987,
    resetTsMs: 1_764_000_060_000,
  });
  expect(read({ "X-RateLimit-Limit": "200" })).toEqual({ limit: 180 });
});

test("headers that say nothing change nothing", () => {
  expect(read({})).toBeNull();
  expect(read({ "X-RateLimit-Limit": "many", "X-RateLimit-Reset": "-1" })).toBeNull();
});

test("the key goes out as two headers and cannot be renewed", async () => {
  const auth = new AlpacaAuth({ keyId: "id", secretKey: "secret" });
  const { headers } = await auth.credentials();
  expect(headers).toEqual({ "APCA-API-KEY-ID": "id", "APCA-API-SECRET-KEY": "secret" });
  expect(await auth.renew()).toBe(false);
});
