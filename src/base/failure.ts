/** What a caller may do about a failure: try again at once, try again later, or not at all. */
export type Retry = "soon" | "later" | "never";

interface Policy {
  readonly retry: Retry;
  /** HTTP status an API answer carries. */
  readonly http: number;
  /** Exit code of the command line (sysexits.h where one fits). */
  readonly exit: number;
  /** One sentence for the reference page. */
  readonly help: string;
}

/** Every failure a user can meet. docs/reference/failures.md is generated from this table. */
export const failures = {
  "usage.invalid": {
    retry: "never",
    http: 400,
    exit: 64,
    help: "A command, flag or parameter is not one of those offered.",
  },
  "config.invalid": {
    retry: "never",
    http: 500,
    exit: 78,
    help: "An environment variable or option has a value outside its range.",
  },
  "input.missing": {
    retry: "never",
    http: 404,
    exit: 66,
    help: "A file or folder that was named does not exist or cannot be read.",
  },
  "input.invalid": {
    retry: "never",
    http: 400,
    exit: 65,
    help: "A file was read but does not hold what it should.",
  },
  "not.found": {
    retry: "never",
    http: 404,
    exit: 69,
    help: "The symbol, signal or series is not in the store.",
  },
  "store.busy": {
    retry: "soon",
    http: 503,
    exit: 75,
    help: "Another process holds the database for writing.",
  },
  "store.invalid": {
    retry: "never",
    http: 500,
    exit: 74,
    help: "The database file is damaged, of another program, or of a newer version.",
  },
  "store.unavailable": {
    retry: "later",
    http: 503,
    exit: 74,
    help: "The data directory cannot be written: permissions, a full disk, a read-only file.",
  },
  "output.unavailable": {
    retry: "later",
    http: 500,
    exit: 73,
    help: "An output file cannot be written: permissions, a full disk, a missing folder.",
  },
  "host.unavailable": {
    retry: "later",
    http: 503,
    exit: 71,
    help: "The machine refused something that was needed, such as a port.",
  },
  "notifier.unavailable": {
    retry: "later",
    http: 502,
    exit: 69,
    help: "A channel for messages did not answer or asked to wait. It is tried again.",
  },
  "notifier.refused": {
    retry: "never",
    http: 502,
    exit: 69,
    help: "A channel for messages refused one for good: a webhook that was removed, for example.",
  },
  "provider.unauthorized": {
    retry: "never",
    http: 502,
    exit: 77,
    help: "A market-data vendor refused the key or the login. Log in again, or mend the key.",
  },
  "provider.forbidden": {
    retry: "never",
    http: 502,
    exit: 77,
    help: "A market-data vendor's plan does not include what was asked for.",
  },
  "provider.refused": {
    retry: "never",
    http: 502,
    exit: 76,
    help: "A market-data vendor does not know what was asked for, or refused how it was asked.",
  },
  "provider.rate-limited": {
    retry: "later",
    http: 503,
    exit: 75,
    help: "A market-data vendor's limit is used up. It is asked again when the limit allows.",
  },
  "provider.unavailable": {
    retry: "later",
    http: 503,
    exit: 75,
    help: "A market-data vendor did not answer, or with an error of its own. It is tried again.",
  },
  "provider.bad-payload": {
    retry: "later",
    http: 502,
    exit: 76,
    help: "A market-data vendor's answer cannot be read. Nothing of it is used.",
  },
  "provider.missing": {
    retry: "never",
    http: 501,
    exit: 69,
    help: "No market-data vendor that is set up offers what was asked for.",
  },
  "run.interrupted": {
    retry: "soon",
    http: 503,
    exit: 130,
    help: "The work was stopped by a signal. What was finished is kept; run it again to go on.",
  },
} as const satisfies Record<string, Policy>;

export type FailureCode = keyof typeof failures;

/** The world or the user's input did not allow what was asked. Callers branch on `code`. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  get policy(): Policy {
    return failures[this.code];
  }
}
