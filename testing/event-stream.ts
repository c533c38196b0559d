import { connect, type Socket } from "node:net";

/** An event of a stream as a client reads it. */
export interface StreamedEvent {
  readonly id: number;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

const waitMsMax = 20_000;

/** A client of a live stream that keeps what it gets. */
export class EventStream {
  readonly events: StreamedEvent[] = [];
  /** The id to go on from, as a browser remembers it. */
  lastId: string | null = null;
  /** Comments, which are signs of life. */
  beats = 0;
  readonly #aborter = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  isEnded = false;

  static async open(
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<EventStream> {
    const client = new EventStream();
    const { signal } = client.#aborter;
    const answer = await fetch(url, { headers, signal });
    if (answer.status !== 200 || answer.body === null) {
      throw new Error(`${answer.status}: ${await answer.text()}`);
    }
    client.#ended = client.#read(answer.body);
    return client;
  }

  /** Those of topics, without `ready`. */
  get topical(): readonly StreamedEvent[] {
    return this.events.filter(({ event }) => event !== "ready");
  }

  async sees(count: number): Promise<void> {
    const endMs = performance.now() + waitMsMax;
    while (this.topical.length < count) {
      if (performance.now() > endMs) {
        throw new Error(`waited in vain for ${count} events, ${this.topical.length} came`);
      }
      await Bun.sleep(2);
    }
  }

  /** Resolves when the server has ended the stream. */
  async ends(): Promise<void> {
    await this.#ended;
  }

  async close(): Promise<void> {
    this.#aborter.abort();
    await this.#ended;
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    try {
      for await (const chunk of body) {
        text += decoder.decode(chunk, { stream: true });
        const parts = text.split("\n\n");
        text = parts.pop() ?? "";
        for (const part of parts) this.#take(part);
      }
    } catch {
      // Cut off by one of the two sides: what came is what counts.
    }
    this.isEnded = true;
  }

  #take(part: string): void {
    const fields = new Map(
      part.split("\n").map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
      }),
    );
    if (fields.has("")) this.beats++;
    const id = fields.get("id");
    if (id !== undefined) this.lastId = id;
    const data = fields.get("data");
    if (data === undefined) return;
    const event = fields.get("event") ?? "message";
    this.events.push({ id: Number(id), event, data: JSON.parse(data) as StreamedEvent["data"] });
  }
}

/** A client that asks for a stream and then takes nothing. */
export async function openDeafClient(url: string): Promise<Socket> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await new Promise((done) => socket.once("connect", done));
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await new Promise((done) => socket.once("data", done));
  socket.pause();
  return socket;
}
