/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly state: "ok" | "warn" | "fail";
  readonly finding: string;
  /** What to do about it; absent when all is well. */
  readonly wayOut?: string;
}

export function ok(name: string, finding: string): Check {
  return { name, state: "ok", finding };
}

export function warn(name: string, finding: string, wayOut: string): Check {
  return { name, state: "warn", finding, wayOut };
}

export function fail(name: string, finding: string, wayOut: string): Check {
  return { name, state: "fail", finding, wayOut };
}
