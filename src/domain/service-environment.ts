/**
 * Variables of every service process, for the runtime. Bun lets garbage grow in proportion to the
 * memory of the machine; told that this is small, six services with 8,000 symbols at 60 times the
 * usual speed hold 137 MB instead of 205 MB, for 5 % more processor time. Less than 64 MB saves
 * nothing more. bin/l2t sets the same for `up` and `service`.
 */
export const serviceEnvironment = {
  BUN_JSC_forceRAMSize: String(64 * 2 ** 20),
} as const;
