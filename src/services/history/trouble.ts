import { Failure } from "../../base/failure.ts";

/**
 * symbol   something about what was asked is bad: ask for less of it
 * world    the vendor is out of order or out of budget: ask again later
 * end      there is no use in asking on: no login, no plan, no provider, or we were stopped
 */
export type Trouble = "symbol" | "world" | "end";

/** What a failure of a vendor means for a long list of questions; anything else is thrown on. */
export function troubleOf(error: unknown): { readonly kind: Trouble; readonly failure: Failure } {
  if (!(error instanceof Failure) || !error.code.startsWith("provider.")) throw error;
  if (error.code === "provider.refused" || error.code === "provider.bad-payload") {
    return { kind: "symbol", failure: error };
  }
  const isWorld = error.code === "provider.rate-limited" || error.code === "provider.unavailable";
  return { kind: isWorld ? "world" : "end", failure: error };
}
