import type { OptionTable } from "./option.ts";

/** Settings of the API server, for `l2t up` and `l2t service api-server`. */
export const apiOptions = {
  accessLog: {
    kind: "switch",
    flag: "access-log",
    env: "L2T_ACCESS_LOG",
    help: "a line in the log for each request, without secrets",
  },
  corsOrigin: {
    kind: "list",
    flag: "cors-origin",
    env: "L2T_CORS_ORIGIN",
    placeholder: "ORIGIN",
    help: "pages of this origin may read answers with a key; may be repeated, none without it",
  },
  trustLoopback: {
    kind: "switch",
    flag: "trust-loopback",
    env: "L2T_TRUST_LOOPBACK",
    help: "open to the network, requests of this machine need no key; not behind a proxy",
  },
  requestsPerMinute: {
    kind: "integer",
    flag: "requests-per-minute",
    env: "L2T_REQUESTS_PER_MINUTE",
    placeholder: "N",
    min: 0,
    max: 1_000_000,
    default: 3_000,
    help: "of one key, or of one address without a key; 0 for no limit",
  },
} as const satisfies OptionTable;
