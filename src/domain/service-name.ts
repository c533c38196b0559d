/**
 * The services of learn2trade in the order in which they start. The names are those of the
 * systemd units, of log files and of everything that counts per service.
 */
export const serviceNames = [
  "api-server",
  "market-data-worker",
  "discord-bot",
  "ttm-squeeze-scanner",
  "vpb-scanner",
  "macd-scanner",
] as const;

export type ServiceName = (typeof serviceNames)[number];

export const scannerServices: readonly ServiceName[] = serviceNames.slice(3);

/** One process that holds all services: `l2t up`. */
export const oneProcess = "l2t";

/** What a process of ours can be. */
export type ProcessRole = ServiceName | typeof oneProcess;

export const processRoles: readonly ProcessRole[] = [...serviceNames, oneProcess];

/** Slice of systemd that holds the units of all services, so that its counts survive restarts. */
export const serviceSlice = "learn2trade.slice";
