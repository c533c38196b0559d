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
}

export interface FolderFacts {
  readonly exists: boolean;
  /** For a folder that does not exist: whether it could be made. */
  readonly isWritable: boolean;
  /** On its disk; null where the system does not tell. */
  readonly freeBytes: number | null;
}

/** Looks at the machine. Nothing here throws, and nothing changes anything. */
export interface Host {
  machine(): MachineFacts;
  folder(path: string): FolderFacts;
  /** Whether a server could listen there now. */
  canListen(address: { readonly host: string; readonly port: number }): Promise<boolean>;
}
