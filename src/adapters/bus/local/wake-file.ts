import {
  closeSync,
  constants,
  type FSWatcher,
  openSync,
  statSync,
  watch,
  writeSync,
} from "node:fs";

/** Touches closer together than this become one: whoever is woken reads all there is. */
const touchGapMs = 4;

/**
 * Bun says nothing of a change that follows another within a few milliseconds, 6 at most as
 * measured (Node tells of all), so there is another look after each one that it tells of.
 */
const lookAgainMs = 20;

/**
 * A file that processes touch to wake one another. Nothing is in it. Whoever touches needs no
 * right but to write there, and whoever waits uses no processor time: the kernel tells.
 */
export class WakeFile {
  readonly #path: string;
  #watcher: FSWatcher | null = null;
  /** Which file is watched; another one may take its name. Empty: none. */
  #watched = "";
  #onWake: () => void = () => undefined;
  #touchedAtMs = Number.NEGATIVE_INFINITY;
  #pending: ReturnType<typeof setTimeout> | null = null;
  #again: ReturnType<typeof setTimeout> | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Wakes all processes: at once, or a moment after the last time. */
  touch(): void {
    if (this.#pending !== null) return;
    const waitMs = this.#touchedAtMs + touchGapMs - performance.now();
    if (waitMs <= 0) this.#write();
    else this.#pending = setTimeout(() => this.flush(), waitMs);
  }

  /** Does now what `touch` has put off. */
  flush(): void {
    if (this.#pending === null) return;
    clearTimeout(this.#pending);
    this.#pending = null;
    this.#write();
  }

  watch(onWake: () => void): void {
    this.#onWake = onWake;
    this.#arm();
  }

  unwatch(): void {
    this.#onWake = () => undefined;
    this.#disarm();
  }

  /** Notices that the file was removed or replaced; call it now and then. */
  check(): void {
    if (this.#watched !== "" && this.#watched === identityOf(this.#path)) return;
    this.#disarm();
    this.#arm();
  }

  #arm(): void {
    try {
      if (identityOf(this.#path) === "") closeSync(openSync(this.#path, constants.O_CREAT));
      // Before it is watched: if it is replaced meanwhile, the next check sees a difference.
      this.#watched = identityOf(this.#path);
      const watcher = watch(this.#path, (kind) => this.#changed(watcher, kind));
      watcher.on("error", () => this.#lost(watcher));
      this.#watcher = watcher;
    } catch {
      // The folder is away, or the system has no watch left: the next check tries again.
      this.#watched = "";
    }
  }

  #disarm(): void {
    if (this.#again !== null) clearTimeout(this.#again);
    this.#again = null;
    this.#watched = "";
    this.#watcher?.close();
    this.#watcher = null;
  }

  #changed(watcher: FSWatcher, kind: string): void {
    if (watcher !== this.#watcher) return;
    if (kind === "rename") this.check();
    this.#onWake();
    if (this.#again !== null) clearTimeout(this.#again);
    this.#again = setTimeout(() => this.#onWake(), lookAgainMs);
  }

  #lost(watcher: FSWatcher): void {
    if (watcher === this.#watcher) this.#disarm();
  }

  #write(): void {
    this.#touchedAtMs = performance.now();
    try {
      const file = openSync(this.#path, constants.O_WRONLY | constants.O_CREAT);
      try {
        writeSync(file, "\n", 0);
      } finally {
        closeSync(file);
      }
    } catch {
      // What is published is in the store: the others find it when they look by themselves.
      this.#touchedAtMs = Number.NEGATIVE_INFINITY;
    }
  }
}

/** Tells a file from a later one of the same name; empty when none is found. */
function identityOf(path: string): string {
  try {
    const { dev, ino, birthtimeNs } = statSync(path, { bigint: true });
    return `${dev} ${ino} ${birthtimeNs}`;
  } catch {
    // It is not there, or behind a folder that may not be read: the same for those who wait.
    return "";
  }
}
