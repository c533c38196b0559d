import { Failure } from "../../../base/failure.ts";
import type { Host } from "../../../ports/host.ts";
import type { Store } from "../../../ports/store.ts";

/** One of the things that have to be in order. */
export interface Part {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, and what helps. */
  readonly text: string;
}

/** A service that says nothing for so long hangs or is gone; it speaks every 5 seconds. */
const silenceMsMax = 20_000;
/** Below this SQLite cannot write its log. */
const freeBytesMin = 64 * 2 ** 20;
const megabyte = 2 ** 20;

export interface Readiness {
  readonly isReady: boolean;
  readonly parts: readonly Part[];
}

/** Whether the server can answer from data that somebody keeps up to date. */
export function checkReadiness(at: {
  readonly store: Store;
  readonly clockTsMs: number;
  readonly schema: SchemaWatch;
  readonly elapsedMs: number;
  readonly disk?: { readonly host: Pick<Host, "folder">; readonly dataDir: string } | undefined;
}): Readiness {
  const parts = [
    tried("store", () => storeText(at.store)),
    tried("schema", () => at.schema.text(at.elapsedMs)),
    ...servicesParts(at.store, at.clockTsMs),
    ...(at.disk === undefined ? [] : [diskPart(at.disk)]),
  ];
  return { isReady: parts.every(({ ok }) => ok), parts };
}

function tried(name: string, work: () => string): Part {
  try {
    return { name, ok: true, text: work() };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { name, ok: false, text: error.message };
  }
}

function storeText(store: Store): string {
  const newest = store.events.newestId();
  return newest === 0 ? "readable, no event yet" : `readable, newest event ${newest}`;
}

/** Its version is read with counts of all tables, so not at every look. */
const schemaReadMs = 60_000;

/** Whether the schema is still that of the first look: an upgrade may run beside the server. */
export class SchemaWatch {
  readonly #store: Store;
  #first: number | null = null;
  #newest = 0;
  #readMs = Number.NEGATIVE_INFINITY;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Throws Failure store.invalid where it changed. */
  text(elapsedMs: number): string {
    if (elapsedMs - this.#readMs >= schemaReadMs) {
      this.#newest = this.#store.stats().schemaVersion;
      this.#first ??= this.#newest;
      this.#readMs = elapsedMs;
    }
    if (this.#first === this.#newest) return `version ${this.#newest}`;
    const text = `version ${this.#newest} since another program changed it from ${this.#first}`;
    throw new Failure("store.invalid", `${text}; start the server anew`);
  }
}

function servicesParts(store: Store, clockTsMs: number): Part[] {
  let records: ReturnType<Store["services"]["services"]>;
  try {
    records = store.services.services();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [{ name: "services", ok: false, text: error.message }];
  }
  // The server that answers speaks for itself.
  const others = records.filter(({ service }) => service !== "api-server");
  return others.map(({ service, state, heartbeatTsMs, text }) => {
    if (state === "stopped") return { name: service, ok: true, text: `stopped: ${text}` };
    if (state === "failed") return { name: service, ok: false, text: `failed: ${text}` };
    const silenceMs = clockTsMs - heartbeatTsMs;
    const seconds = Math.round(silenceMs / 1_000);
    if (silenceMs > silenceMsMax) {
      const way = `no sign of life for ${seconds} s; see the log of ${service}`;
      return { name: service, ok: false, text: way };
    }
    return { name: service, ok: true, text: `${state}: ${text}` };
  });
}

function diskPart(disk: { readonly host: Pick<Host, "folder">; readonly dataDir: string }): Part {
  const { freeBytes } = disk.host.folder(disk.dataDir);
  if (freeBytes === null) return { name: "disk", ok: true, text: "free space is not known" };
  const free = `${Math.floor(freeBytes / megabyte)} MB free`;
  if (freeBytes >= freeBytesMin) return { name: "disk", ok: true, text: free };
  const text = `${free}, ${freeBytesMin / megabyte} MB are needed; make room`;
  return { name: "disk", ok: false, text };
}
