import type { ProcessRole, ServiceName } from "../domain/service-name.ts";

/** What the program runs on. */
export interface MachineFacts {
  /** "Bun 1.4.5". */
  readonly runtime: string;
  /** "linux x64". */
  readonly system: string;
  readonly cpuModel: string;
  readonly cpuCount: number;
  /** Whether the processor has AVX2; null where the system does not tell. */
  readonly hasAvx2: boolean | null;
  readonly memoryBytes: number;
  readonly memoryFreeBytes: number;
  /** What the process may use by order of its cgroup; null without such a limit. */
  readonly memoryLimitBytes: number | null;
  readonly usedBytes: number;
  /** Files and sockets that the process may have open at once; null where nobody tells. */
  readonly openFilesMax: number | null;
  /** Whether a time service has set the clock; null where nobody tells. */
  readonly isClockSynchronized: boolean | null;
}

export interface FolderFacts {
  readonly exists: boolean;
  /** For a folder that does not exist: whether it could be made. */
  readonly isWritable: boolean;
  /** Whether every user of the machine may write there. */
  readonly isWritableByAll: boolean;
  /** Whether it belongs to another user than the one who asks; null where there are no users. */
  readonly isForeign: boolean | null;
  /** On its disk; null where the system does not tell. */
  readonly freeBytes: number | null;
}

/** Who listens at an address. */
export interface Listener {
  /** Undefined where the system hides it. */
  readonly pid: number | undefined;
  readonly command: string | undefined;
}

/** A lock in a data directory. */
export interface LockFacts {
  readonly service: ProcessRole;
  /** Undefined when the file holds nothing readable. */
  readonly pid: number | undefined;
  /** False: whoever took it is gone, and the next start takes it over. */
  readonly isHeld: boolean;
}

/** A unit of systemd on this machine. Sizes are undefined where the unit does not set them. */
export interface UnitFacts {
  readonly service: ServiceName;
  readonly memoryMaxBytes: number | undefined;
  readonly memoryHighBytes: number | undefined;
  readonly memorySwapMaxBytes: number | undefined;
}

/** Looks at the machine. Nothing here throws, and nothing changes anything. */
export interface Host {
  machine(): MachineFacts;
  folder(path: string): FolderFacts;
  /** Whether a server could listen there now. */
  canListen(address: { readonly host: string; readonly port: number }): Promise<boolean>;
  /** Who listens at a port; null when it is nobody, or where the system does not tell. */
  listener(port: number): Listener | null;
  /** Locks in a data directory, held or left behind, in the order of the services. */
  locks(dataDir: string): readonly LockFacts[];
  /** Units of our services that are installed, in their order. */
  units(): readonly UnitFacts[];
}
