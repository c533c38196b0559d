import { wholeParam } from "../params.ts";

/** The reference system took any whole number; none of its tables had a million rows. */
const legacyLimit = 1_000_000;

/** Rows of an answer; 0 and below mean all of them, as in the reference system. */
export function limitParam(defaultLimit: number) {
  return wholeParam({
    default: defaultLimit,
    min: -legacyLimit,
    max: legacyLimit,
    help: "rows at most; 0 or less: all of them",
  });
}
