import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LinuxMemoryReader } from "../src/adapters/host/linux-memory-reader.ts";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import type { ServiceMemory } from "../src/ports/memory-reader.ts";
import type { Store } from "../src/ports/store.ts";
import { scanners } from "../src/scanners/registry.ts";
import { simulatedNowMs } from "../src/services/scan/market-clock.ts";
import { type L2tProcess, startL2t } from "./run-l2t.ts";

/** How the services run: all in one process, or each in its own below a supervisor. */
export const fleetModes = ["one", "six"] as const;
export type FleetMode = (typeof fleetModes)[number];

export interface FleetOptions {
  readonly mode: FleetMode;
  readonly symbols: number;
  readonly seed: number;
  /** Simulated seconds per second. */
  readonly speed: number;
  /** More words for `l2t up`. */
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Another program than bin/l2t, with its first words. */
  readonly program?: readonly string[];
}

const demoFolder = "demo";
const pollMs = 100;
const stopMsMax = 20_000;

/** A demo market in a folder of its own, run by bin/l2t as a user would. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #folder: string;
  readonly dataDir: string;
  #run: L2tProcess | null = null;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#folder = mkdtempSync(join(tmpdir(), "l2t-fleet-"));
    this.dataDir = join(
      this.#folder,
      "data",
      options.seed === 1 ? demoFolder : `demo-${options.seed}`,
    );
    mkdirSync(join(this.#folder, "data"));
  }

  /** Starts it; may be called again after `stop`. Resolves to its address once it answers. */
  async start(): Promise<string> {
    const { mode, symbols, seed, speed, words = [], env, program } = this.#options;
    const line = ["up", "--demo", "--symbols", symbols, "--seed", seed, "--speed", speed];
    const own = mode === "six" ? ["--processes"] : [];
    const all = [...line.map(String), ...own, "--port", "0", "--no-open", ...words];
    this.#run = startL2t(all, {
      cwd: this.#folder,
      ...(env && { env }),
      ...(program && { program }),
    });
    const [url] = await this.#run.printed(/http:\/\/127\.0\.0\.1:\d+\//);
    return url;
  }

  /** Process that was started: the only one, or the supervisor. */
  get pid(): number {
    const pid = this.#run?.child.pid;
    if (pid === undefined) throw new Error("the fleet is not running");
    return pid;
  }

  output(): string {
    return this.#run?.output() ?? "";
  }

  /** What runs now, with precise memory; the supervisor of six is not among them. */
  services(): readonly ServiceMemory[] {
    const reader = new LinuxMemoryReader({ running: { dataDir: this.dataDir } });
    const { mode } = this.#options;
    return reader
      .services({ isPrecise: true })
      .filter(({ service }) => mode === "one" || service !== "l2t");
  }

  /** The database for reading; the caller closes it. */
  openStore(): Store {
    return openSqliteStore({
      path: join(this.dataDir, "market_cache.db"),
      tables: scanners,
      readOnly: true,
    });
  }

  /** Resolves once the market moves and every service says that it is ready. */
  async untilLive(timeoutMs: number): Promise<void> {
    let first: number | null = null;
    await this.until("the market moves", timeoutMs, (store) => {
      const nowMs = simulatedNowMs(store.metadata);
      first ??= nowMs;
      return nowMs !== null && first !== null && nowMs > first;
    });
    await this.until("every service is ready", timeoutMs, (store) =>
      store.services.services().every(({ state, doneRatio }) => {
        return state === "ready" && doneRatio === null;
      }),
    );
  }

  /** Resolves once `isTrue` holds of the store; rejects after `timeoutMs`, naming the wait. */
  async until(what: string, timeoutMs: number, isTrue: (store: Store) => boolean): Promise<void> {
    const endMs = performance.now() + timeoutMs;
    while (!this.#holds(isTrue)) {
      if (performance.now() > endMs) {
        throw new Error(`${what}: not after ${timeoutMs} ms; it printed:\n${this.output()}`);
      }
      await Bun.sleep(pollMs);
    }
  }

  #holds(isTrue: (store: Store) => boolean): boolean {
    let store: Store;
    try {
      store = this.openStore();
    } catch {
      // Not made yet.
      return false;
    }
    try {
      return isTrue(store);
    } finally {
      store.close();
    }
  }

  /** Ends it as ctrl-C does; resolves to the exit code. */
  async stop(): Promise<number | null> {
    const run = this.#run;
    this.#run = null;
    if (run === null) return null;
    run.child.kill("SIGTERM");
    const timer = setTimeout(() => run.child.kill("SIGKILL"), stopMsMax);
    const code = await run.ended();
    clearTimeout(timer);
    return code;
  }

  /** Ends it and removes its folder. */
  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
