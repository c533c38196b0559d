/**
 * Variables that keep the runtime of a service process small, where nobody set them otherwise
 * (docs/decisions/0010-memory-of-processes.md).
 *
 * forceRAMSize  garbage is collected as on a machine of so many bytes; by itself the runtime lets
 *               it grow to a share of the whole machine, in each of six processes
 * useFTLJIT     no third compiler: its code is faster for loops that run for long, which a service
 *               does not have, and takes memory to be made and kept
 */
export const runtimeEnvironment: Readonly<Record<string, string>> = {
  BUN_JSC_forceRAMSize: String(32 * 2 ** 20),
  BUN_JSC_useFTLJIT: "0",
};
