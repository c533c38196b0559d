import type { SocketLine, SocketProtocol } from "../../vendor-socket.ts";
import type { AlpacaKey } from "../access.ts";
import type { Channel, Subscription, VendorMessage } from "./channel.ts";
import { limited, missingText, nextStep } from "./symbol-limit.ts";

/** Symbols of one message: thousands at once have been refused as too long a frame. */
const messageSymbolsMax = 500;
/** An old line of ours is still counted: it takes the vendor some seconds to notice its end. */
const otherLineMs = 20_000;
const vendorTextMax = 120;

interface Control extends VendorMessage {
  readonly msg?: unknown;
  readonly code?: unknown;
}

/**
 * Login, subscription and errors of one socket
 * (docs.alpaca.markets/docs/streaming-market-data). The whole subscription is asked for again on
 * every new connection.
 */
export class AlpacaSession implements SocketProtocol {
  readonly #channel: Channel;
  readonly #url: string;
  readonly #key: AlpacaKey;
  readonly #onNotice: () => void;
  #wanted: Subscription = {};
  /** What this connection was asked for. */
  #asked: Subscription = {};
  /** What the vendor confirmed of it. */
  #confirmed: Subscription = {};
  #isLoggedIn = false;
  #step = 0;
  #notice = "";

  constructor(options: {
    readonly channel: Channel;
    readonly streamUrl: string;
    readonly key: AlpacaKey;
    /** `notice` has changed. */
    readonly onNotice: () => void;
  }) {
    this.#channel = options.channel;
    this.#url = options.streamUrl.replace(/\/+$/, "") + options.channel.path;
    this.#key = options.key;
    this.#onNotice = options.onNotice;
  }

  /** What the user should know while the line is live; empty when all is well. */
  get notice(): string {
    return this.#notice;
  }

  /** Replaces what is wanted; `line` is the live line, where there is one. */
  want(wanted: Subscription, line: SocketLine | null): void {
    this.#wanted = wanted;
    if (line !== null && this.#isLoggedIn) this.#subscribe(line);
  }

  async address(): Promise<{ readonly url: string }> {
    return { url: this.#url };
  }

  onOpen(): void {
    this.#isLoggedIn = false;
    this.#asked = {};
    this.#confirmed = {};
  }

  onFrame(line: SocketLine, data: string | Uint8Array): void {
    const messages = this.#channel.decode(data);
    for (const message of messages) {
      if (message.T === "success") this.#succeed(line, message);
      else if (message.T === "subscription") this.#confirm(line, message);
      else if (message.T === "error") this.#fail(line, message);
    }
    this.#channel.take(messages);
  }

  #succeed(line: SocketLine, { msg }: Control): void {
    if (msg === "connected") {
      const { keyId, secretKey } = this.#key;
      line.send(this.#channel.encode({ action: "auth", key: keyId, secret: secretKey }));
    } else if (msg === "authenticated") {
      this.#isLoggedIn = true;
      const isAsked = this.#subscribe(line);
      if (!isAsked) line.live();
    }
  }

  #confirm(line: SocketLine, message: VendorMessage): void {
    // The vendor adds kinds of its own, such as corrections of prints.
    const lists = Object.entries(message).filter(
      ([kind, list]) => kind in this.#wanted && Array.isArray(list),
    );
    this.#confirmed = Object.fromEntries(lists) as Subscription;
    line.live();
    // What is wanted may have changed while the answer was on its way.
    this.#subscribe(line);
  }

  /** Asks for the difference to what was asked for before. False where there is none. */
  #subscribe(line: SocketLine): boolean {
    const target = limited(this.#wanted, this.#step);
    const removed = difference(this.#asked, target);
    const added = difference(target, this.#asked);
    this.#asked = target;
    this.#tell(missingText(this.#wanted, target));
    for (const lists of messagesOf(removed)) {
      line.send(this.#channel.encode({ action: "unsubscribe", ...lists }));
    }
    for (const lists of messagesOf(added)) {
      line.send(this.#channel.encode({ action: "subscribe", ...lists }));
    }
    return Object.keys(added).length + Object.keys(removed).length > 0;
  }

  #fail(line: SocketLine, { code, msg }: Control): void {
    const words = typeof msg === "string" ? msg.slice(0, vendorTextMax) : "no reason given";
    const text = `Alpaca's stream of ${this.#channel.name}: "${words}" (${code})`;
    if (code === 402) line.stop(`${text}; check L2T_ALPACA_KEY_ID and L2T_ALPACA_SECRET_KEY`);
    else if (code === 405) this.#shrink(line, text);
    else if (code === 406) line.retry(`${text}; another program may use this key`, otherLineMs);
    else if (code === 409 || code === 411) line.stop(`${text}; the plan does not include it`);
    else if (code === 410) line.stop(`${text}; this feed does not have it`);
    // 403: logged in already, which is what we want.
    else if (code !== 403) line.retry(text);
  }

  /** The vendor kept what it had confirmed before, and took nothing of the last message. */
  #shrink(line: SocketLine, text: string): void {
    const step = nextStep(this.#wanted, this.#step);
    if (step === null) {
      line.stop(`${text}; no smaller list is left to ask for`);
      return;
    }
    this.#step = step;
    this.#asked = this.#confirmed;
    if (!this.#subscribe(line)) line.live();
  }

  #tell(notice: string): void {
    if (notice === this.#notice) return;
    this.#notice = notice;
    this.#onNotice();
  }
}

/** What `lists` has and `others` have not; kinds with nothing are left out. */
function difference(lists: Subscription, others: Subscription): Subscription {
  const found: Record<string, readonly string[]> = {};
  for (const [kind, list] of Object.entries(lists)) {
    const known = new Set(others[kind] ?? []);
    const rest = list.filter((symbol) => !known.has(symbol));
    if (rest.length > 0) found[kind] = rest;
  }
  return found;
}

/** Lists cut into messages of a size that the vendor reads. */
function messagesOf(lists: Subscription): Subscription[] {
  const messages: Record<string, readonly string[]>[] = [];
  let room = 0;
  for (const [kind, list] of Object.entries(lists)) {
    for (let at = 0; at < list.length; ) {
      if (room === 0) {
        messages.push({});
        room = messageSymbolsMax;
      }
      const part = list.slice(at, at + room);
      (messages.at(-1) as Record<string, readonly string[]>)[kind] = part;
      at += part.length;
      room -= part.length;
    }
  }
  return messages;
}
