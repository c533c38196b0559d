import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findHolders } from "../src/adapters/host/lock-holder.ts";
import type { ServiceName } from "../src/domain/service-name.ts";
import type { ToyHabit } from "./toy-service.ts";

type Habits = Partial<Record<ServiceName, `${ToyHabit}` | `${ToyHabit},${ToyHabit}`>>;

/** A supervisor with six toy services, all of them processes, on a clock that runs fast. */
export class SupervisedToys {
  readonly dataDir = mkdtempSync(join(tmpdir(), "l2t-supervised-"));
  readonly child: ChildProcess;
  readonly #pids = new Set<number>();
  #text = "";
  #isOver = false;
  readonly ended: Promise<number | null>;

  constructor(options: { readonly speed: number; readonly habits?: Habits }) {
    const { speed, habits = {} } = options;
    const words = Object.entries(habits).map(([service, habit]) => `${service}=${habit}`);
    const program = join(import.meta.dir, "supervisor-child.ts");
    const line = [program, this.dataDir, String(speed), ...words];
    this.child = spawn(process.execPath, line, { stdio: ["ignore", "pipe", "inherit"] });
    this.child.stdout?.setEncoding("utf8").on("data", (part: string) => {
      this.#text += part;
    });
    this.ended = new Promise((done) => {
      this.child.on("close", (code) => {
        this.#isOver = true;
        done(code);
      });
    });
  }

  get text(): string {
    return this.#text;
  }

  lines(pattern: RegExp): readonly string[] {
    return this.#text.split("\n").filter((line) => pattern.test(line));
  }

  /** Resolves once so many lines match. */
  async seen(pattern: RegExp, count = 1, waitMsMax = 20_000): Promise<void> {
    const deadlineMs = performance.now() + waitMsMax;
    while (this.lines(pattern).length < count) {
      if (this.#isOver || performance.now() > deadlineMs) {
        throw new Error(`not ${count} times ${pattern} in:\n${this.#text}`);
      }
      await Bun.sleep(10);
    }
  }

  allReady(): Promise<void> {
    return this.seen(/ \| ready: /, 6);
  }

  /** Process that runs a service now. */
  pidOf(service: ServiceName): number {
    const holder = this.holders().find((held) => held.service === service);
    if (holder === undefined) throw new Error(`${service} does not run:\n${this.#text}`);
    return holder.pid;
  }

  holders() {
    const found = findHolders(this.dataDir, "/proc");
    for (const { pid } of found) this.#pids.add(pid);
    return found;
  }

  locks(): readonly string[] {
    return readdirSync(this.dataDir).filter((name) => name.includes(".lock"));
  }

  async dispose(): Promise<void> {
    if (!this.#isOver) this.holders();
    this.child.kill("SIGKILL");
    await this.ended;
    for (const pid of this.#pids) if (existsSync(`/proc/${pid}`)) endQuietly(pid);
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** Whether a process is there and not just waiting for its parent to take note of its end. */
export function isRunning(pid: number): boolean {
  const { stdout } = Bun.spawnSync(["ps", "-o", "stat=", "-p", String(pid)]);
  const state = stdout.toString().trim();
  return state !== "" && !state.startsWith("Z");
}

function endQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
