/**
 * Asks one address over and over on many connections, the next request when the answer is there:
 * load-client.ts WISH, in a process of its own. Prints what it saw as JSON.
 */
import { connect, type Socket } from "node:net";

export interface LoadWish {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly bytes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
}

const endOfHead = Buffer.from("\r\n\r\n");
const endOfChunks = "0\r\n\r\n";
const latenciesMax = 2_000_000;

class LoadConnection {
  readonly #request: string;
  readonly #onAnswer: (status: string, elapsedMs: number) => void;
  readonly #socket: Socket;
  #head: Buffer = Buffer.alloc(0);
  #status = "";
  /** Bytes of the body that are to come; -1 in the head, Infinity in chunks. */
  #left = -1;
  #tail = "";
  #startMs = 0;

  constructor(wish: LoadWish, onAnswer: (status: string, elapsedMs: number) => void) {
    const lines = Object.entries(wish.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#request = `GET ${wish.path} HTTP/1.1\r\nHost: localhost\r\n${lines.join("")}\r\n`;
    this.#onAnswer = onAnswer;
    this.#socket = connect(wish.port, "127.0.0.1", () => this.#ask());
    this.#socket.on("data", (chunk: Buffer) => this.#take(chunk));
  }

  #ask(): void {
    this.#startMs = performance.now();
    this.#socket.write(this.#request);
  }

  #take(chunk: Buffer): void {
    bytes += chunk.length;
    let body = chunk;
    if (this.#left === -1) {
      this.#head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
      const end = this.#head.indexOf(endOfHead);
      if (end < 0) return;
      this.#readHead(this.#head.toString("latin1", 0, end));
      body = this.#head.subarray(end + endOfHead.length);
      this.#head = Buffer.alloc(0);
    }
    if (this.#left === Number.POSITIVE_INFINITY) {
      this.#tail = (this.#tail + body.toString("latin1")).slice(-endOfChunks.length);
      if (this.#tail !== endOfChunks) return;
    } else {
      this.#left -= body.length;
      if (this.#left > 0) return;
    }
    this.#left = -1;
    this.#tail = "";
    this.#onAnswer(this.#status, performance.now() - this.#startMs);
    this.#ask();
  }

  #readHead(head: string): void {
    this.#status = head.slice(9, 12);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (this.#status === "304") this.#left = 0;
    else this.#left = length === undefined ? Number.POSITIVE_INFINITY : Number(length);
  }
}

const [text] = process.argv.slice(2);
if (text === undefined) throw new Error("usage: load-client.ts WISH");
const wish = JSON.parse(text) as LoadWish;
const latencies = new Float32Array(latenciesMax);
const statuses: Record<string, number> = {};
let requests = 0;
let bytes = 0;
for (let i = 0; i < wish.connections; i++) {
  new LoadConnection(wish, (status, elapsedMs) => {
    if (requests < latenciesMax) latencies[requests] = elapsedMs;
    requests++;
    statuses[status] = (statuses[status] ?? 0) + 1;
  });
}
await Bun.sleep(1_000 * wish.seconds);
const sorted = latencies.subarray(0, Math.min(requests, latenciesMax)).sort();
const quantile = (ratio: number) => sorted[Math.floor(ratio * (sorted.length - 1))] ?? Number.NaN;
const result: LoadResult = {
  ...{ requests, bytes, statuses },
  ...{ p50Ms: quantile(0.5), p99Ms: quantile(0.99), maxMs: quantile(1) },
};
console.log(JSON.stringify(result));
process.exit();
