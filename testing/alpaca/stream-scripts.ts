import { decode, encode } from "@ygoe/msgpack";
import {
  expectBytes,
  expectJson,
  type SocketStep,
  sendBytes,
  sendJson,
} from "../replay/socket-script.ts";
import { alpacaKey } from "./alpaca-vendor.ts";

/** The vendor's part of a login, up to the subscription. */
export function loginSteps(): SocketStep[] {
  return [
    sendJson([{ T: "success", msg: "connected" }]),
    expectJson({ action: "auth", key: alpacaKey.keyId, secret: alpacaKey.secretKey }),
    sendJson([{ T: "success", msg: "authenticated" }]),
  ];
}

export function errorStep(code: number, msg: string): SocketStep {
  return sendJson([{ T: "error", code, msg }]);
}

/** A binary frame by another msgpack library than ours. */
export function packed(messages: readonly object[]): SocketStep {
  return sendBytes(encode(messages));
}

/** A binary message of ours, read by another library than the one that wrote it. */
export function expectPacked(wanted: Readonly<Record<string, unknown>>): SocketStep {
  return expectBytes(`msgpack like ${JSON.stringify(wanted)}`, (bytes) => {
    const found = decode(bytes) as Record<string, unknown>;
    return Object.entries(wanted).every(
      ([name, value]) => JSON.stringify(found[name]) === JSON.stringify(value),
    );
  });
}
