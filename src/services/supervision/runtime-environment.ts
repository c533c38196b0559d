/**
 * Variables that keep the runtime of a service process small, where nobody set them otherwise
 * (docs/decisions/0010-memory-of-processes.md). The runtime collects garbage as if the machine
 * had so many bytes; by itself it lets it grow to a share of the whole machine, in each of six.
 */
export const runtimeEnvironment: Readonly<Record<string, string>> = {
  BUN_JSC_forceRAMSize: String(32 * 2 ** 20),
};
