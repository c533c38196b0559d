import type { Environment } from "../../config/settings.ts";
import type { BusEvent } from "../../domain/bus-event.ts";
import type { ServiceName } from "../../domain/service-name.ts";
import type { Deployment } from "../../ports/deployment.ts";
import type { Host } from "../../ports/host.ts";
import type { InputFile } from "../../ports/input-file.ts";
import type { MemoryReader } from "../../ports/memory-reader.ts";
import type { ProviderLogin } from "../../ports/provider-login.ts";
import type { Rasterizer } from "../../ports/rasterizer.ts";
import type { RejectFolder } from "../../ports/reject-file.ts";
import type { Store } from "../../ports/store.ts";
import type { ServiceStatus } from "../../services/service.ts";
import type { ServicesPlan } from "./services-plan.ts";

/** What the command line is given by src/app/compose.ts: the adapters behind their ports. */
export interface Program {
  /** Whether a data directory has a database. */
  hasStore(dataDir: string): boolean;
  /** Whether there is a database, of a demo market. Throws Failure store.*. */
  isSimulated(dataDir: string): Promise<boolean>;
  /** Opens the database of a data directory; the caller closes it. Throws Failure store.*. */
  openStore(options: { readonly dataDir: string; readonly isReadOnly: boolean }): Promise<Store>;
  /** What FILE, DIR or - on the command line mean. Throws Failure input.*. */
  findInput(path: string): Promise<readonly InputFile[]>;
  /** Where rows that an import refuses are kept. */
  openRejects(dataDir: string, nowTsMs: number): Promise<RejectFolder>;
  openRasterizer(): Promise<Rasterizer>;
  /**
   * Runs one service as this process until `signal` aborts; resolves to the exit code. Throws
   * Failure host.unavailable where another process runs it on the same data directory, and what
   * its start throws.
   */
  runService(wish: ServiceWish): Promise<number>;
  /** The same for all services in this one process, with the memory guard. */
  runAllServices(wish: AllServicesWish): Promise<number>;
  /** Runs each service as a process of its own, and again whenever it ends. */
  superviseServices(wish: SupervisionWish): Promise<number>;
  /** Reads the machine and the processes that work on a data directory. */
  openMemory(dataDir: string): Promise<MemoryReader>;
  /** Vendors where people log in; a data directory keeps what comes of it. */
  openLogins(dataDir: string, environment: Environment): Promise<readonly ProviderLogin[]>;
  /** The machine, for installing, upgrading and backing up. */
  openDeployment(): Promise<Deployment>;
  /** Shows an address in the user's browser, where there is a desktop; never throws. */
  openBrowser(url: string): Promise<void>;
  readonly host: Host;
}

/** Where services run and how that ends. */
interface RunWish {
  readonly plan: ServicesPlan;
  readonly scan: ScanSize;
  readonly signal: AbortSignal;
  /** Something for the log. */
  readonly onLine: (text: string) => void;
}

export interface ServiceWish extends RunWish {
  readonly name: ServiceName;
  /** A scanner judges what is new and ends. */
  readonly isOnce: boolean;
}

/** How much a scanner works through at a time. */
export interface ScanSize {
  readonly batchSeries: number;
  /** Processes that share the work of a scan that ends. */
  readonly workers: number;
}

export interface AllServicesWish extends RunWish {
  /** What a service does once it has started. */
  readonly onStarted: (name: ServiceName, status: ServiceStatus) => void;
  readonly onEvent: (event: BusEvent) => void;
  /** Several times a second: what the services do. */
  readonly onLook: (statusOf: (name: ServiceName) => ServiceStatus) => void;
}

export interface SupervisionWish extends Omit<RunWish, "onLine" | "scan"> {
  /** Words of a command line that give every service the same plan. */
  readonly words: readonly string[];
  readonly onLine: (service: ServiceName, text: string) => void;
  readonly onReady: (service: ServiceName, text: string) => void;
}
