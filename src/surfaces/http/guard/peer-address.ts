import { isLoopback } from "../host-guard.ts";

/** An address of IPv4 that came through a socket of IPv6. */
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Whether the other end of a connection is this machine. */
export function isLoopbackPeer(address: string): boolean {
  return isLoopback(mapped.exec(address)?.[1] ?? address);
}

/** Headers by which a proxy says that it asks for somebody else. */
const forwardingHeaders = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"] as const;

export function isForwarded(headers: Headers): boolean {
  return forwardingHeaders.some((name) => headers.has(name));
}

/** Who is counted as one: an address, or a network of IPv6, which one subscriber has to himself. */
export function countedAddress(address: string): string {
  const v4 = mapped.exec(address)?.[1];
  if (v4 !== undefined || !address.includes(":")) return v4 ?? address;
  const [head = "", tail = ""] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  const groups = address.includes("::") ? [...left, ...zeros, ...right] : left;
  return `${groups.slice(0, 4).join(":")}::/64`;
}
