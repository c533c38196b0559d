import type { EventLog } from "./event-log.ts";
import type { StreamWish } from "./stream-wish.ts";
import { encode, frame } from "./wire-event.ts";

/** Bytes that wait in the server for one client; the log holds the rest. */
const bufferBytesMax = 64 * 1_024;
/** How long browsers wait before they come again. */
const retryMs = 2_000;
const silence = encode(":\n\n");

/**
 * One connection. It stands after an event of the log and takes what follows as far as its buffer
 * has room; the buffer of a slow client is filled again when it has taken what was there. So
 * nothing is copied for it and nothing piles up, however far behind it is.
 */
export class StreamClient {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly wish: StreamWish;
  readonly #log: EventLog;
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | null = null;
  /** The last event that was looked at, sent or not. */
  #seenId: number;
  /** The last id that the client was told. */
  #toldId: number;
  #blockedSinceMs: number | null = null;
  #isFeeding = false;

  constructor(
    log: EventLog,
    options: {
      readonly wish: StreamWish;
      readonly hello: object;
      readonly onEnd: (client: StreamClient) => void;
    },
  ) {
    const { wish, hello, onEnd } = options;
    this.#log = log;
    this.wish = wish;
    const { afterId } = wish;
    const isKnown = afterId !== null && log.knows(afterId);
    this.#seenId = isKnown ? afterId : log.newestId;
    this.#toldId = this.#seenId;
    this.stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start: (controller) => {
          this.#controller = controller;
          const ready = frame({ id: this.#seenId, event: "ready", data: hello });
          controller.enqueue(encode(`retry: ${retryMs}\n\n${ready}`));
          if (afterId !== null && !isKnown) this.#tellGap(null, log.newestId);
          this.feed();
        },
        pull: () => {
          this.#blockedSinceMs = null;
          this.feed();
        },
        cancel: () => {
          this.#controller = null;
          onEnd(this);
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: bufferBytesMax }),
    );
  }

  get isOpen(): boolean {
    return this.#controller !== null;
  }

  /** Sends what has come, as far as there is room for it. */
  feed(): void {
    // A chunk that is taken at once asks for the next one while this one is still being handed in.
    if (this.#isFeeding) return;
    this.#isFeeding = true;
    try {
      while (this.#hasRoom() && this.#feedPart());
    } finally {
      this.#isFeeding = false;
    }
  }

  /** Keeps proxies from closing a quiet connection, and the client's position up to date. */
  beat(): void {
    if (!this.#hasRoom()) return;
    if (this.#toldId === this.#seenId) this.#controller?.enqueue(silence);
    // An id without data is remembered by the client and shown to nobody.
    else this.#controller?.enqueue(encode(`id: ${this.#seenId}\n\n`));
    this.#toldId = this.#seenId;
  }

  /** Since when the client has taken nothing although something waits; null while it takes. */
  blockedForMs(nowMs: number): number {
    if (this.#hasRoom()) return 0;
    this.#blockedSinceMs ??= nowMs;
    return nowMs - this.#blockedSinceMs;
  }

  /** The end in good order: what waits is still sent. */
  close(): void {
    this.#controller?.close();
    this.#controller = null;
  }

  /** Drops what waits and breaks the connection; the client comes again with its last id. */
  drop(): void {
    this.#controller?.error(new Error("the client took nothing for too long"));
    this.#controller = null;
  }

  /** False when there is nothing more for now. */
  #feedPart(): boolean {
    const part = this.#log.after(this.#seenId, this.wish.filter);
    if (part.kind === "gap") {
      this.#tellGap(part.missedFromId, part.newestId);
      return true;
    }
    if (part.bytes.length > 0) {
      this.#controller?.enqueue(part.bytes);
      this.#toldId = part.toldId;
    }
    const hasMoved = part.lastId !== this.#seenId;
    this.#seenId = part.lastId;
    return hasMoved;
  }

  #hasRoom(): boolean {
    return (this.#controller?.desiredSize ?? 0) > 0;
  }

  /** Events were missed and are not kept: whoever listens has to read everything anew. */
  #tellGap(missedFromId: number | null, newestId: number): void {
    const data = { missed_from_id: missedFromId, continues_after_id: newestId };
    this.#controller?.enqueue(encode(frame({ id: newestId, event: "gap", data })));
    this.#seenId = newestId;
    this.#toldId = newestId;
  }
}
