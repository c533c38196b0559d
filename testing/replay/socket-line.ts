import type { SocketScript, SocketStep } from "./socket-script.ts";

/** The server's end of one connection. */
export interface ScriptedSocket {
  send(data: string | Uint8Array): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** Runs the script of one connection. */
export class SocketLine {
  readonly messages: (string | Uint8Array)[] = [];
  /** Resolves when every step is done. */
  readonly done: Promise<void>;
  readonly #name: string;
  readonly #script: SocketScript;
  readonly #fail: (text: string) => void;
  readonly #finish: () => void;
  #socket: ScriptedSocket | null = null;
  #stepIndex = 0;
  #isRunning = false;
  #isMute = false;
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  #unread: (string | Uint8Array)[] = [];

  constructor(name: string, script: SocketScript, fail: (text: string) => void) {
    this.#name = name;
    this.#script = script;
    this.#fail = fail;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.done = promise;
    this.#finish = resolve;
  }

  open(socket: ScriptedSocket): void {
    this.#socket = socket;
    void this.#run();
  }

  take(message: string | Uint8Array): void {
    this.messages.push(message);
    for (const { count, resolve } of this.#waiting) {
      if (this.messages.length >= count) resolve();
    }
    if (this.#isMute) return;
    this.#unread.push(message);
    void this.#run();
  }

  /** Resolves when so many messages have come on this line. */
  received(count: number): Promise<void> {
    if (this.messages.length >= count) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ count, resolve });
    return promise;
  }

  closed(): void {
    this.#socket = null;
  }

  /** What is still waited for, when the test is over. */
  unmet(): string | null {
    const step = this.#script[this.#stepIndex];
    return step?.kind === "expect" ? `${this.#name} never got ${step.what}` : null;
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#socket !== null && this.#stepIndex < this.#script.length) {
      const step = this.#script[this.#stepIndex] as SocketStep;
      if (step.kind === "expect") {
        const message = this.#unread.shift();
        if (message === undefined) break;
        if (!step.matches(message)) {
          this.#fail(`${this.#name} got ${shown(message)} instead of ${step.what}`);
          this.#socket.close(1011, "not in the script");
          break;
        }
      } else if (step.kind === "until") await step.ready();
      else this.#act(step);
      this.#stepIndex++;
    }
    this.#isRunning = false;
    if (this.#stepIndex < this.#script.length) return;
    this.#finish();
    const extra = this.#unread.shift();
    if (extra !== undefined && !this.#isMute) {
      this.#fail(`${this.#name} got ${shown(extra)} after its script`);
    }
  }

  #act(step: SocketStep): void {
    const socket = this.#socket;
    if (socket === null) return;
    if (step.kind === "send") socket.send(step.data);
    else if (step.kind === "close") socket.close(step.code, step.reason);
    else if (step.kind === "drop") socket.terminate();
    else if (step.kind === "mute") {
      this.#isMute = true;
      this.#unread = [];
    }
  }
}

function shown(message: string | Uint8Array): string {
  if (typeof message === "string") return JSON.stringify(message.slice(0, 200));
  return `${message.length} bytes ${Buffer.from(message.subarray(0, 40)).toString("hex")}`;
}
