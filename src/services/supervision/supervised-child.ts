import type { ServiceName } from "../../domain/service-name.ts";
import type { Clock } from "../../ports/clock.ts";
import type {
  LaunchedProcess,
  ProcessEnd,
  ProcessLauncher,
  ProcessMessage,
} from "../../ports/process-launcher.ts";
import { watchdogMsDefault } from "../../ports/supervisor-link.ts";
import { restartExitCode } from "./service-runner.ts";

export interface SupervisedChildOptions {
  readonly service: ServiceName;
  readonly launcher: ProcessLauncher;
  readonly clock: Clock;
  /** What happens to it, and what it prints. */
  readonly onLine: (service: ServiceName, text: string) => void;
  /** What it says once it does its work. */
  readonly onReady: (service: ServiceName, text: string) => void;
}

/** Between two looks at a child. Looks are counted, not time, so that no set clock kills it. */
export const lookMs = 1_000;
/** A store of an earlier version is brought up to date before the first sign of life. */
const startLooksMax = 90_000 / lookMs;
const silentLooksMax = watchdogMsDefault / lookMs;
/** After it was asked to end. */
const endMsMax = 5_000;
/** Before it is started again: twice as long each time, until it has run for a calm minute. */
const pauseMs = { first: 1_000, max: 60_000 } as const;
const calmLooks = 60_000 / lookMs;

/** A service in a process that is started again whenever it ends. */
export class SupervisedChild {
  readonly #options: SupervisedChildOptions;
  #process: LaunchedProcess | null = null;
  #looks = 0;
  #silentLooks = 0;
  #hasSpoken = false;
  #ending: AbortController | null = null;
  #startCount = 0;
  readonly #firstNews = Promise.withResolvers<void>();

  constructor(options: SupervisedChildOptions) {
    this.#options = options;
  }

  get service(): ServiceName {
    return this.#options.service;
  }

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get startCount(): number {
    return this.#startCount;
  }

  /** Resolves once it is ready, or has ended for the first time. */
  get firstNews(): Promise<void> {
    return this.#firstNews.promise;
  }

  /** Keeps it running until `signal` aborts; resolves when it has ended then. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    let nextPauseMs: number = pauseMs.first;
    const end = () => this.end("the supervisor stops");
    signal.addEventListener("abort", end, { once: true });
    while (!signal.aborted) {
      const ended = await this.#runOnce();
      this.#firstNews.resolve();
      if (signal.aborted) break;
      // Who asks to be started anew, or was well for long, is not made to wait.
      const isCalm = this.#looks >= calmLooks || ended.code === restartExitCode;
      if (isCalm) nextPauseMs = pauseMs.first;
      this.#say(`${endText(ended)}; started again in ${nextPauseMs / 1_000} s`);
      await clock.sleep(nextPauseMs, signal);
      nextPauseMs = Math.min(2 * nextPauseMs, pauseMs.max);
    }
    signal.removeEventListener("abort", end);
  }

  /** To be called every `lookMs`: ends it when it gives no signs of life. */
  look(): void {
    if (this.#process === null || this.#ending !== null) return;
    this.#looks += 1;
    this.#silentLooks += 1;
    const looksMax = this.#hasSpoken ? silentLooksMax : startLooksMax;
    if (this.#silentLooks <= looksMax) return;
    this.#say(`no sign of life for ${(looksMax * lookMs) / 1_000} s: killed`);
    this.kill();
  }

  /** Asks it to end, and insists after some seconds. */
  end(reason: string): void {
    const process = this.#process;
    if (process === null || this.#ending !== null) return;
    const ending = new AbortController();
    this.#ending = ending;
    this.#say(`asked to end: ${reason}`);
    process.kill("SIGTERM");
    void this.#options.clock.sleep(endMsMax, ending.signal).then(() => {
      if (ending.signal.aborted) return;
      this.#say(`did not end within ${endMsMax / 1_000} s: killed`);
      process.kill("SIGKILL");
    });
  }

  /** Ends it without asking. */
  kill(): void {
    this.#ending ??= new AbortController();
    this.#process?.kill("SIGKILL");
  }

  async #runOnce(): Promise<ProcessEnd> {
    const { launcher, service } = this.#options;
    this.#looks = 0;
    this.#silentLooks = 0;
    this.#hasSpoken = false;
    this.#startCount += 1;
    const ended = await new Promise<ProcessEnd>((onEnd) => {
      this.#process = launcher.launch(service, {
        onEnd,
        onMessage: (message) => this.#hear(message),
        onLine: (line) => this.#say(line),
      });
    });
    this.#process = null;
    this.#ending?.abort();
    this.#ending = null;
    return ended;
  }

  #hear({ kind, text }: ProcessMessage): void {
    this.#silentLooks = 0;
    this.#hasSpoken = true;
    if (kind !== "ready") return;
    this.#say(`ready: ${text}`);
    this.#options.onReady(this.service, text);
    this.#firstNews.resolve();
  }

  #say(text: string): void {
    this.#options.onLine(this.service, text);
  }
}

function endText({ code, signal }: ProcessEnd): string {
  if (code === restartExitCode) return "ended to be started anew";
  if (signal !== null) return `ended by ${signal}`;
  return code === null ? "could not be started" : `ended with code ${code}`;
}
