import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockFolder } from "../../src/adapters/host/instance-lock.ts";
import { SchwabAuth } from "../../src/adapters/providers/schwab/auth.ts";
import { schwabLimits } from "../../src/adapters/providers/schwab/limits.ts";
import { SchwabProvider } from "../../src/adapters/providers/schwab/provider.ts";
import { TokenEndpoint } from "../../src/adapters/providers/schwab/token-endpoint.ts";
import {
  type SchwabToken,
  schwabLockName,
  TokenFile,
} from "../../src/adapters/providers/schwab/token-file.ts";
import type { Clock } from "../../src/ports/clock.ts";
import {
  type ReplayOptions,
  type ReplayServer,
  startReplayServer,
} from "../replay/replay-server.ts";
import { speedyClock, type TestLink, type TestLinkOptions, vendorLink } from "../vendor-link.ts";

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

export interface SchwabAtHome {
  readonly provider: SchwabProvider;
  readonly auth: SchwabAuth;
  readonly file: TokenFile;
  readonly endpoint: TokenEndpoint;
  readonly folder: string;
  readonly clock: Clock;
  readonly server: ReplayServer;
  readonly link: TestLink;
  dispose(): Promise<void>;
}

export interface SchwabOptions extends ReplayOptions {
  readonly nowTsMs: number;
  /** What is on the disk, or null for no login; one that holds unless told. */
  readonly token?: Partial<SchwabToken> | null;
  readonly link?: Partial<TestLinkOptions>;
  readonly speed?: number;
}

/** A login that was made a day ago and renewed a moment ago. */
export function tokenAt(nowTsMs: number, part: Partial<SchwabToken> = {}): SchwabToken {
  return {
    accessToken: "access-1",
    refreshToken: "refresh-1",
    accessEndsTsMs: nowTsMs + 29 * minuteMs,
    renewedTsMs: nowTsMs - minuteMs,
    loginTsMs: nowTsMs - dayMs,
    refusedTsMs: null,
    ...part,
  };
}

export function tokenFileIn(folder: string, clock: Clock): TokenFile {
  const claim = () => lockFolder(folder, schwabLockName);
  return new TokenFile({ folder, clock, claim });
}

/** A provider with its login in a folder of its own, and a Schwab on this machine. */
export async function openSchwab(options: SchwabOptions): Promise<SchwabAtHome> {
  const { nowTsMs, token = {}, speed = 100, link: wishes, ...replay } = options;
  const server = await startReplayServer(replay);
  const folder = mkdtempSync(join(tmpdir(), "l2t-schwab-"));
  const clock = speedyClock(nowTsMs, speed);
  const file = tokenFileIn(folder, clock);
  if (token !== null) await file.locked(async () => file.write(tokenAt(nowTsMs, token)));
  const given = { baseUrl: server.url, provider: "schwab", speed, ...wishes, clock };
  const loginLink = vendorLink({ ...given, limits: schwabLimits });
  const app = { key: "app-key", secret: "app-secret" };
  const endpoint = new TokenEndpoint({ http: loginLink.http, app });
  const auth = new SchwabAuth({ file, endpoint, clock });
  const link = vendorLink({ ...given, auth });
  const { http, openSocket } = link;
  const provider = new SchwabProvider({ http, auth, clock, openSocket });
  const dispose = async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.stop();
  };
  return { provider, auth, file, endpoint, folder, clock, server, link, dispose };
}

/** Works with a Schwab that knows these routes only, and ends it. */
export async function withSchwab(
  options: SchwabOptions,
  work: (home: SchwabAtHome) => Promise<void>,
): Promise<void> {
  const home = await openSchwab(options);
  try {
    await work(home);
  } finally {
    await home.dispose();
  }
}
