import { existsSync, readdirSync } from "node:fs";
import { type ServiceName, scannerServices, serviceNames } from "../../src/domain/service-name.ts";
import { scanners } from "../../src/scanners/registry.ts";
import { Fleet } from "../fleet.ts";
import { randomSource } from "../prices.ts";
import { type LedgerFindings, verifyLedger } from "./verify-ledger.ts";

export interface ChaosOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly symbols: number;
  /** Simulated seconds per second. */
  readonly speed: number;
  readonly onLine: (text: string) => void;
}

/** A service that was killed, and how it came back. */
export interface Kill {
  readonly service: ServiceName;
  readonly atMs: number;
  /** How long nobody was there; undefined when nobody came. */
  readonly backMs: number | undefined;
  /** What its supervisor may wait before the next start, and the start itself. */
  readonly backMsMax: number;
}

export interface ChaosReport {
  readonly kills: readonly Kill[];
  readonly findings: ReadonlyMap<string, LedgerFindings>;
  readonly exitCode: number | null;
  readonly locksLeft: readonly string[];
}

const pauseMs = { min: 1_500, max: 4_500 } as const;
const lookMs = 50;
const liveMsMax = 120_000;
/** After the last kill: the longest pause of a supervisor, and what is to be caught up. */
const calmMsMax = 150_000;
/** A supervisor waits twice as long after each end, until a minute went well. */
const restartPauseMs = { first: 1_000, max: 60_000, calmMs: 60_000 } as const;
/** Loading, opening the store and reading the lock, on a machine that has other work. */
const startMsMax = 10_000;

/** Runs six services under load and kills one after the other; then counts what came of it. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, seconds, symbols, speed, onLine } = options;
  const fleet = new Fleet({ mode: "six", symbols, seed: 1, speed });
  try {
    await fleet.start();
    await fleet.untilLive(liveMsMax);
    const afterId = newestId(fleet);
    const killer = new Killer(fleet, randomSource(seed), onLine);
    await killer.run(1_000 * seconds);
    await untilCaughtUp(fleet);
    const kills = killer.kills;
    onLine(`${kills.length} kills; stopping`);
    const exitCode = await fleet.stop();
    const findings = verify(fleet, afterId);
    const locksLeft = readdirSync(fleet.dataDir).filter((name) => name.endsWith(".lock"));
    return { kills, findings, exitCode, locksLeft };
  } finally {
    await fleet.dispose();
  }
}

/** Kills at random and watches who comes back. */
class Killer {
  readonly #fleet: Fleet;
  readonly #random: () => number;
  readonly #onLine: (text: string) => void;
  readonly #kills: Kill[] = [];
  readonly #waiting = new Map<ServiceName, { pid: number; at: number }>();
  /** Ends in a row without a calm minute, and when the service last came back. */
  readonly #ends = new Map<ServiceName, { count: number; backAtMs: number }>();

  constructor(fleet: Fleet, random: () => number, onLine: (text: string) => void) {
    this.#fleet = fleet;
    this.#random = random;
    this.#onLine = onLine;
  }

  get kills(): readonly Kill[] {
    return this.#kills;
  }

  async run(forMs: number): Promise<void> {
    const endMs = performance.now() + forMs;
    let nextMs = performance.now();
    while (performance.now() < endMs || this.#waiting.size > 0) {
      this.#look();
      if (performance.now() < endMs && performance.now() >= nextMs) {
        this.#killOne();
        nextMs = performance.now() + pauseMs.min + this.#random() * (pauseMs.max - pauseMs.min);
      }
      if (performance.now() > endMs + restartPauseMs.max + startMsMax) return;
      await Bun.sleep(lookMs);
    }
  }

  #killOne(): void {
    const service = serviceNames[Math.floor(this.#random() * serviceNames.length)] as ServiceName;
    const pid = this.#fleet.services().find((one) => one.service === service)?.pid;
    // It is down already: that is chaos enough.
    if (pid === undefined || this.#waiting.has(service)) return;
    const atMs = performance.now();
    const last = this.#ends.get(service);
    const isCalm = last === undefined || atMs - last.backAtMs >= restartPauseMs.calmMs;
    const count = isCalm ? 1 : last.count + 1;
    this.#ends.set(service, { count, backAtMs: atMs });
    const pause = Math.min(restartPauseMs.first * 2 ** (count - 1), restartPauseMs.max);
    process.kill(pid, "SIGKILL");
    this.#onLine(`killed ${service} (process ${pid})`);
    this.#waiting.set(service, { pid, at: this.#kills.length });
    this.#kills.push({ service, atMs, backMs: undefined, backMsMax: pause + startMsMax });
  }

  #look(): void {
    if (this.#waiting.size === 0) return;
    const running = this.#fleet.services();
    for (const [service, { pid, at }] of this.#waiting) {
      const now = running.find((one) => one.service === service);
      if (now === undefined || now.pid === pid) continue;
      const kill = this.#kills[at] as Kill;
      const nowMs = performance.now();
      this.#kills[at] = { ...kill, backMs: nowMs - kill.atMs };
      this.#waiting.delete(service);
      this.#ends.set(service, { count: this.#ends.get(service)?.count ?? 1, backAtMs: nowMs });
      this.#onLine(`${service} is back after ${Math.round(nowMs - kill.atMs)} ms`);
    }
  }
}

function newestId(fleet: Fleet): number {
  const store = fleet.openStore();
  try {
    return store.events.newestId();
  } finally {
    store.close();
  }
}

/** Every scanner has worked through what was there when the killing ended. */
async function untilCaughtUp(fleet: Fleet): Promise<void> {
  const untilId = newestId(fleet);
  await fleet.until("every scanner has caught up", calmMsMax, ({ events }) =>
    scannerServices.every((name) => (events.offset(name) ?? 0) >= untilId),
  );
}

function verify(fleet: Fleet, afterId: number): ReadonlyMap<string, LedgerFindings> {
  if (!existsSync(fleet.dataDir)) throw new Error("the store is gone");
  const store = fleet.openStore();
  try {
    return new Map(
      scannerServices.map((service) => {
        const definition = scanners.find(({ scanner }) => service === `${scanner}-scanner`);
        if (definition === undefined) throw new Error(`${service} has a scanner`);
        const untilId = store.events.offset(service) ?? 0;
        return [definition.scanner, verifyLedger(store, { definition, afterId, untilId })];
      }),
    );
  } finally {
    store.close();
  }
}
