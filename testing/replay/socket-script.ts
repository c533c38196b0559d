/**
 * What a WebSocket connection does, step by step. One script for each connection, in the order
 * in which they open.
 *
 *   [sendJson([{ T: "success", msg: "connected" }]),
 *    expectJson({ action: "auth" }),            extra fields are allowed
 *    sendBytes(frame), wait(20), close(1001)]
 *
 * When the steps are done the line stays open, and a message that nothing waits for is a failure;
 * after `mute()` messages are taken and not answered. `refuse(406)` answers the handshake itself.
 */
export type SocketStep =
  | {
      readonly kind: "expect";
      readonly what: string;
      matches(message: string | Uint8Array): boolean;
    }
  | { readonly kind: "send"; readonly data: string | Uint8Array }
  | { readonly kind: "until"; readonly ready: () => Promise<void> }
  | { readonly kind: "close"; readonly code: number; readonly reason: string }
  | { readonly kind: "drop" }
  | { readonly kind: "mute" }
  | { readonly kind: "refuse"; readonly status: number; readonly text: string };

export type SocketScript = readonly SocketStep[];

/** A text message whose JSON has at least these fields, with these values. */
export function expectJson(wanted: unknown): SocketStep {
  return {
    kind: "expect",
    what: `JSON like ${JSON.stringify(wanted)}`,
    matches(message) {
      if (typeof message !== "string") return false;
      try {
        return isLike(JSON.parse(message), wanted);
      } catch {
        return false;
      }
    },
  };
}

export function expectText(wanted: string | RegExp): SocketStep {
  return {
    kind: "expect",
    what: `text ${wanted}`,
    matches: (message) =>
      typeof message === "string" &&
      (typeof wanted === "string" ? message === wanted : wanted.test(message)),
  };
}

/** A binary message for which `matches` is true. */
export function expectBytes(what: string, matches: (bytes: Uint8Array) => boolean): SocketStep {
  return {
    kind: "expect",
    what,
    matches: (message) => typeof message !== "string" && matches(message),
  };
}

export function sendText(data: string): SocketStep {
  return { kind: "send", data };
}

export function sendJson(value: unknown): SocketStep {
  return { kind: "send", data: JSON.stringify(value) };
}

export function sendBytes(data: Uint8Array): SocketStep {
  return { kind: "send", data };
}

export function wait(delayMs: number): SocketStep {
  return { kind: "until", ready: () => Bun.sleep(delayMs) };
}

/** Goes on after `release` was called. */
export function gate(): { readonly step: SocketStep; release(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { step: { kind: "until", ready: () => promise }, release: () => resolve() };
}

export function close(code: number, reason = ""): SocketStep {
  return { kind: "close", code, reason };
}

/** The connection breaks without a close frame. */
export function drop(): SocketStep {
  return { kind: "drop" };
}

/** From here on nothing is answered, whatever comes. */
export function mute(): SocketStep {
  return { kind: "mute" };
}

/** The handshake itself is answered so; the only step of its script. */
export function refuse(status: number, text = ""): SocketStep {
  return { kind: "refuse", status, text };
}

/** Whether `found` has everything that `wanted` names; lists must be of the same length. */
function isLike(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return Object.is(found, wanted);
  if (typeof found !== "object" || found === null) return false;
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) &&
      found.length === wanted.length &&
      wanted.every((value, at) => isLike(found[at], value))
    );
  }
  const fields = found as Record<string, unknown>;
  return Object.entries(wanted).every(([name, value]) => isLike(fields[name], value));
}
