import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import { writePrivateFile } from "./private-file.ts";

/** What a login at Schwab has left. */
export interface SchwabToken {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** The access token ends then; it is renewed with the refresh token. */
  readonly accessEndsTsMs: number;
  readonly renewedTsMs: number;
  /** When the user logged in: the refresh token ends a week later, renewed or not. */
  readonly loginTsMs: number;
  /** When Schwab refused the refresh token before its time; null while it has not. */
  readonly refusedTsMs: number | null;
}

export interface TokenFileOptions {
  /** The data directory. */
  readonly folder: string;
  readonly clock: Clock;
  /**
   * Claims the lock "schwab-token.lock" of the folder for this process. Throws Failure
   * host.unavailable while somebody else has it; the lock of a process that died is free.
   */
  readonly claim: () => { release(): void };
}

/** Name of the lock in the data directory; `claim` takes it. */
export const schwabLockName = "schwab-token.lock";
const fileName = "schwab-token.json";
const claimPauseMs = 25;
/** A renewal with all its attempts takes less. */
const claimMsMax = 120_000;

const schema = v.object({
  version: v.literal(1),
  accessToken: v.string(),
  refreshToken: v.string(),
  accessEndsTsMs: v.number(),
  renewedTsMs: v.number(),
  loginTsMs: v.number(),
  refusedTsMs: v.nullable(v.number()),
});

/**
 * The one place where the login at Schwab is kept, for all processes on a data directory: a file
 * that only its owner may read. Several renewals at once can void each other, so whoever changes
 * it holds its lock and reads it again first.
 */
export class TokenFile {
  readonly #options: TokenFileOptions;
  readonly #path: string;
  #known: { readonly stamp: string; readonly token: SchwabToken | null } | null = null;

  constructor(options: TokenFileOptions) {
    this.#options = options;
    this.#path = join(options.folder, fileName);
  }

  /**
   * As it stands on the disk now; null without a login, or with one that makes no sense. Throws
   * Failure store.unavailable where this user may not read it.
   */
  read(): SchwabToken | null {
    const stamp = this.#stamp();
    if (this.#known?.stamp === stamp) return this.#known.token;
    const token = stamp === "" ? null : this.#parse();
    this.#known = { stamp, token };
    return token;
  }

  /**
   * Does something while nobody else may change the file. Throws Failure provider.unavailable
   * where somebody else does not let go of it.
   */
  async locked<T>(work: (token: SchwabToken | null) => Promise<T>): Promise<T> {
    mkdirSync(this.#options.folder, { recursive: true });
    const lock = await this.#claim();
    try {
      this.#known = null;
      return await work(this.read());
    } finally {
      lock.release();
    }
  }

  /** Inside of `locked` only. Throws Failure store.unavailable; the old content is whole then. */
  write(token: SchwabToken): void {
    writePrivateFile(this.#path, `${JSON.stringify({ version: 1, ...token }, null, 2)}\n`);
    this.#known = null;
  }

  async #claim(): Promise<{ release(): void }> {
    const { clock, claim } = this.#options;
    const untilTsMs = clock.nowMs() + claimMsMax;
    for (;;) {
      try {
        return claim();
      } catch (error) {
        if (!(error instanceof Failure && error.code === "host.unavailable")) throw error;
        if (clock.nowMs() >= untilTsMs) throw busy(error);
      }
      await clock.sleep(claimPauseMs);
    }
  }

  /** Tells one content from the next without reading it. */
  #stamp(): string {
    const stats = this.#attempt(() =>
      statSync(this.#path, { throwIfNoEntry: false, bigint: true }),
    );
    return stats === undefined ? "" : `${stats.ino} ${stats.mtimeNs} ${stats.size}`;
  }

  #parse(): SchwabToken | null {
    const text = this.#attempt(() => readFileSync(this.#path, "utf8"));
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch {
      // Not written by us: the same as no login, and a new one mends it.
      return null;
    }
    const parsed = v.safeParse(schema, content);
    return parsed.success ? parsed.output : null;
  }

  #attempt<T>(read: () => T): T {
    try {
      return read();
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      const text = `the login "${this.#path}" cannot be read (${code}); run it as its owner`;
      throw new Failure("store.unavailable", text, { cause });
    }
  }
}

function busy(cause: Failure): Failure {
  const text = "another l2t has been renewing the login at Schwab for two minutes";
  return new Failure("provider.unavailable", `${text}; tried again with the next request`, {
    cause,
  });
}
