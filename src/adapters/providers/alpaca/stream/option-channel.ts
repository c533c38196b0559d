import { decode, encode } from "@msgpack/msgpack";
import { type OptionTrade, parseOcc } from "../../../../domain/option-contract.ts";
import type { Clock } from "../../../../ports/clock.ts";
import type { StreamSink } from "../../../../ports/market-data.ts";
import { readOptionTrade } from "../option-trades.ts";
import { delayMsOf, type OptionFeed } from "../plan.ts";
import { timestampMs } from "../timestamp.ts";
import { badFrame, type Channel, decodeJson, messagesIn, type VendorMessage } from "./channel.ts";

/** Bounds of a frame: what is larger is damaged. */
const frameLimits = { maxArrayLength: 100_000, maxMapLength: 100, maxStrLength: 65_536 } as const;

interface OptionMessage extends VendorMessage {
  readonly S?: unknown;
}

/**
 * Prints of option contracts (docs.alpaca.markets/docs/real-time-option-data): msgpack in both
 * directions, with times as its timestamp extension.
 */
export class OptionChannel implements Channel {
  readonly name = "option trades";
  readonly path: string;
  readonly #feed: OptionFeed;
  readonly #sink: StreamSink;
  readonly #clock: Clock;

  constructor(options: {
    readonly feed: OptionFeed;
    readonly sink: StreamSink;
    readonly clock: Clock;
  }) {
    this.#feed = options.feed;
    this.#sink = options.sink;
    this.#clock = options.clock;
    this.path = `/v1beta1/${options.feed}`;
  }

  encode(message: object): Uint8Array {
    return encode(message);
  }

  decode(data: string | Uint8Array): readonly VendorMessage[] {
    if (typeof data === "string") return decodeJson(data);
    try {
      return messagesIn(decode(data, frameLimits));
    } catch (error) {
      throw badFrame(error);
    }
  }

  take(messages: readonly VendorMessage[]): void {
    const trades: OptionTrade[] = [];
    for (const message of messages as readonly OptionMessage[]) {
      if (message.T !== "t" || typeof message.S !== "string") continue;
      const contract = parseOcc(message.S);
      const trade = contract.ok ? readOptionTrade(contract.value.occ, message, momentOf) : null;
      if (trade !== null) trades.push(trade);
    }
    if (trades.length === 0) return;
    const delayMs = delayMsOf(this.#feed);
    this.#sink.onOptionTrades(trades, {
      provider: "alpaca",
      feed: this.#feed,
      isSimulated: false,
      delayMs,
      asOfTsMs: this.#clock.nowMs() - delayMs,
    });
  }
}

function momentOf(value: unknown): number {
  return value instanceof Date ? value.getTime() : timestampMs(value);
}
