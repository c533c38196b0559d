import { Failure } from "../../../base/failure.ts";
import { BarBatch } from "../../../domain/bar-batch.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { StreamSink, StreamWants } from "../../../ports/market-data.ts";
import { type BarRow, barOf } from "../bar-row.ts";
import { inParts } from "../symbol-batches.ts";
import type { SocketLine, SocketProtocol } from "../vendor-socket.ts";
import { massiveProvenance } from "./calls.ts";
import { fromMassiveSymbol, isIndex, toMassiveSymbol } from "./symbols.ts";
import { unreadable } from "./wire.ts";

/** Bars handed on at once; a frame of a whole minute of the market takes two or three. */
const batchBars = 4_096;
/** So many bars of a frame without a readable one: not an odd bar, but another format. */
const misfitsMax = 20;
/** Symbols of one message. */
const messageSymbolsMax = 500;
/** The newest connection of a key kicks the others: two of them would do so in turn for ever. */
const kickedMs = 300_000;
const vendorTextMax = 120;

interface VendorMessage extends BarRow {
  readonly ev?: unknown;
  readonly status?: unknown;
  readonly message?: unknown;
  readonly sym?: unknown;
  readonly s?: unknown;
}

/**
 * Login, subscription and minute bars of shares (massive.com/docs/websocket/stocks/aggregates-per-
 * minute). The whole subscription is asked for again on every new connection.
 */
export class MassiveStreamProtocol implements SocketProtocol {
  readonly #url: string;
  readonly #key: string;
  readonly #sink: StreamSink;
  readonly #clock: Clock;
  readonly #delayMs: number;
  readonly #batch = new BarBatch(batchBars);
  #wanted: ReadonlySet<string> = new Set();
  /** What this connection was asked for. */
  #asked: ReadonlySet<string> = new Set();
  #isLoggedIn = false;

  constructor(options: {
    readonly streamUrl: string;
    readonly key: string;
    readonly sink: StreamSink;
    readonly clock: Clock;
    readonly delayMs: number;
  }) {
    this.#url = `${options.streamUrl.replace(/\/+$/, "")}/stocks`;
    this.#key = options.key;
    this.#sink = options.sink;
    this.#clock = options.clock;
    this.#delayMs = options.delayMs;
  }

  /** Names of what is wanted, as "AM.AAPL"; empty where nothing is. */
  get channels(): ReadonlySet<string> {
    return this.#wanted;
  }

  /** Replaces what is wanted; `line` is the live line, where there is one. */
  want(bars: StreamWants["bars"], line: SocketLine | null): void {
    this.#wanted = new Set(bars === "*" ? ["AM.*"] : bars.flatMap(channelOf));
    if (line !== null && this.#isLoggedIn) this.#subscribe(line);
  }

  async address(): Promise<{ readonly url: string }> {
    return { url: this.#url };
  }

  onOpen(): void {
    this.#isLoggedIn = false;
    this.#asked = new Set();
  }

  onFrame(line: SocketLine, data: string | Uint8Array): void {
    let misfits = 0;
    let read = 0;
    for (const message of messagesIn(data)) {
      if (message.ev === "AM") {
        if (this.#takeBar(message)) read++;
        else misfits++;
      } else if (message.ev === "status") this.#control(line, message);
    }
    if (read === 0 && misfits >= misfitsMax) throw unreadable("frame of bars", misfits);
    this.#flush();
  }

  #control(line: SocketLine, { status, message }: VendorMessage): void {
    const words = typeof message === "string" ? message.slice(0, vendorTextMax) : "no reason given";
    const text = `Massive's stream: "${words}" (${status})`;
    if (status === "connected") this.#send(line, "auth", this.#key);
    else if (status === "auth_success") {
      this.#isLoggedIn = true;
      this.#subscribe(line);
      line.live();
    } else if (status === "auth_failed") {
      line.stop(`${text}; check L2T_MASSIVE_KEY and L2T_MASSIVE_PLAN`);
    } else if (status === "not_authorized" || isPlanText(words)) {
      line.stop(`${text}; the account's plan does not include the stream`);
    } else if (status === "max_connections") {
      line.retry(`${text}; another program may use this key`, kickedMs);
    } else if (status !== "success") line.retry(text);
  }

  /** Asks for the difference to what was asked for before. */
  #subscribe(line: SocketLine): void {
    const target = this.#wanted;
    const removed = [...this.#asked].filter((channel) => !target.has(channel));
    const added = [...target].filter((channel) => !this.#asked.has(channel));
    this.#asked = target;
    for (const part of parts(removed)) this.#send(line, "unsubscribe", part);
    for (const part of parts(added)) this.#send(line, "subscribe", part);
  }

  #send(line: SocketLine, action: "auth" | "subscribe" | "unsubscribe", params: string): void {
    line.send(JSON.stringify({ action, params }));
  }

  /** False where the message is no bar; a symbol that is none of ours is passed over. */
  #takeBar(message: VendorMessage): boolean {
    const { sym, s } = message;
    const bar = Number.isSafeInteger(s) ? barOf(s as number, message) : null;
    if (bar === null || typeof sym !== "string") return false;
    const symbol = fromMassiveSymbol(sym);
    if (symbol === null) return true;
    if (this.#batch.isFull) this.#flush();
    this.#batch.push(symbol, { ...bar, isCorrection: false });
    return true;
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    const delayMs = this.#delayMs;
    const asOfTsMs = this.#clock.nowMs() - delayMs;
    this.#sink.onBars(this.#batch, massiveProvenance("sip", { delayMs, asOfTsMs }));
    this.#batch.clear();
  }
}

function channelOf(symbol: string): string[] {
  const ticker = isIndex(symbol) ? null : toMassiveSymbol(symbol);
  return ticker === null ? [] : [`AM.${ticker}`];
}

function parts(channels: readonly string[]): string[] {
  return inParts(channels, messageSymbolsMax).map((part) => part.join(","));
}

function isPlanText(words: string): boolean {
  return /not authorized|don't have access|upgrade your plan/i.test(words);
}

/** Every frame is a list, also of one message. */
function messagesIn(data: string | Uint8Array): readonly VendorMessage[] {
  let value: unknown;
  try {
    value = JSON.parse(typeof data === "string" ? data : new TextDecoder().decode(data));
  } catch (error) {
    throw badFrame(error);
  }
  const isList = Array.isArray(value) && value.every((row) => typeof row === "object" && row);
  if (!isList) throw badFrame(undefined);
  return value as readonly VendorMessage[];
}

function badFrame(cause: unknown): Failure {
  const text = "Massive's stream sent a frame that is no list of messages";
  return new Failure("provider.bad-payload", text, { cause });
}
