import type { Interval } from "../../domain/interval.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Deployment } from "../../ports/deployment.ts";
import type { Host } from "../../ports/host.ts";
import type { InputFile } from "../../ports/input-file.ts";
import type { MarketSimulator } from "../../ports/market-simulator.ts";
import type { MemoryReader } from "../../ports/memory-reader.ts";
import type { MemoryEvent } from "../../ports/memory-store.ts";
import type { Rasterizer } from "../../ports/rasterizer.ts";
import type { RejectFolder } from "../../ports/reject-file.ts";
import type { Store } from "../../ports/store.ts";
import type { LiveFeed } from "../../services/market-session/demo-session.ts";
import type { SessionStatus } from "../../services/market-session/session-status.ts";
import type { WorkSize } from "../../services/market-session/work-size.ts";

/** What the command line is given by src/app/compose.ts: the adapters behind their ports. */
export interface Program {
  /** Whether a data directory has a database. */
  hasStore(dataDir: string): boolean;
  /** Opens the database of a data directory; the caller closes it. Throws Failure store.*. */
  openStore(options: { readonly dataDir: string; readonly isReadOnly: boolean }): Promise<Store>;
  /** What FILE, DIR or - on the command line mean. Throws Failure input.*. */
  findInput(path: string): Promise<readonly InputFile[]>;
  /** Where rows that an import refuses are kept. */
  openRejects(dataDir: string, nowTsMs: number): Promise<RejectFolder>;
  openRasterizer(): Promise<Rasterizer>;
  openDemoMarket(options: { readonly seed: number; readonly symbols: number }): Promise<DemoMarket>;
  /** Listens until it is stopped. Throws Failure host.unavailable. */
  startServer(options: ServerOptions): Promise<RunningServer>;
  /** Claims a data directory for one running program. Throws Failure host.unavailable. */
  lockDataDir(dataDir: string): Promise<{ release(): void }>;
  /**
   * Watches the memory of this process while it runs, and eases it before it is short. Throws
   * Failure config.invalid when the process may not use what it needs.
   */
  guardMemory(options: MemoryGuardWish): Promise<{ stop(): Promise<void> }>;
  /** Reads the machine and the processes that work on a data directory. */
  openMemory(dataDir: string): Promise<MemoryReader>;
  /** The machine, for installing, upgrading and backing up. */
  openDeployment(): Promise<Deployment>;
  /** Shows an address in the user's browser, where there is a desktop; never throws. */
  openBrowser(url: string): Promise<void>;
  readonly host: Host;
}

export interface DemoMarket {
  /** Length of the feed's intraday bars. */
  readonly feedInterval: Interval;
  readonly simulator: MarketSimulator;
  /** Simulated seconds per second from a moment on. */
  openFeed(options: { readonly fromTsMs: number; readonly speed: number }): LiveFeed;
}

export interface ServerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly host: string;
  readonly port: number;
  readonly version: string;
  readonly status: () => SessionStatus;
  /** Gets errors that no code was prepared for. */
  readonly onBug: (error: unknown) => void;
}

export interface MemoryGuardWish {
  readonly store: Store;
  readonly clock: Clock;
  readonly symbolCount: number;
  readonly work: Pick<WorkSize, "shrink" | "restore">;
  readonly onEvent: (event: MemoryEvent) => void;
}

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}
