import { expect, test } from "bun:test";
import { HostGuard, isLoopback } from "./host-guard.ts";

const guard = new HostGuard({ host: "127.0.0.1", hostNames: ["scanner.example.com"] });

test.each([
  [null, "a client of HTTP/1.0"],
  ["localhost", "without a port"],
  ["localhost:8000", "by name"],
  ["LOCALHOST.:8000", "as a full name"],
  ["l2t.localhost:8000", "below localhost"],
  ["127.0.0.1:8000", "by address"],
  ["[::1]:8000", "by IPv6 address"],
  ["10.0.0.7:8000", "through a tunnel"],
  ["Scanner.Example.com", "by the name that a proxy was told to forward"],
])("loopback answers to %p: %s", (host) => {
  expect(guard.allows(host)).toBe(true);
});

test.each(["evil.example", "localhost.evil.example:8000", "127.0.0.1.evil.example", "", "[x]"])(
  "loopback does not answer to %p: a page elsewhere may have bound that name to it",
  (host) => {
    expect(guard.allows(host)).toBe(false);
  },
);

test("a server for the network answers to every name", () => {
  const open = new HostGuard({ host: "0.0.0.0", hostNames: [] });
  expect(open.allows("droplet.example.com:8000")).toBe(true);
});

test("loopback is told from other addresses", () => {
  expect(["127.0.0.1", "127.9.9.9", "::1", "localhost"].every(isLoopback)).toBe(true);
  expect(["0.0.0.0", "::", "10.0.0.1", "127.example.com"].some(isLoopback)).toBe(false);
});
